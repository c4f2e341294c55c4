import { type Random, seededRandom } from '@binance-gateway/domain-types';
import { type JournalledDesk, openDesk, sendsOf, storeDirectory } from './journal-bed.js';
import { type SpotBed, openSpotBed, quote } from './spot-bed.js';

/** How many seeds a case runs over: few in the ordinary test run, 200 by `npx nx run upstream-e2e:faults`. */
export const SEEDS = Number(process.env['FAULT_SEEDS'] ?? 10);
/** The first one: SEED=17 FAULT_SEEDS=1 repeats a run. */
const FIRST = Number(process.env['SEED'] ?? 0);
/** Most of a run is waiting: for proofs, and for requests nobody answers. */
const AT_ONCE = 16;
const TIMEOUT_MS = 60_000 + SEEDS * 3_000;

export interface SeededRoom {
  readonly seed: number;
  readonly random: Random;
  readonly bed: SpotBed;
  readonly house: JournalledDesk;
  readonly directory: string;
  /** Closed after the run, the last one first. */
  readonly closers: (() => unknown)[];
}

type Options = (random: Random) => Parameters<typeof openSpotBed>;

/** One of them, by chance. */
export const pick = <T>(random: Random, values: readonly T[]): T =>
  values[Math.floor(random() * values.length)] as T;

/**
 * A case of the fault plan, each seed with an exchange, a journal and a desk of its own on real sockets. After each run
 * the exchange's own record is asked: no order twice (I4), nothing sent during a ban or a silence (I6).
 */
export function overSeeds(
  name: string,
  run: (room: SeededRoom) => Promise<void>,
  options: Options = () => [],
): void {
  it(
    `${name}, ${SEEDS} seeds`,
    async () => {
      const failures: string[] = [];
      const waiting = Array.from({ length: SEEDS }, (_, i) => FIRST + i);
      const worker = async (): Promise<void> => {
        for (let seed = waiting.shift(); seed !== undefined; seed = waiting.shift()) {
          try {
            await once(seed, run, options);
          } catch (error) {
            failures.push(`SEED=${seed}: ${(error as Error).stack ?? String(error)}`);
          }
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, worker));
      if (failures.length > 0) {
        throw new Error(`${failures.length} of ${SEEDS} seeds failed\n${failures.slice(0, 3).join('\n')}`);
      }
    },
    TIMEOUT_MS,
  );
}

async function once(seed: number, run: (room: SeededRoom) => Promise<void>, options: Options): Promise<void> {
  const random = seededRandom(seed);
  const bed = await openSpotBed(...options(random));
  const { path, remove } = storeDirectory();
  const closers: (() => unknown)[] = [remove, () => bed.close()];
  try {
    await quote(bed, 'SELL', '96000.00', '50');
    bed.exchange.control.clearRequests();
    const house = await openDesk(bed, path);
    closers.push(() => house.close());
    house.resolver.start();
    await run({ seed, random, bed, house, directory: path, closers });
    bed.exchange.control.clearFaults();
    const accepted = bed.exchange.control.record.orders({ limit: 1000 }).map((order) => order.clientOrderId);
    expect(new Set(accepted).size).toBe(accepted.length);
    for (const [id, sends] of sendsOf(bed)) expect([id, sends]).toEqual([id, 1]);
  } finally {
    // bed.close fails when something was sent during a ban
    for (const close of closers.reverse()) await close();
  }
}
