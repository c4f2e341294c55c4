import { encodeAllocation, encodeAmendment } from '../../wire/encode-order.js';
import { encodeAssetFilters, encodeExchangeFilters, encodeFilters } from '../../wire/exchange-info.js';
import { REFUSE } from '../../wire/api-error.js';
import type { Params } from '../../wire/params.js';
import { type AnyEndpoint, type Exchange, endpoint } from '../endpoint.js';
import { type Period, isTimed, readDay } from '../period.js';
import { requiredSymbol } from '../symbols.js';

const MAX_LIST = 1000;
const DEFAULT_LIST = 500;

interface AllocationQuery extends Period {
  readonly symbol: string;
  readonly orderId: number | undefined;
  readonly fromAllocationId: number | undefined;
  readonly limit: number;
}

interface AmendmentQuery {
  readonly symbol: string;
  readonly orderId: number;
  readonly fromExecutionId: number | undefined;
  readonly limit: number;
}

/** https://developers.binance.com/docs/binance-spot-api-docs/rest-api/account-endpoints */
export const ACCOUNT_HISTORY: readonly AnyEndpoint[] = [
  endpoint<AllocationQuery>({
    rest: { method: 'GET', path: '/api/v3/myAllocations' },
    ws: 'myAllocations',
    security: 'USER_DATA',
    weight: 20,
    read: readAllocationQuery,
    run: ({ symbol, ...query }, { exchange, account }) =>
      exchange.engine.allocations(account, symbol, query).map(encodeAllocation),
  }),
  endpoint<AmendmentQuery>({
    rest: { method: 'GET', path: '/api/v3/order/amendments' },
    ws: 'order.amendments',
    security: 'USER_DATA',
    weight: 4,
    read: (params, exchange) => ({
      symbol: requiredSymbol(params, exchange),
      orderId: params.required('orderId', params.integer('orderId')),
      fromExecutionId: params.integer('fromExecutionId'),
      limit: params.limit(DEFAULT_LIST, MAX_LIST),
    }),
    run: ({ symbol, orderId, ...query }, { exchange, account }) =>
      exchange.engine.amendments(account, symbol, orderId, query).map(encodeAmendment),
  }),
  endpoint({
    rest: { method: 'GET', path: '/api/v3/myFilters' },
    ws: 'myFilters',
    security: 'USER_DATA',
    weight: 40,
    read: requiredSymbol,
    run: (symbol, { exchange, account }) => {
      const { engine } = exchange;
      const spec = engine.symbols.get(symbol);
      return {
        exchangeFilters: encodeExchangeFilters(engine.exchangeFilters),
        symbolFilters: spec ? encodeFilters(spec) : [],
        assetFilters: encodeAssetFilters(engine.maxAsset(account)),
      };
    },
  }),
];

/** The seven documented combinations. @throws ApiError -1128 for any other */
function readAllocationQuery(params: Params, exchange: Exchange): AllocationQuery {
  const symbol = requiredSymbol(params, exchange);
  const period = readDay(params);
  const orderId = params.integer('orderId');
  const fromAllocationId = params.integer('fromAllocationId');
  if (isTimed(period) && (orderId !== undefined || fromAllocationId !== undefined))
    throw REFUSE.combination();
  return { symbol, ...period, orderId, fromAllocationId, limit: params.limit(DEFAULT_LIST, MAX_LIST) };
}
