import { encodeExchangeFilters, encodeSymbol } from '../../wire/exchange-info.js';
import { REFUSE } from '../../wire/api-error.js';
import type { Params } from '../../wire/params.js';
import { type AnyEndpoint, type Exchange, endpoint } from '../endpoint.js';
import { listed, readStatus } from '../symbols.js';
import { EXECUTION_RULES } from './execution-rules.js';

interface InfoQuery {
  readonly symbols: readonly string[];
  readonly showPermissionSets: boolean;
}

/** https://developers.binance.com/docs/binance-spot-api-docs/rest-api/general-endpoints */
export const GENERAL: readonly AnyEndpoint[] = [
  endpoint({
    rest: { method: 'GET', path: '/api/v3/ping' },
    ws: 'ping',
    security: 'NONE',
    weight: 1,
    read: () => undefined,
    run: () => ({}),
  }),
  endpoint({
    rest: { method: 'GET', path: '/api/v3/time' },
    ws: 'time',
    security: 'NONE',
    weight: 1,
    read: () => undefined,
    run: (_, { exchange }) => ({ serverTime: exchange.now() }),
  }),
  endpoint<InfoQuery>({
    rest: { method: 'GET', path: '/api/v3/exchangeInfo' },
    ws: 'exchangeInfo',
    security: 'NONE',
    weight: 20,
    read: readInfoQuery,
    run: ({ symbols, showPermissionSets }, { exchange, transport }) => ({
      timezone: 'UTC',
      serverTime: exchange.now(),
      rateLimits: exchange.rateLimits.rules(transport),
      exchangeFilters: encodeExchangeFilters(exchange.engine.exchangeFilters),
      symbols: symbols.map((name) => {
        const spec = exchange.engine.symbols.get(name);
        return spec && encodeSymbol(spec, exchange.engine.symbolStatus(name), showPermissionSets);
      }),
      // Only there when SOR is
      ...(exchange.engine.sors.length > 0 ? { sors: exchange.engine.sors } : {}),
    }),
  }),
  EXECUTION_RULES,
];

function readInfoQuery(params: Params, exchange: Exchange): InfoQuery {
  const symbol = params.symbolName();
  const symbols = params.symbolNames();
  const permissions = params.names('permissions');
  const status = readStatus(params);
  const showPermissionSets = params.boolean('showPermissionSets') ?? true;
  const named = symbol === undefined ? symbols : [symbol];
  const isBadCombination =
    (symbol !== undefined && symbols !== undefined) ||
    (named !== undefined && (permissions !== undefined || status !== undefined));
  if (isBadCombination) throw REFUSE.combination();
  if (named) return { symbols: named.map((name) => listed(name, exchange)), showPermissionSets };
  // Every symbol of the embedded exchange has the permission SPOT and no other
  const all = permissions && !permissions.includes('SPOT') ? [] : [...exchange.engine.symbols.keys()];
  return {
    symbols: status ? all.filter((name) => exchange.engine.symbolStatus(name) === status) : all,
    showPermissionSets,
  };
}
