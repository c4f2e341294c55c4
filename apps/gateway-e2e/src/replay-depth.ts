import { Decimal } from '@binance-gateway/domain-types';

type Level = [price: string, quantity: string];

export interface DepthMessage {
  e: 'depthSnapshot' | 'depthUpdate';
  s: string;
  lastUpdateId?: number;
  bids?: Level[];
  asks?: Level[];
  U?: number;
  u?: number;
  b?: Level[];
  a?: Level[];
}

export interface Sides {
  readonly bids: Level[];
  readonly asks: Level[];
}

function sorted(side: Map<string, string>, direction: 1 | -1): Level[] {
  return [...side].sort(([a], [b]) => direction * Decimal.of(a).compare(Decimal.of(b)));
}

/**
 * What a reader of a depth stream knows after each message, by update id: exactly what the documentation
 * tells clients to do. Written apart from the hub, so that it does not share its mistakes.
 * @throws Error when update ids do not join
 */
export function replayDepth(messages: readonly DepthMessage[]): Map<number, Sides> {
  const states = new Map<number, Sides>();
  let bids = new Map<string, string>();
  let asks = new Map<string, string>();
  let last: number | undefined;
  for (const message of messages) {
    if (message.e === 'depthSnapshot') {
      bids = new Map(message.bids);
      asks = new Map(message.asks);
      last = message.lastUpdateId as number;
    } else {
      if (last === undefined) throw new Error('an update before any snapshot');
      if ((message.U as number) > last + 1) throw new Error(`a hole: ${last} then ${message.U}`);
      apply(bids, message.b ?? []);
      apply(asks, message.a ?? []);
      last = message.u as number;
    }
    states.set(last, { bids: sorted(bids, -1), asks: sorted(asks, 1) });
  }
  return states;
}

function apply(side: Map<string, string>, changes: readonly Level[]): void {
  for (const [price, quantity] of changes) {
    if (Decimal.of(quantity).isZero()) side.delete(price);
    else side.set(price, quantity);
  }
}
