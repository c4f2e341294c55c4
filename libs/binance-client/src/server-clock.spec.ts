import type { Logger } from '@binance-gateway/domain-types';
import { FakeClock } from '@binance-gateway/testing';
import { ServerClock } from './server-clock.js';

const START = Date.UTC(2026, 0, 1);

/** An exchange whose clock is `ahead` of ours, each question taking there and back as told. */
function setup(
  trips: [thereMs: number, backMs: number][],
  ahead = 5_000,
): { clock: FakeClock; server: ServerClock; asked: () => number } {
  const clock = new FakeClock(START);
  let asked = 0;
  const server = new ServerClock({
    clock,
    samples: trips.length,
    refreshMs: 60_000,
    fetchTime: () => {
      const [there, back] = trips[asked++ % trips.length] as [number, number];
      clock.advanceSync(there);
      const time = clock.now() + ahead;
      clock.advanceSync(back);
      return Promise.resolve(time);
    },
  });
  return { clock, server, asked: () => asked };
}

it('is the wall clock until it was synchronised', () => {
  const { clock, server } = setup([[10, 10]]);
  expect(server.now()).toBe(clock.now());
  expect(server.errorMs).toBeUndefined();
});

it('adds half the round trip', async () => {
  const { clock, server } = setup([[20, 20]]);
  await server.sync();
  expect(server.now()).toBe(clock.now() + 5_000);
  expect(server.offsetMs).toBe(5_000);
  expect(server.errorMs).toBe(20);
});

it('is never further off than it says', async () => {
  const { server } = setup([[5, 95]]);
  await server.sync();
  expect(Math.abs(server.offsetMs - 5_000)).toBeLessThanOrEqual(server.errorMs as number);
});

it('believes the quickest of its questions', async () => {
  const { server, asked } = setup([
    [300, 10],
    [4, 4],
    [10, 200],
  ]);
  await server.sync();
  expect(asked()).toBe(3);
  expect(server.errorMs).toBe(4);
  expect(server.offsetMs).toBe(5_000);
});

it('goes on by the monotonic clock when the wall clock is set', async () => {
  const clock = new FakeClock(START);
  let step = 0;
  const stepped = { ...bind(clock), now: () => clock.now() + step };
  const server = new ServerClock({
    clock: stepped,
    samples: 1,
    fetchTime: () => Promise.resolve(START + 1_000),
  });
  await server.sync();
  step = -3_600_000;
  clock.advanceSync(250);
  expect(server.now()).toBe(START + 1_250);
});

it('asks once for callers at the same time', async () => {
  const { server, asked } = setup([[1, 1]]);
  await Promise.all([server.sync(), server.sync()]);
  expect(asked()).toBe(1);
  await server.sync();
  expect(asked()).toBe(2);
});

it('keeps what it has when nobody answers, and believes what came before the trouble', async () => {
  const clock = new FakeClock(START);
  const answers: (number | Error)[] = [START + 500, new Error('refused'), new Error('refused')];
  const server = new ServerClock({
    clock,
    samples: 2,
    fetchTime: () => {
      const answer = answers.shift();
      return typeof answer === 'number'
        ? Promise.resolve(answer)
        : Promise.reject(answer ?? new Error('empty'));
    },
  });
  await server.sync();
  await expect(server.sync()).rejects.toThrow('refused');
  expect(server.offsetMs).toBe(500);
});

it('synchronises from time to time, says when it could not, and stops when closed', async () => {
  const clock = new FakeClock(START);
  let asked = 0;
  const warnings: string[] = [];
  const logger = { warn: (_fields: object, message: string) => warnings.push(message) } as unknown as Logger;
  const server = new ServerClock({
    clock,
    logger,
    samples: 1,
    refreshMs: 60_000,
    fetchTime: () => (++asked === 2 ? Promise.reject(new Error('down')) : Promise.resolve(START)),
  });
  server.start();
  await clock.advance(180_000);
  expect(asked).toBe(3);
  expect(warnings).toEqual(['time of the exchange could not be asked']);
  server.close();
  await clock.advance(180_000);
  expect(asked).toBe(3);
  expect(clock.pending).toBe(0);
});

function bind(clock: FakeClock): Pick<FakeClock, 'now' | 'monotonic' | 'setTimeout' | 'clearTimeout'> {
  return {
    now: () => clock.now(),
    monotonic: () => clock.monotonic(),
    setTimeout: (callback, ms) => clock.setTimeout(callback, ms),
    clearTimeout: (handle) => clock.clearTimeout(handle),
  };
}
