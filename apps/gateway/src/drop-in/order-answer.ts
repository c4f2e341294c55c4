import { randomInt } from 'node:crypto';
import type { Order } from '@binance-gateway/domain-types';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
/** As long as those the exchange makes. */
const ID_LENGTH = 22;

/** A client order id as Binance makes one for an order that comes without. */
export function newClientOrderId(): string {
  return Array.from({ length: ID_LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join('');
}

/** Fields of an answer to a new order, in the order the exchange writes them. */
const FIELDS = [
  'symbol',
  'orderId',
  'orderListId',
  'clientOrderId',
  'origClientOrderId',
  'transactTime',
  'price',
  'origQty',
  'executedQty',
  'origQuoteOrderQty',
  'cummulativeQuoteQty',
  'status',
  'timeInForce',
  'type',
  'side',
  'stopPrice',
  'icebergQty',
  'workingTime',
  'fills',
  'selfTradePreventionMode',
] as const satisfies readonly (keyof Order)[];

/**
 * The answer to an order whose own answer was lost, from what asking for it told. It has no fills, which only the lost
 * answer had.
 */
export function answerAbout(result: unknown): unknown {
  if (typeof result !== 'object' || result === null || Array.isArray(result) || !('orderId' in result)) {
    return result;
  }
  const order = result as Partial<Order>;
  return Object.fromEntries(
    FIELDS.flatMap((name) => (order[name] === undefined ? [] : [[name, order[name]] as const])),
  );
}
