import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { DEFAULT_SYMBOLS } from '@binance-gateway/exchange-simulator';
import { until } from '@binance-gateway/testing';
import { TOKENS, type World, startWorld } from '../start-gateway.js';
import { type Delays, LoadClients } from './load-clients.js';

const size = (name: string, fallback: number): number => Number(process.env[name] ?? fallback);
/** `npx nx load gateway-e2e` takes a thousand clients and ten minutes with slow ones, ten without. */
const CLIENTS = size('LOAD_CLIENTS', 100);
const SYMBOLS = size('LOAD_SYMBOLS', 20);
const STREAMS_EACH = size('LOAD_STREAMS_EACH', 2);
const PER_SECOND = size('LOAD_MESSAGES_PER_SECOND', 20);
const PHASES = size('LOAD_PHASES', 2);
const PHASE_MS = size('LOAD_PHASE_SECONDS', 3) * 1_000;
const SETTLE_MS = size('LOAD_SETTLE_SECONDS', 1) * 1_000;
const PADDING = 'x'.repeat(size('LOAD_MESSAGE_BYTES', 200));

jest.setTimeout(120_000 + PHASES * 2 * (PHASE_MS + SETTLE_MS) * 3);

const names = Array.from({ length: SYMBOLS }, (_, i) => `LOAD${String.fromCharCode(65 + i)}USDT`);

/** Resident memory of a process, MiB. */
const residentMiB = (pid: number): number =>
  Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1_024;

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;

describe(`${CLIENTS} clients on ${SYMBOLS} symbols`, () => {
  let world: World;
  let load: LoadClients;
  const sent = new Map<string, number>();
  let timer: NodeJS.Timeout | undefined;

  beforeAll(async () => {
    const [template] = DEFAULT_SYMBOLS;
    const symbols = names.map((symbol) => ({ ...template!, symbol, baseAsset: symbol.slice(0, -4) }));
    world = await startWorld({ simulator: { symbols, market: 'none' } });
    load = await LoadClients.start({
      url: `${world.gateway.wsUrl}/ws`,
      token: TOKENS.reader,
      clients: CLIENTS,
      symbols: names.map((name) => name.toLowerCase()),
      streamsEach: STREAMS_EACH,
    });
    await until(() => Object.keys(world.exchange.control.streams.stats().streams).length >= SYMBOLS);
  });
  afterAll(async () => {
    clearInterval(timer);
    await (load as LoadClients | undefined)?.close();
    await (world as World | undefined)?.close();
  });

  function publish(): void {
    for (const symbol of names) {
      const stream = `${symbol.toLowerCase()}@trade`;
      const t = (sent.get(stream) ?? 0) + 1;
      sent.set(stream, t);
      const at = Number(process.hrtime.bigint() / 1_000n) / 1_000;
      const event = { e: 'trade', E: Date.now(), s: symbol, t, at, x: PADDING };
      world.exchange.control.streams.publish(stream, JSON.stringify(event));
    }
  }

  async function phase(): Promise<Delays> {
    await wait(SETTLE_MS);
    await load.measure();
    await wait(PHASE_MS);
    return load.report();
  }

  it('WS-07 slow ones delay nobody, everybody else gets everything, memory stays', async () => {
    const slow = Array.from(
      { length: Math.max(2, CLIENTS / 100) },
      (_, i) => i * Math.floor(100 / 2) + (i % 2),
    );
    const pid = world.gateway.child.pid as number;
    const startedAt = performance.now();
    let ticks = 0;
    timer = setInterval(() => {
      // as many as are due, however late the timer is
      const due = Math.floor(((performance.now() - startedAt) * PER_SECOND) / 1_000);
      for (; ticks < due; ticks++) publish();
    }, 1_000 / PER_SECOND);
    await phase(); // to warm up
    const rounds: { calm: Delays; withSlow: Delays; rssMiB: number }[] = [];
    for (let round = 0; round < PHASES; round++) {
      const calm = await phase();
      await load.slow(slow);
      const withSlow = await phase();
      await load.fast(slow);
      rounds.push({ calm, withSlow, rssMiB: residentMiB(pid) });
    }
    clearInterval(timer);
    // everybody arrives at the last message of each stream
    const isComplete = async (): Promise<boolean> =>
      (await load.state()).every(({ offsets }) =>
        Object.entries(offsets).every(([stream, offset]) => offset === sent.get(stream)),
      );
    await until(isComplete, { timeoutMs: 60_000, what: 'the last message at every client' });
    const states = await load.state();
    const others = states.filter(({ index }) => !slow.includes(index));
    for (const { index, received, faults, closes, lost, offsets } of others) {
      const expected = Object.values(offsets).reduce((sum, offset) => sum + offset, 0);
      expect({ index, received, faults, closes, lost }).toEqual({
        index,
        received: expected,
        faults: [],
        closes: [],
        lost: 0,
      });
    }
    // those that were slow have resumed, or were told
    for (const { faults } of states) expect(faults).toEqual([]);
    const calm = median(rounds.map((r) => r.calm.p99));
    const withSlow = median(rounds.map((r) => r.withSlow.p99));
    const [first, last] = [rounds[0]!, rounds.at(-1)!];
    const ms = (value: number): string => value.toFixed(2);
    process.stdout.write(
      [
        `${CLIENTS} clients, ${SYMBOLS} symbols, ${STREAMS_EACH} streams each, ${PER_SECOND} messages a second and stream, ${slow.length} slow or stopped`,
        `delay, median of ${PHASES} phases of ${PHASE_MS / 1_000} s: without slow ones p50 ${ms(median(rounds.map((r) => r.calm.p50)))} p99 ${ms(calm)} ms, with p50 ${ms(median(rounds.map((r) => r.withSlow.p50)))} p99 ${ms(withSlow)} ms (× ${(withSlow / calm).toFixed(2)})`,
        `gateway ${first.rssMiB.toFixed(0)} MiB after the first phases, ${last.rssMiB.toFixed(0)} MiB after the last`,
        `sent ${[...sent.values()].reduce((a, b) => a + b, 0)}, received ${others.reduce((sum, { received }) => sum + received, 0)} by ${others.length} clients: as many as were sent to them`,
        '',
      ].join('\n'),
    );
    expect(last.rssMiB).toBeLessThan(first.rssMiB * 1.25 + 20);
  });
});
