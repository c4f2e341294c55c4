import { Decimal, type WireDepthUpdate, type WireLevel } from '@binance-gateway/domain-types';

/**
 * A `depthUpdate` with the price of one level told wrong: the best one it has, moved away from the other side by one
 * unit of its last digit. Its ids are right, so no look at them finds it. Payloads of other streams: as they are.
 */
export function alterDiff(payload: string): string {
  const event = JSON.parse(payload) as Partial<WireDepthUpdate>;
  if (event?.e !== 'depthUpdate') return payload;
  const { b = [], a = [] } = event;
  const [bid, ...bids] = b;
  if (bid) return JSON.stringify({ ...event, b: [moved(bid, -1n), ...bids] });
  const [ask, ...asks] = a;
  return ask ? JSON.stringify({ ...event, a: [moved(ask, 1n), ...asks] }) : payload;
}

function moved([price, quantity]: WireLevel, direction: bigint): WireLevel {
  const decimals = price.replace(/0+$/, '').split('.')[1]?.length ?? 0;
  const other = Decimal.of(price).plus(Decimal.fromScaled(direction, decimals));
  return [other.toFixed(price.split('.')[1]?.length ?? 0), quantity];
}
