import { silentLogger } from '@binance-gateway/domain-types';
import { FakeClock } from '@binance-gateway/testing';
import { ExchangeWatch } from './exchange-watch.js';

function setup(): {
  clock: FakeClock;
  watch: ExchangeWatch;
  asked: () => number;
  answer: (works: boolean) => void;
} {
  const clock = new FakeClock();
  let works = true;
  let asked = 0;
  const ask = (): Promise<void> => {
    asked++;
    return works ? Promise.resolve() : Promise.reject(new Error('connection refused'));
  };
  const watch = new ExchangeWatch({ clock, logger: silentLogger, ask });
  watch.start();
  return { clock, watch, asked: () => asked, answer: (value) => (works = value) };
}

describe('whether the exchange answers', () => {
  it('is asked every ten seconds, and one lost answer is no outage', async () => {
    const { clock, watch, asked, answer } = setup();
    await clock.advance(30_000);
    expect([asked(), watch.obstacle()]).toEqual([3, undefined]);
    answer(false);
    await clock.advance(10_000);
    expect(watch.obstacle()).toBeUndefined();
    answer(true);
    await clock.advance(2_000);
    expect([asked(), watch.obstacle()]).toEqual([5, undefined]);
  });

  it('is told while it does not, with the reason, and no longer once it does', async () => {
    const { clock, watch, answer } = setup();
    answer(false);
    await clock.advance(12_000);
    expect(watch.obstacle()).toBe('the exchange has not answered for 12 s: connection refused');
    answer(true);
    await clock.advance(2_000);
    expect(watch.obstacle()).toBeUndefined();
  });

  it('is asked no more after the end', async () => {
    const { clock, watch, asked } = setup();
    watch.close();
    await clock.advance(60_000);
    expect([asked(), clock.pending]).toEqual([0, 0]);
  });
});
