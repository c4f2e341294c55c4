import { silentLogger } from '@binance-gateway/domain-types';
import { FakeClock } from '@binance-gateway/testing';
import { onStopSignal, shutDown } from './shutdown.js';

const never = (): Promise<void> => new Promise(() => undefined);

describe('shutDown', () => {
  it('runs the steps one after the other', async () => {
    const order: string[] = [];
    const step = (name: string) => ({ name, run: async () => void order.push(name) });
    const clock = new FakeClock();
    const unfinished = await shutDown([step('a'), step('b'), step('c')], {
      clock,
      logger: silentLogger,
      timeoutMs: 10,
    });
    expect(order).toEqual(['a', 'b', 'c']);
    expect(unfinished).toEqual([]);
  });

  it('goes on past a step that fails and one that hangs', async () => {
    const clock = new FakeClock();
    const order: string[] = [];
    const steps = [
      { name: 'fails', run: () => Promise.reject(new Error('no')) },
      { name: 'hangs', run: never },
      { name: 'last', run: () => void order.push('last') },
    ];
    const stopped = shutDown(steps, { clock, logger: silentLogger, timeoutMs: 5_000 });
    await clock.advance(5_000);
    expect(await stopped).toEqual(expect.arrayContaining(['fails', 'hangs']));
    expect(order).toEqual(['last']);
  });
});

describe('onStopSignal', () => {
  it('hands over the first signal', () => {
    const signals: string[] = [];
    const off = onStopSignal((signal) => signals.push(signal));
    process.emit('SIGTERM', 'SIGTERM');
    off();
    expect(signals).toEqual(['SIGTERM']);
    expect(process.listenerCount('SIGTERM')).toBe(0);
  });
});
