// Path: Engine.place / Engine.cancel → filters → matching → settlement → history → events to one listener.
// In process, one core; no HTTP, no JSON. Unit: engine orders per second. An order is one command that the
// engine accepted: an order placed, or an open order cancelled. What was refused costs time and is not counted.
// The commands lie ready, made with a spread as the servers make them: 150,000 objects that no cache holds,
// each with a hidden class of its own. Per second of processor time (garbage collection included) and per
// second of the clock: on a busy machine the latter says little.
import { seededRandom } from '@binance-gateway/domain-types';
import { DEFAULT_SYMBOLS } from '../src/engine/default-symbols.js';
import { createEngine } from '../src/engine/matching-engine.js';
import type { Engine, OrderCommand } from '../src/engine/types.js';

const PLACED = 150_000;
const ROUNDS = 5;
/** Open orders at a time; the oldest is cancelled for each one more. */
const OPEN = 150;
const SYMBOL = 'BTCUSDT';
const TICK = 1_000_000n;
const MIDDLE = 9_650_000n;

interface Scenario {
  readonly name: string;
  /** One that buys and one that sells, or so many that do both. */
  readonly accounts: number;
  readonly unlimited: boolean;
  readonly listens: boolean;
}

const SCENARIOS: readonly Scenario[] = [
  { name: 'synthetic market maker, one listener', accounts: 2, unlimited: true, listens: true },
  {
    name: 'two accounts with balances, commissions and history, one listener',
    accounts: 2,
    unlimited: false,
    listens: true,
  },
  {
    name: 'ten such accounts that buy and sell and do not trade with themselves, one listener',
    accounts: 10,
    unlimited: false,
    listens: true,
  },
  { name: 'two such accounts, no listener', accounts: 2, unlimited: false, listens: false },
];

for (const scenario of SCENARIOS) {
  const commands = prepare(scenario.accounts);
  const rounds: Result[] = [];
  for (let round = 0; round < ROUNDS; round++) rounds.push(run(scenario, commands));
  const cpu = median(rounds.map(({ perCpuSecond }) => perCpuSecond));
  const wall = median(rounds.map(({ perSecond }) => perSecond));
  console.log(
    `${scenario.name}: ${cpu} orders/CPU s, ${wall} orders/s (medians of ${ROUNDS}) · ${rounds[0]?.text}`,
  );
}

interface Result {
  readonly perSecond: number;
  readonly perCpuSecond: number;
  readonly text: string;
}

function median(rates: number[]): string {
  const sorted = rates.sort((a, b) => a - b);
  return grouped(sorted[Math.floor(sorted.length / 2)] ?? 0);
}

function grouped(value: number): string {
  return Math.round(value).toLocaleString('en');
}

function run({ accounts, unlimited, listens }: Scenario, commands: readonly OrderCommand[]): Result {
  let now = 1_800_000_000_000;
  const engine = createEngine({ clock: { now: () => now }, symbols: DEFAULT_SYMBOLS });
  const rich = [
    { asset: 'BTC', free: 10n ** 17n },
    { asset: 'USDT', free: 10n ** 20n },
  ];
  const names = Array.from({ length: accounts }, (_, index) => nameOf(index));
  for (const name of names) engine.addAccount(name, rich, { unlimited });
  let events = 0;
  if (listens) engine.subscribe(() => events++);
  const open: { account: string; orderId: number }[] = [];
  let cancelled = 0;
  globalThis.gc?.();
  const heapBefore = process.memoryUsage();
  const cpuBefore = process.cpuUsage();
  const start = process.hrtime.bigint();
  for (const command of commands) {
    now += 1;
    if (open.length > OPEN && cancelOldest(engine, open)) cancelled++;
    const { order } = engine.place(command);
    if (order.status === 'NEW' || order.status === 'PARTIALLY_FILLED') {
      open.push({ account: order.account, orderId: order.orderId });
    }
  }
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  const cpu = process.cpuUsage(cpuBefore);
  globalThis.gc?.();
  const heap = process.memoryUsage();
  const grown = heap.heapUsed + heap.arrayBuffers - heapBefore.heapUsed - heapBefore.arrayBuffers;
  engine.assertConserved();
  const orders = commands.length + cancelled;
  const text = [
    `${grouped(orders)} orders: ${grouped(commands.length)} placed, ${grouped(cancelled)} cancelled`,
    `${grouped(engine.lastTrade(SYMBOL)?.tradeId ?? 0)} trades, ${grouped(events)} events`,
    `${kept(engine, names)}, ${(grown / 2 ** 20).toFixed(1)} MiB more`,
  ].join('; ');
  return { perSecond: orders / seconds, perCpuSecond: orders / ((cpu.user + cpu.system) / 1e6), text };
}

/** What can still be asked for. */
function kept(engine: Engine, names: readonly string[]): string {
  const limit = PLACED * ROUNDS;
  const sum = (of: (name: string) => number): string => grouped(names.reduce((n, name) => n + of(name), 0));
  const orders = sum((name) => engine.allOrders(name, SYMBOL, { limit }).length);
  const fills = sum((name) => engine.fills(name, SYMBOL, { limit }).length);
  return `${orders} orders and ${fills} fills kept`;
}

function cancelOldest(engine: Engine, open: { account: string; orderId: number }[]): boolean {
  const oldest = open.shift();
  if (!oldest) return false;
  try {
    engine.cancel(oldest.account, SYMBOL, { orderId: oldest.orderId }, '');
    return true;
  } catch {
    // Filled in the meantime
    return false;
  }
}

function nameOf(index: number): string {
  return `account-${index}`;
}

/** Mostly quotes around a fixed price, one in five crossing, one in twenty at market. */
function prepare(accounts: number): OrderCommand[] {
  const random = seededRandom(7);
  const commands: OrderCommand[] = [];
  for (let i = 0; i < PLACED; i++) {
    const side = random() < 0.5 ? 'BUY' : 'SELL';
    const isPair = accounts === 2;
    const account = isPair ? nameOf(side === 'BUY' ? 0 : 1) : nameOf(Math.floor(random() * accounts));
    const quantity = BigInt(1 + Math.floor(random() * 100)) * 10_000n;
    const kind = random();
    const base = {
      account,
      symbol: SYMBOL,
      side,
      quantity,
      clientOrderId: `c${i}`,
      stpMode: isPair ? 'NONE' : 'EXPIRE_MAKER',
    } as const;
    if (kind < 0.05) {
      commands.push({ ...base, type: 'MARKET' });
      continue;
    }
    const offset = BigInt(Math.floor(random() * 50)) + (kind < 0.25 ? -10n : 1n);
    const ticks = side === 'BUY' ? MIDDLE - offset : MIDDLE + offset;
    commands.push({ ...base, type: 'LIMIT', timeInForce: 'GTC', price: ticks * TICK });
  }
  return commands;
}
