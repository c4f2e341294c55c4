import { silentLogger } from '@binance-gateway/domain-types';
import type { Tap } from '@binance-gateway/stream-hub';
import { FakeClock } from '@binance-gateway/testing';
import { LIVE_KINDS, type LiveKind } from './kinds.js';
import { StreamWatch } from './stream-watch.js';

/** A watch on the price of BTCUSDT, and the stream in the hand of the spec. */
function setup() {
  const clock = new FakeClock();
  const renewed: string[] = [];
  let silentMs: number | undefined = 0;
  let tap: Tap | undefined;
  let silences = 0;
  const watch = new StreamWatch(LIVE_KINDS.get('get_price') as LiveKind, 'BTCUSDT', {
    clock,
    logger: silentLogger,
    streams: { silentMs: () => silentMs, renew: (names) => void renewed.push(...names) },
    onSilentStream: () => void silences++,
    tap: (name, reader) => {
      expect(name).toBe('btcusdt@trade');
      tap = reader;
      return () => (tap = undefined);
    },
  });
  const price = (): string | undefined => (watch.read()?.answer as { price: string } | undefined)?.price;
  const trade = (p: string, more = {}): void =>
    tap?.onMessage(
      Buffer.from(JSON.stringify({ e: 'trade', E: 7, s: 'BTCUSDT', t: 1, p, q: '1.00', ...more })),
    );
  /** A REST answer that says this, asked for now. */
  const told = (value: string, meanwhile: () => void = () => undefined): void => {
    const mark = watch.mark();
    meanwhile();
    if (mark) watch.settle(mark, { symbol: 'BTCUSDT', price: value, timestamp: 9 });
  };
  return {
    clock,
    watch,
    renewed,
    price,
    trade,
    told,
    gap: () => tap?.onGap?.('lost'),
    isTapped: () => tap !== undefined,
    silences: () => silences,
    silence: (ms: number | undefined) => (silentMs = ms),
  };
}

describe('StreamWatch', () => {
  it('answers the newest event, one object until the next', () => {
    const { watch, trade, price } = setup();
    expect(watch.read()).toBeUndefined();
    trade('1.00');
    trade('2.00');
    expect(watch.read()).toEqual({
      source: 'stream',
      ageMs: 0,
      answer: { symbol: 'BTCUSDT', price: '2.00', timestamp: 7 },
    });
    expect(watch.read()?.answer).toBe(watch.read()?.answer);
    trade('3.00', { unknown: 'x'.repeat(2_000) });
    expect(price()).toBe('3.00');
  });

  it('answers nothing while its stream is not confirmed, nor when its connection may be dead', async () => {
    const { watch, clock, trade, price, silence } = setup();
    silence(undefined);
    trade('1.00');
    expect(price()).toBeUndefined();
    silence(4_000);
    await clock.advance(4_500);
    expect(watch.read()?.ageMs).toBe(4_000);
    silence(5_001);
    expect(watch.read()?.ageMs).toBe(4_500);
    await clock.advance(501);
    expect(price()).toBeUndefined();
    silence(10);
    expect(price()).toBe('1.00');
  });

  it('answers nothing after a gap until an event or the exchange has told', () => {
    const { trade, price, gap, told } = setup();
    trade('1.00');
    gap();
    expect(price()).toBeUndefined();
    trade('2.00');
    expect(price()).toBe('2.00');
    gap();
    told('3.00');
    expect(price()).toBe('3.00');
  });

  it('takes no REST answer that an event or a gap has overtaken, or that was asked for too early', () => {
    const { trade, price, gap, told, silence } = setup();
    told('1.00', () => trade('2.00'));
    expect(price()).toBe('2.00');
    gap();
    told('3.00', gap);
    expect(price()).toBeUndefined();
    silence(undefined);
    told('4.00', () => silence(0));
    expect(price()).toBeUndefined();
  });

  it('asks about a quiet symbol now and then, and goes on when the exchange says the same', async () => {
    const { clock, trade, price, told, renewed } = setup();
    trade('1.00');
    await clock.advance(30_000);
    expect(price()).toBe('1.00');
    await clock.advance(1);
    expect(price()).toBeUndefined();
    told('1.00');
    expect(price()).toBe('1.00');
    await clock.advance(30_000);
    expect(price()).toBe('1.00');
    expect(renewed).toEqual([]);
  });

  it('subscribes a stream anew that has nothing to say when the exchange has', async () => {
    const { clock, trade, price, told, renewed, silences } = setup();
    trade('1.00');
    await clock.advance(30_001);
    told('2.00');
    expect(price()).toBeUndefined();
    await clock.advance(2_000);
    expect(renewed).toEqual(['btcusdt@trade']);
    expect(silences()).toBe(1);
  });

  it('does not, when the event was only on its way', async () => {
    const { clock, trade, price, told, renewed } = setup();
    trade('1.00');
    await clock.advance(30_001);
    told('2.00');
    trade('2.00');
    await clock.advance(2_000);
    expect(renewed).toEqual([]);
    expect(price()).toBe('2.00');
  });

  it('answers nothing from an event it cannot read', () => {
    const { trade, price } = setup();
    trade('1.00');
    trade('much');
    expect(price()).toBeUndefined();
    trade('2.00');
    expect(price()).toBe('2.00');
  });

  it('leaves nothing behind', async () => {
    const { clock, watch, trade, told, isTapped } = setup();
    trade('1.00');
    await clock.advance(30_001);
    told('2.00');
    watch.close();
    expect(isTapped()).toBe(false);
    expect(clock.pending).toBe(0);
    expect(watch.read()).toBeUndefined();
  });
});
