import { type MessageFate } from '@binance-gateway/testing';
import { CalmPool } from './calm-pool.bed.js';
import { StreamWorld } from './stream-world.bed.js';

const HOUR_MS = 3_600_000;
/** `npx nx soak` takes 30, enough for every connection to be replaced by age and for one that was not to reach its 24 h. */
const HOURS = Number(process.env['SOAK_HOURS'] ?? 1);
const SEED = Number(process.env['SEED'] ?? 1);
/** Real time after which the run ends where it is, and says so. */
const MAX_MINUTES = Number(process.env['SOAK_MAX_MINUTES'] ?? 60);
const STREAMS = [
  'depth:BTCUSDT:20',
  'depth:ETHUSDT:full',
  'btcusdt@depth@100ms',
  'btcusdt@trade',
  'ethusdt@aggTrade',
  'btcusdt@bookTicker',
];
const RECOVERY_MS = 240_000;

jest.setTimeout(MAX_MINUTES * 60_000 + 120_000);

type Fault = (world: StreamWorld) => Promise<void>;

const damage =
  (fates: readonly MessageFate[]): Fault =>
  async (world) => {
    world.fate = () =>
      world.random() < 0.2 ? (fates[Math.floor(world.random() * fates.length)] as MessageFate) : 'pass';
    await world.clock.advance(60_000);
    world.fate = () => 'pass';
  };

const answer =
  (status: number, retryAfterMs?: number): Fault =>
  async (world) => {
    const times = 1 + Math.floor(world.random() * 3);
    const effect = { kind: 'answer', when: 'before', status, code: -1003, msg: 'soak' } as const;
    world.exchange.control.inject({
      times,
      effect: retryAfterMs === undefined ? effect : { ...effect, retryAfterMs },
    });
    world.streamProxy.reset(); // so that snapshots are needed
    await world.clock.advance(30_000);
    world.exchange.control.clearFaults();
  };

const FAULTS: Readonly<Record<string, Fault>> = {
  reset: async (world) => void world.streamProxy.reset(),
  'half open': async (world) => {
    world.streamProxy.halfOpen();
    await world.clock.advance(20_000);
  },
  'lost, repeated and swapped frames': damage(['drop', 'twice', 'swap']),
  'repeated frames': damage(['twice']),
  'a silent stream': async (world) => {
    const { streams } = world.exchange.control;
    const name = ['btcusdt@trade', 'btcusdt@depth@100ms', 'ethusdt@aggTrade'][
      Math.floor(world.random() * 3)
    ] as string;
    streams.silence(name);
    await world.clock.advance(60_000);
    streams.clearFaults();
  },
  'server shutdown': async (world) => {
    world.exchange.control.streams.serverShutdown();
    await world.clock.advance(30_000);
    world.exchange.control.streams.closeAll(1001, 'going away');
  },
  'connections refused': async (world) => {
    world.streamProxy.refuse();
    world.streamProxy.reset();
    await world.clock.advance(world.random() * 90_000);
    world.streamProxy.refuse(false);
  },
  'no REST': async (world) => {
    world.restProxy.refuse();
    world.restProxy.reset();
    world.streamProxy.reset();
    await world.clock.advance(world.random() * 90_000);
    world.restProxy.refuse(false);
  },
  'errors of the exchange': answer(503),
  'too many requests': answer(429, 5_000),
  'clients that come and go': async (world) => {
    for (const reader of world.readers) if (world.random() < 0.7) reader.interrupt();
  },
  'everything at once': async (world) => {
    world.streamProxy.reset();
    world.restProxy.reset();
    world.clientProxy.reset();
  },
};

it(`${HOURS} simulated hours of faults and rotations, seed ${SEED}`, async () => {
  const world = await StreamWorld.open({ seed: SEED, simulator: { eventsPerSecond: 0.5 } });
  const calm = await CalmPool.open(world.clock, SEED);
  const startedAt = performance.now();
  const begin = world.clock.now();
  const injected = new Map<string, number>();
  const hours = (): number => (world.clock.now() - begin) / HOUR_MS;
  const lastIds = (): string =>
    world.readers
      .map(({ checker }) =>
        ['depth:BTCUSDT:20', 'btcusdt@trade', 'ethusdt@aggTrade'].map((s) => checker.lastId(s)),
      )
      .join();
  try {
    for (let i = 0; i < 3; i++) world.reader(STREAMS);
    await world.flowing(300_000);
    const names = Object.keys(FAULTS);
    while (hours() < HOURS && performance.now() - startedAt < MAX_MINUTES * 60_000) {
      await world.clock.advance((60 + world.random() * 900) * 1_000);
      const name = names[Math.floor(world.random() * names.length)] as string;
      injected.set(name, (injected.get(name) ?? 0) + 1);
      await FAULTS[name]?.(world);
      // whatever it was, everything goes on
      const before = lastIds().split(',');
      await world.clock.until(
        () =>
          world.upstream.streams.status().state === 'live' &&
          lastIds()
            .split(',')
            .every((id, i) => id !== '' && id !== before[i]),
        RECOVERY_MS,
        `everything after "${name}" at hour ${hours().toFixed(2)}`,
      );
      world.check();
      calm.check();
    }
    const replaced = new Map<string, number>();
    for (const why of world.replaced) replaced.set(why, (replaced.get(why) ?? 0) + 1);
    const { events, gaps, snapshots, recovered } = world.readers[0]!.checker.counts;
    process.stdout.write(
      [
        `soak: ${hours().toFixed(1)} simulated hours in ${((performance.now() - startedAt) / 1000).toFixed(0)} s, seed ${SEED}`,
        `faults: ${[...injected].map(([name, count]) => `${name} ${count}`).join(', ')}`,
        `connections lost ${world.losses().length}, replaced: ${[...replaced].map(([why, count]) => `${why} ${count}`).join(', ') || 'none'}`,
        `a reader got ${events} events, ${gaps} gap notices, ${snapshots} snapshots, ${recovered} resumes; no violation`,
        `beside them, on an exchange without faults: ${calm.events} events, replaced ${calm.replaced.join(', ') || 'never'}, ${calm.snapshots} snapshot, no gap`,
        '',
      ].join('\n'),
    );
    // by age before the 24 hours are over, without a snapshot
    expect(calm.replaced).toEqual(Array.from({ length: Math.floor(HOURS / 24) }, () => 'age'));
    expect(hours()).toBeGreaterThanOrEqual(HOURS);
  } finally {
    await calm.close();
    await world.close();
  }
});
