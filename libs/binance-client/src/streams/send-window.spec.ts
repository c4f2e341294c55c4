import { FakeClock } from '@binance-gateway/testing';
import fc from 'fast-check';
import { SendWindow } from './send-window.js';

describe('SendWindow', () => {
  it('keeps control messages a quarter of a second apart and leaves a place for a pong', () => {
    const clock = new FakeClock();
    const window = new SendWindow(clock);
    const sentAt: number[] = [];
    while (sentAt.length < 6) {
      const wait = window.delayForControl();
      if (wait > 0) {
        clock.advanceSync(wait);
        continue;
      }
      window.record();
      sentAt.push(clock.monotonic());
    }
    expect(sentAt).toEqual([0, 250, 500, 750, 1150, 1400]);
  });

  it('answers a ping at once even when control messages wait', () => {
    const clock = new FakeClock();
    const window = new SendWindow(clock);
    for (let i = 0; i < 4; i++) {
      clock.advanceSync(window.delayForControl());
      window.record();
    }
    expect(window.delayForControl()).toBeGreaterThan(0);
    expect(window.delayForPong()).toBe(0);
  });

  it('never lets more than five through in any rolling second, whatever is wanted when', () => {
    const step = fc.record({ pauseMs: fc.integer({ min: 0, max: 400 }), isPong: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { minLength: 10, maxLength: 80 }), (steps) => {
        const clock = new FakeClock();
        const window = new SendWindow(clock);
        const sentAt: number[] = [];
        for (const { pauseMs, isPong } of steps) {
          clock.advanceSync(pauseMs);
          clock.advanceSync(isPong ? window.delayForPong() : window.delayForControl());
          window.record();
          sentAt.push(clock.monotonic());
        }
        for (const [i, at] of sentAt.entries()) {
          const sixth = sentAt[i + 5];
          if (sixth !== undefined) expect(sixth - at).toBeGreaterThan(1_000);
        }
      }),
      { numRuns: 300 },
    );
  });
});
