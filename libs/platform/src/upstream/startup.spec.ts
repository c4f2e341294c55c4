import { silentLogger } from '@binance-gateway/domain-types';
import { FakeClock } from '@binance-gateway/testing';
import { Startup } from './startup.js';

describe('Startup', () => {
  it('tries until the exchange answers, and says meanwhile why it is not ready', async () => {
    const clock = new FakeClock();
    let attempts = 0;
    const start = (): Promise<void> =>
      ++attempts < 3 ? Promise.reject(new Error(`refused ${attempts}`)) : Promise.resolve();
    const startup = new Startup({ clock, logger: silentLogger, start });
    expect(startup.readiness()).toEqual({ ready: false, reasons: ['the exchange has not answered yet'] });
    startup.begin();
    await clock.advance(0);
    expect(startup.readiness().reasons).toEqual(['the exchange does not answer: refused 1']);
    await clock.advance(5_000);
    expect(startup.readiness().reasons).toEqual(['the exchange does not answer: refused 2']);
    await clock.advance(5_000);
    expect(startup.readiness()).toEqual({ ready: true, reasons: [] });
    expect(attempts).toBe(3);
  });

  it('is not ready while shutting down, whatever comes late', async () => {
    const clock = new FakeClock();
    let finish = (): void => undefined;
    const start = (): Promise<void> => new Promise((resolve) => (finish = resolve));
    const startup = new Startup({ clock, logger: silentLogger, start });
    startup.begin();
    startup.close();
    finish();
    await clock.advance(10_000);
    expect(startup.readiness()).toEqual({ ready: false, reasons: ['shutting down'] });
  });
});
