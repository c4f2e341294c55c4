import { FakeClock } from '@binance-gateway/testing';
import { DEFAULT_SYMBOLS } from '../engine/default-symbols.js';
import { createEngine } from '../engine/matching-engine.js';
import { type Amount, type Engine, type EngineEvent, UNIT } from '../engine/types.js';
import { START, amount } from './market.bed.js';
import { LIQUIDITY_ACCOUNT, SyntheticMarket } from './synthetic-market.js';

function run(
  seed: number,
  eventsPerSecond = 40,
): { engine: Engine; clock: FakeClock; events: EngineEvent[]; market: SyntheticMarket } {
  const clock = new FakeClock(START);
  const engine = createEngine({ clock, symbols: DEFAULT_SYMBOLS });
  const events: EngineEvent[] = [];
  engine.subscribe((event) => events.push(event));
  const market = new SyntheticMarket({ engine, clock, seed, eventsPerSecond });
  market.start();
  return { engine, clock, events, market };
}

function depositTo(engine: Engine, asset: string, free: string): void {
  engine.addAccount('user', [{ asset, free: amount(free) }]);
}

describe('SyntheticMarket', () => {
  it('does the same again with the same seed and clock, and something else with another seed', () => {
    const logs = [7, 7, 8].map((seed) => {
      const { clock, events } = run(seed);
      clock.advanceSync(20_000);
      return events;
    });
    expect(logs[0]?.length).toBeGreaterThan(1000);
    expect(logs[1]).toEqual(logs[0]);
    expect(logs[2]).not.toEqual(logs[0]);
  });

  it('has trades on every symbol from the first moment on', () => {
    const { engine } = run(1);
    for (const { symbol } of DEFAULT_SYMBOLS) expect(engine.lastTrade(symbol)).toBeDefined();
  });

  it.each(DEFAULT_SYMBOLS.map((spec) => [spec.symbol, spec] as const))(
    'keeps a deep book with a narrow spread on %s',
    (symbol, spec) => {
      const { engine, clock } = run(3);
      let widest = 0n;
      for (let i = 0; i < 20; i++) {
        clock.advanceSync(3000);
        const { bids, asks } = engine.depth(symbol, 5000);
        expect(Math.min(bids.length, asks.length)).toBeGreaterThanOrEqual(100);
        const spread = ((asks[0]?.[0] as Amount) - (bids[0]?.[0] as Amount)) / spec.tickSize;
        if (spread > widest) widest = spread;
      }
      // A noise trade may have eaten the touch a moment ago; market makers come back with the next event
      expect(Number(widest * spec.tickSize) / Number(spec.initialPrice)).toBeLessThan(0.001);
    },
  );

  it('stays plausible, bounded and free of arbitrage for a day', () => {
    const { engine, clock, events } = run(11, 0.4);
    const priceOf = (symbol: string): Amount => engine.lastTrade(symbol)?.price as Amount;
    for (let hour = 0; hour < 24; hour++) {
      clock.advanceSync(3_600_000);
      events.length = 0;
      for (const { symbol, initialPrice } of DEFAULT_SYMBOLS) {
        const price = priceOf(symbol);
        expect(price * 4n > initialPrice * 3n && price * 3n < initialPrice * 4n).toBe(true);
        expect(engine.openOrders(LIQUIDITY_ACCOUNT, symbol).length).toBeLessThan(450);
      }
    }
    const ratio = (priceOf('ETHUSDT') * UNIT) / priceOf('BTCUSDT');
    expect(Math.abs(Number(priceOf('ETHBTC') - ratio) / Number(ratio))).toBeLessThan(0.005);
    engine.assertConserved();
  });

  it('fills a resting user order when the price comes to it', () => {
    const { engine, clock } = run(2);
    depositTo(engine, 'USDT', '1000000');
    const bid = engine.bestBidAsk('BTCUSDT').bid?.[0] as Amount;
    const { order } = engine.place({
      account: 'user',
      symbol: 'BTCUSDT',
      side: 'BUY',
      type: 'LIMIT',
      timeInForce: 'GTC',
      price: bid,
      quantity: amount('0.02'),
      clientOrderId: 'resting',
    });
    const isDone = (): boolean =>
      engine.order('user', 'BTCUSDT', { orderId: order.orderId }).status === 'FILLED';
    for (let minute = 0; minute < 60 && !isDone(); minute++) clock.advanceSync(60_000);
    expect(isDone()).toBe(true);
    expect(
      engine
        .fills('user', 'BTCUSDT', { limit: 1000 })
        .every(({ isMaker, price }) => isMaker && price === bid),
    ).toBe(true);
  });

  it('has enough for a market order of the largest size, and recovers from it', () => {
    const { engine, clock } = run(4);
    depositTo(engine, 'USDT', '20000000');
    const { order } = engine.place({
      account: 'user',
      symbol: 'BTCUSDT',
      side: 'BUY',
      type: 'MARKET',
      quantity: amount('100'),
      clientOrderId: 'large',
    });
    expect(order.status).toBe('FILLED');
    clock.advanceSync(60_000);
    const { bids, asks } = engine.depth('BTCUSDT', 5000);
    expect(Math.min(bids.length, asks.length)).toBeGreaterThanOrEqual(100);
    const price = engine.lastTrade('BTCUSDT')?.price as Amount;
    expect(price * 100n < amount('96500') * 101n).toBe(true);
  });

  it('outlives a halt of a symbol', () => {
    const { engine, clock, events } = run(6);
    engine.setSymbolStatus('BTCUSDT', 'HALT');
    const book = engine.depth('BTCUSDT', 5000);
    events.length = 0;
    clock.advanceSync(5000);
    expect(events.some((event) => event.kind === 'trade' && event.symbol === 'BTCUSDT')).toBe(false);
    expect(engine.depth('BTCUSDT', 5000)).toEqual(book);
    engine.setSymbolStatus('BTCUSDT', 'TRADING');
    clock.advanceSync(20_000);
    expect(events.some((event) => event.kind === 'trade' && event.symbol === 'BTCUSDT')).toBe(true);
    expect(engine.depth('BTCUSDT', 5000).bids.length).toBeGreaterThanOrEqual(100);
  });

  it('stops and goes on', () => {
    const { clock, events, market } = run(9);
    market.stop();
    events.length = 0;
    clock.advanceSync(5000);
    expect(events).toEqual([]);
    expect(clock.pending).toBe(0);
    market.resume();
    clock.advanceSync(5000);
    expect(events.length).toBeGreaterThan(0);
  });
});
