import { FakeClock } from '@binance-gateway/testing';
import type { Side, WireDepth, WireDepthUpdate, WireLevel } from '@binance-gateway/domain-types';
import { parseAmount } from '../engine/amount.js';
import { DEFAULT_SYMBOLS } from '../engine/default-symbols.js';
import { createEngine } from '../engine/matching-engine.js';
import type { Amount, Engine } from '../engine/types.js';
import { MarketData } from './market-data.js';

export const START = Date.UTC(2026, 0, 15, 13, 47, 23, 450);

/** An engine nobody trades on but the test, with its market data, on a clock that stands still. */
export class MarketBed {
  readonly clock: FakeClock;
  readonly engine: Engine;
  readonly market: MarketData;

  constructor({ start = START, historySeed }: { start?: number; historySeed?: number } = {}) {
    this.clock = new FakeClock(start);
    this.engine = createEngine({ clock: this.clock, symbols: DEFAULT_SYMBOLS });
    this.market = new MarketData({
      engine: this.engine,
      clock: this.clock,
      ...(historySeed === undefined ? {} : { historySeed }),
    });
    for (const account of ['maker', 'taker']) this.engine.addAccount(account, [], { unlimited: true });
  }

  rest(side: Side, price: string, quantity: string, symbol = 'BTCUSDT'): number {
    const command = { account: 'maker', symbol, side, type: 'LIMIT_MAKER', clientOrderId: '' } as const;
    return this.engine.place({ ...command, price: amount(price), quantity: amount(quantity) }).order.orderId;
  }

  take(side: Side, quantity: string, symbol = 'BTCUSDT'): void {
    const command = { account: 'taker', symbol, side, type: 'MARKET', clientOrderId: '' } as const;
    this.engine.place({ ...command, quantity: amount(quantity) });
  }

  /** One trade of a quantity at a price; the book is empty again afterwards. */
  trade(price: string, quantity: string, takerSide: Side = 'BUY', symbol = 'BTCUSDT'): void {
    this.rest(takerSide === 'BUY' ? 'SELL' : 'BUY', price, quantity, symbol);
    this.take(takerSide, quantity, symbol);
  }
}

export function amount(text: string): Amount {
  return parseAmount('test', text);
}

/** A reader's order book, kept by the documented procedure; complains about every hole. */
export class LocalBook {
  private readonly bids = new Map<string, string>();
  private readonly asks = new Map<string, string>();

  private constructor(public updateId: number) {}

  static from({ lastUpdateId, bids, asks }: WireDepth): LocalBook {
    const book = new LocalBook(lastUpdateId);
    book.put(book.bids, bids);
    book.put(book.asks, asks);
    return book;
  }

  /** @throws Error when the event does not follow the one before */
  apply({ U, u, b, a }: WireDepthUpdate): void {
    if (u < this.updateId) return;
    if (U > this.updateId + 1) throw new Error(`gap: have ${this.updateId}, event begins at ${U}`);
    this.put(this.bids, b);
    this.put(this.asks, a);
    this.updateId = u;
  }

  top(levels: number): { bids: [string, string][]; asks: [string, string][] } {
    const sorted = (side: Map<string, string>, sign: number): [string, string][] =>
      [...side].sort(([x], [y]) => (amount(x) < amount(y) ? -sign : sign)).slice(0, levels);
    return { bids: sorted(this.bids, -1), asks: sorted(this.asks, 1) };
  }

  private put(side: Map<string, string>, levels: readonly WireLevel[]): void {
    for (const [price, quantity] of levels) {
      if (/^[0.]+$/.test(quantity)) side.delete(price);
      else side.set(price, quantity);
    }
  }
}
