import fc from 'fast-check';
import { Decimal, type Side } from '@binance-gateway/domain-types';
import type { ObservedWindow } from './measured.js';
import { directionOf, orderFlow } from './order-flow.js';
import { type TakerTrade, takerTradeOf } from './taker-trade.js';

const WINDOW: ObservedWindow = { requestedMs: 60_000, coveredMs: 10_000, from: 0, to: 10_000 };
const trade = (takerSide: Side, quantity: string, price = '100'): TakerTrade => ({
  time: 5_000,
  price,
  quantity,
  takerSide,
  fills: 1,
});
const times = (n: number, make: () => TakerTrade): TakerTrade[] => Array.from({ length: n }, make);

describe('takerTradeOf', () => {
  it('reads who took and how many were filled', () => {
    const event = { a: 9, p: '100.5', q: '2', f: 11, l: 13, T: 7, m: true };
    expect(takerTradeOf(event)).toEqual({
      time: 7,
      price: '100.5',
      quantity: '2',
      takerSide: 'SELL',
      fills: 3,
    });
    expect(takerTradeOf({ ...event, m: false }).takerSide).toBe('BUY');
  });
});

describe('order flow', () => {
  it('is worked out by hand', () => {
    // 8 × 0.25 bought at 100, 4 × 0.25 sold at 99 in ten seconds
    const items = [...times(8, () => trade('BUY', '0.25')), ...times(4, () => trade('SELL', '0.25', '99'))];
    expect(orderFlow({ window: WINDOW, items })).toEqual({
      window: WINDOW,
      trades: 12,
      buy: { trades: 8, tradesPerSecond: 0.8, volume: '2', quoteVolume: '200' },
      sell: { trades: 4, tradesPerSecond: 0.4, volume: '1', quoteVolume: '99' },
      imbalance: '0.3333', // (2 − 1) / 3
      cumulativeDelta: '1',
      direction: 'MODERATE_BUY', // exactly 2 × is not yet more than 2 ×
    });
  });

  it.each([
    ['2.01', '1', 'STRONG_BUY'],
    ['2', '1', 'MODERATE_BUY'],
    ['1.21', '1', 'MODERATE_BUY'],
    ['1.2', '1', 'NEUTRAL'],
    ['1', '1', 'NEUTRAL'],
    ['1', '1.2', 'NEUTRAL'],
    ['1', '1.21', 'MODERATE_SELL'],
    ['1', '2', 'MODERATE_SELL'],
    ['1', '2.01', 'STRONG_SELL'],
    ['1', '0', 'STRONG_BUY'],
  ] as const)('of %s bought and %s sold is %s', (buy, sell, direction) => {
    expect(directionOf(Decimal.of(buy), Decimal.of(sell))).toBe(direction);
  });

  it('says when there is too little', () => {
    const few = orderFlow({ window: WINDOW, items: times(9, () => trade('BUY', '1')) });
    expect(few).toMatchObject({ imbalance: 'insufficient data', direction: 'insufficient data' });
    expect(few.buy).toMatchObject({ trades: 9, volume: '9', tradesPerSecond: 0.9 });
    const short = { ...WINDOW, coveredMs: 4_999 };
    expect(orderFlow({ window: short, items: times(50, () => trade('BUY', '1')) })).toMatchObject({
      buy: { tradesPerSecond: 'insufficient data' },
      direction: 'insufficient data',
    });
  });

  it('has no direction without a volume', () => {
    const nothing = orderFlow({ window: WINDOW, items: times(20, () => trade('BUY', '0')) });
    expect(nothing).toMatchObject({ imbalance: 'insufficient data', cumulativeDelta: '0' });
  });

  it('mirrors when buyers and sellers change places', () => {
    const amount = fc.integer({ min: 1, max: 10_000 }).map(String);
    const anyTrade = fc.tuple(fc.constantFrom<Side>('BUY', 'SELL'), amount);
    fc.assert(
      fc.property(fc.array(anyTrade, { minLength: 10, maxLength: 60 }), (raw) => {
        const flow = orderFlow({ window: WINDOW, items: raw.map(([side, q]) => trade(side, q)) });
        const mirrored = orderFlow({
          window: WINDOW,
          items: raw.map(([side, q]) => trade(side === 'BUY' ? 'SELL' : 'BUY', q)),
        });
        expect(mirrored.buy).toEqual(flow.sell);
        expect(mirrored.cumulativeDelta).toBe(Decimal.of(flow.cumulativeDelta).negated().toString());
        const swap = (text: string): string =>
          text.replace(/BUY|SELL/, (side) => (side === 'BUY' ? 'SELL' : 'BUY'));
        expect(mirrored.direction).toBe(swap(flow.direction));
      }),
    );
  });
});
