import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { AppError, type NewOrderInput, type Random, seededRandom } from '@binance-gateway/domain-types';
import { FAULTS, type FaultEffect } from '@binance-gateway/exchange-simulator';
import { until } from '@binance-gateway/testing';
import { RECV_WINDOW_MS, acceptedOrders, openDesk, sendsOf, storeDirectory } from './journal-bed.js';
import { ORDER_WAY, PLACE } from './order-way.js';
import { type SpotBed, openSpotBed, quote } from './spot-bed.js';

const CHILD = join(import.meta.dirname, 'crash-child.mjs');
const ORDERS = 60;
const STEPS = [
  'before intent',
  'after intent',
  'before send',
  'after send',
  'before end',
  'after end',
  'answered',
];
const SEEDS = Number(process.env['SEEDS'] ?? 16);

/** Market orders, which Spot would accept again under the same id, resting ones, and some nobody can pay. */
function ordersOf(seed: number): NewOrderInput[] {
  return Array.from({ length: ORDERS }, (_, i) => {
    const id = { symbol: 'BTCUSDT', side: 'BUY', newClientOrderId: `c${seed}-${i}` } as const;
    if (i % 10 === 9) return { ...id, type: 'LIMIT', timeInForce: 'GTC', quantity: '900', price: '90000.00' };
    return i % 2
      ? { ...id, type: 'LIMIT', timeInForce: 'GTC', quantity: '0.001', price: '50000.00' }
      : { ...id, type: 'MARKET', quantity: '0.001' };
  });
}

const EFFECTS: readonly FaultEffect[] = [
  FAULTS.acceptThenSilence,
  FAULTS.acceptThenReset,
  FAULTS.acceptThenUnknown,
  FAULTS.refuseThenUnknown,
  FAULTS.reset,
  { kind: 'delay', ms: 60 },
  { kind: 'delay', ms: 900 },
];

function injectFaults(bed: SpotBed, random: Random): void {
  const pick = (): FaultEffect => EFFECTS[Math.floor(random() * EFFECTS.length)] as FaultEffect;
  const count = Math.floor(random() * 8);
  for (let i = 0; i < count; i++) bed.exchange.control.inject({ match: PLACE, effect: pick() });
}

/** @returns the ids the process was answered about before it ended */
async function runUntilKilled(
  bed: SpotBed,
  directory: string,
  seed: number,
  random: Random,
): Promise<string[]> {
  const step = STEPS[seed % (STEPS.length + 1)];
  const { apiKey, apiSecret } = bed.exchange.credentials;
  const settings = {
    restUrl: bed.exchange.urls.rest,
    wsApiUrl: bed.exchange.urls.wsApi,
    orderTransport: ORDER_WAY,
    apiKey,
    apiSecret,
    directory,
    orders: ordersOf(seed),
    recvWindowMs: RECV_WINDOW_MS,
    workers: 6,
    killAt: step && { step, time: 1 + Math.floor(random() * 30) },
  };
  const child = spawn(process.execPath, [CHILD, JSON.stringify(settings)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  const exited = once(child, 'close');
  const reached = Math.floor(random() * 40);
  if (step === undefined) {
    const isTime = (): boolean => bed.exchange.control.requests(PLACE).length >= reached;
    void until(isTime, { timeoutMs: 5_000 })
      .finally(() => child.kill('SIGKILL'))
      .catch(() => undefined);
  }
  const [code, signal] = (await exited) as [number | null, string | null];
  expect([code, signal]).toEqual([null, 'SIGKILL']);
  return [...output.matchAll(/^accepted (\S+)$/gm)].map(([, id]) => id as string);
}

async function survive(seed: number): Promise<void> {
  const random = seededRandom(seed);
  const bed = await openSpotBed();
  const directory = storeDirectory();
  const closers: (() => unknown)[] = [directory.remove, () => bed.close()];
  try {
    await quote(bed, 'SELL', '96000.00', '50');
    bed.exchange.control.clearRequests();
    injectFaults(bed, random);
    const answered = await runUntilKilled(bed, directory.path, seed, random);
    bed.exchange.control.clearFaults();

    const { journal, resolver, desk, close } = await openDesk(bed, directory.path);
    closers.push(close);
    resolver.start();
    await until(() => resolver.size === 0 && journal.unresolved === 0);

    // what the journal says is what the exchange has
    const orders = ordersOf(seed);
    const before = await acceptedOrders(bed);
    for (const { newClientOrderId: id = '' } of orders) {
      const there = before.get(id) ?? [];
      expect([id, there.length <= 1]).toEqual([id, true]);
      expect([id, journal.find(id)?.state === 'ACCEPTED']).toEqual([id, there.length === 1]);
    }
    // nothing that was acknowledged is lost
    expect(answered.filter((id) => journal.find(id)?.state !== 'ACCEPTED')).toEqual([]);

    // the caller who never heard asks for everything again
    const known = new Set(orders.flatMap(({ newClientOrderId: id = '' }) => (journal.find(id) ? [id] : [])));
    for (const order of orders) {
      const answer = await desk.place(order, { principal: 'bot' }).catch((error: unknown) => error);
      const placed = before.get(order.newClientOrderId as string)?.[0];
      if (placed) expect(answer).toMatchObject({ orderId: placed.orderId });
      else if (known.has(order.newClientOrderId as string)) expect(AppError.is(answer)).toBe(true);
    }
    const sends = sendsOf(bed);
    expect([...sends].filter(([, count]) => count > 1)).toEqual([]);
    for (const [, list] of await acceptedOrders(bed)) expect(list).toHaveLength(1);
  } finally {
    for (const close of closers.reverse()) await close();
  }
}

describe('a trading process that is killed', () => {
  it.each(
    Array.from({ length: SEEDS }, (_, i) => [i, STEPS[i % (STEPS.length + 1)] ?? 'at any moment'] as const),
  )('places no order twice and loses none: seed %d, %s', (seed) => survive(seed));
});
