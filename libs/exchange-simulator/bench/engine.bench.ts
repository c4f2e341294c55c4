// Path: Engine.place / Engine.cancel → matching → settlement → events to one listener. In process, one
// core. Unit: engine orders per second of processor time (garbage collection included), an order being
// one accepted place or cancel command. Wall time is given too: on a busy machine it says little.
import { seededRandom } from '@binance-gateway/domain-types';
import { DEFAULT_SYMBOLS } from '../src/engine/default-symbols.js';
import { createEngine } from '../src/engine/matching-engine.js';
import type { Engine, OrderCommand } from '../src/engine/types.js';

const COMMANDS = 150_000;
const ROUNDS = 5;
const SYMBOL = 'BTCUSDT';
const TICK = 1_000_000n;
const MIDDLE = 9_650_000n;

interface Scenario {
  readonly name: string;
  readonly unlimited: boolean;
  readonly listens: boolean;
}

const SCENARIOS: readonly Scenario[] = [
  { name: 'synthetic market maker, one listener', unlimited: true, listens: true },
  {
    name: 'two accounts with balances, commissions and history, one listener',
    unlimited: false,
    listens: true,
  },
  { name: 'two accounts with balances, no listener', unlimited: false, listens: false },
];

const commands = prepare();
for (const scenario of SCENARIOS) {
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
  return Math.round(sorted[Math.floor(sorted.length / 2)] ?? 0).toLocaleString('en');
}

function run({ unlimited, listens }: Scenario, commands: readonly OrderCommand[]): Result {
  let now = 1_800_000_000_000;
  const engine = createEngine({ clock: { now: () => now }, symbols: DEFAULT_SYMBOLS });
  const rich = [
    { asset: 'BTC', free: 10n ** 17n },
    { asset: 'USDT', free: 10n ** 20n },
  ];
  engine.addAccount('a', rich, { unlimited });
  engine.addAccount('b', rich, { unlimited });
  let events = 0;
  if (listens) engine.subscribe(() => events++);
  const open: { account: string; orderId: number }[] = [];
  let accepted = commands.length;
  globalThis.gc?.();
  const heapBefore = process.memoryUsage().heapUsed;
  const cpuBefore = process.cpuUsage();
  const start = process.hrtime.bigint();
  for (const command of commands) {
    now += 1;
    if (open.length > 150 && cancelOldest(engine, open)) accepted++;
    const { order } = engine.place(command);
    if (order.status === 'NEW' || order.status === 'PARTIALLY_FILLED') {
      open.push({ account: order.account, orderId: order.orderId });
    }
  }
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  const cpu = process.cpuUsage(cpuBefore);
  globalThis.gc?.();
  const heapMiB = (process.memoryUsage().heapUsed - heapBefore) / 2 ** 20;
  engine.assertConserved();
  const trades = engine.lastTrade(SYMBOL)?.tradeId ?? 0;
  const text = `${accepted} orders, ${trades} trades, ${events} events, heap grew ${heapMiB.toFixed(1)} MiB`;
  return { perSecond: accepted / seconds, perCpuSecond: accepted / ((cpu.user + cpu.system) / 1e6), text };
}

function cancelOldest(engine: Engine, open: { account: string; orderId: number }[]): boolean {
  const oldest = open.shift();
  if (!oldest) return false;
  try {
    engine.cancel(oldest.account, SYMBOL, { orderId: oldest.orderId }, '');
    return true;
  } catch {
    // Filled in the meantime; the refusal costs time and is not counted
    return false;
  }
}

/** Mostly quotes around a fixed price, one in five crossing, one in twenty at market. */
function prepare(): OrderCommand[] {
  const random = seededRandom(7);
  const commands: OrderCommand[] = [];
  for (let i = 0; i < COMMANDS; i++) {
    const side = random() < 0.5 ? 'BUY' : 'SELL';
    const account = side === 'BUY' ? 'a' : 'b';
    const quantity = BigInt(1 + Math.floor(random() * 100)) * 10_000n;
    const kind = random();
    const base = {
      account,
      symbol: SYMBOL,
      side,
      quantity,
      clientOrderId: `c${i}`,
      stpMode: 'NONE',
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
