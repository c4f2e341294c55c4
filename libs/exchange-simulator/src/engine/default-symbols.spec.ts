import { formatAmount, parseAmount, quoteOf } from './amount.js';
import { DEFAULT_SYMBOLS } from './default-symbols.js';
import { createEngine } from './matching-engine.js';

describe('the default symbols', () => {
  it('are these', () => {
    expect(
      DEFAULT_SYMBOLS.map(({ symbol, initialPrice }) => `${symbol} ${formatAmount(initialPrice)}`),
    ).toEqual([
      'BTCUSDT 96500.00000000',
      'ETHUSDT 3420.00000000',
      'BNBUSDT 905.00000000',
      'SOLUSDT 168.00000000',
      'XRPUSDT 2.34000000',
      'ADAUSDT 0.62000000',
      'DOGEUSDT 0.17500000',
      'ETHBTC 0.03544000',
    ]);
  });

  it.each(DEFAULT_SYMBOLS.map((spec) => [spec.symbol, spec] as const))('%s can be traded', (_, spec) => {
    expect(spec.initialPrice % spec.tickSize).toBe(0n);
    const engine = createEngine({ clock: { now: () => 0 }, symbols: DEFAULT_SYMBOLS });
    engine.addAccount('alice', [{ asset: spec.quoteAsset, free: parseAmount('free', '1000000') }]);
    const smallest = (spec.minNotional * 100_000_000n) / spec.initialPrice;
    const quantity = smallest - (smallest % spec.stepSize) + spec.stepSize;
    expect(quoteOf(spec.initialPrice, quantity)).toBeGreaterThanOrEqual(spec.minNotional);
    const { order } = engine.place({
      account: 'alice',
      symbol: spec.symbol,
      side: 'BUY',
      type: 'LIMIT',
      timeInForce: 'GTC',
      price: spec.initialPrice,
      quantity,
      clientOrderId: 'first',
    });
    expect(order.status).toBe('NEW');
  });
});
