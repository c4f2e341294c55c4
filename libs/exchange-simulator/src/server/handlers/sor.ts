import { type NewOrderResponseType, SIDES } from '@binance-gateway/domain-types';
import { REFUSE } from '../../wire/api-error.js';
import { encodeOrderCommission } from '../../wire/encode-account.js';
import { encodePlaced } from '../../wire/encode-order.js';
import type { Params } from '../../wire/params.js';
import { type AnyEndpoint, type Exchange, endpoint } from '../endpoint.js';
import { requiredSymbol } from '../symbols.js';
import { type OrderTicket, readResponseType, readStpMode } from './read-order.js';
import { readTerms, readType } from './read-terms.js';

/** https://developers.binance.com/docs/binance-spot-api-docs/faqs/sor_faq */
export const SOR: readonly AnyEndpoint[] = [
  endpoint<{ ticket: OrderTicket; responseType: NewOrderResponseType }>({
    rest: { method: 'POST', path: '/api/v3/sor/order' },
    ws: 'sor.order.place',
    security: 'TRADE',
    weight: 1,
    freeOnSuccess: true,
    orders: 1,
    read: (params, exchange) => ({
      ticket: readSorOrder(params, exchange),
      responseType: readResponseType(params, 'FULL'),
    }),
    run: ({ ticket, responseType }, { exchange, account }) =>
      encodePlaced(exchange.engine.place({ ...ticket, account }), responseType),
  }),
  endpoint<{ ticket: OrderTicket; isPriced: boolean }>({
    rest: { method: 'POST', path: '/api/v3/sor/order/test' },
    ws: 'sor.order.test',
    security: 'TRADE',
    weight: (params) => (params.peek('computeCommissionRates')?.toLowerCase() === 'true' ? 20 : 1),
    read: (params, exchange) => {
      const ticket = readSorOrder(params, exchange);
      readResponseType(params, 'FULL');
      return { ticket, isPriced: params.boolean('computeCommissionRates') ?? false };
    },
    run: ({ ticket, isPriced }, { exchange, account }) => {
      exchange.engine.test({ ...ticket, account });
      if (!isPriced) return {};
      const { specialCommissionForOrder: _, ...shown } = encodeOrderCommission(
        exchange.engine.commissionsOf(account, ticket.symbol),
      );
      return shown;
    },
  }),
];

/** LIMIT and MARKET by quantity, without a peg. */
function readSorOrder(params: Params, exchange: Exchange): OrderTicket {
  const symbol = requiredSymbol(params, exchange);
  const side = params.required('side', params.enum('side', SIDES, REFUSE.side));
  const type = readType(params, '', ['LIMIT', 'MARKET']);
  const quantity = params.required('quantity', params.amount('quantity'));
  const terms = readTerms(params, exchange, '', type, { side, quantity });
  const refused = (['stopPrice', 'trailingDelta', 'pegPriceType'] as const).find(
    (name) => terms[name] !== undefined,
  );
  if (refused) throw REFUSE.notRequired(refused);
  return { symbol, ...terms, stpMode: readStpMode(params), useSor: true };
}
