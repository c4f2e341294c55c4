import { type Random, seededRandom } from '@binance-gateway/domain-types';
import { FakeClock } from '@binance-gateway/testing';
import fc from 'fast-check';
import { everything } from './control/http/control.bed.js';
import type { Loose } from './rest-client.bed.js';
import { NOON, richExchange } from './saved-exchange.bed.js';
import { WrongValue } from './shape.js';
import type { Simulator } from './start-simulator.js';

const RUNS = 80;
const VALUES: readonly unknown[] = [
  ...[null, true, 0, -1, 1, 1.5, 1e15, 'x', '', [], {}, [1]],
  ...['n:0', 'n:1', 'n:-1', `n:${'9'.repeat(50)}`, 'BTCUSDT', 'main'],
];

const clock = new FakeClock(NOON);
let simulator: Simulator;
let whole: string;

beforeAll(async () => {
  simulator = await richExchange(clock);
  whole = JSON.stringify(simulator.control.save());
});

afterAll(() => simulator.close());

/** Changes, adds or takes away a member anywhere in the state. */
function damage(value: Loose, random: Random): void {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const name = pick(Object.keys(value));
  const member: unknown = value[name];
  if (typeof member === 'object' && member !== null && Object.keys(member).length > 0 && random() < 0.93) {
    damage(member, random);
    return;
  }
  const kind = random();
  if (kind < 0.1) value[Array.isArray(value) ? value.length : 'another'] = pick(VALUES);
  else if (kind < 0.7) value[name] = pick(VALUES);
  else if (Array.isArray(value)) value.splice(Number(name), 1);
  else delete value[name];
}

function use({ engine, control, market }: Simulator): void {
  clock.advanceSync(1000);
  engine.assertConserved();
  for (const symbol of engine.symbols.keys()) {
    market.queries.klines(symbol, { interval: '1m', limit: 5 });
    market.queries.ticker24h(symbol);
    engine.depth(symbol, 10);
  }
  control.accounts.list();
  control.market.setStatus('ETHUSDT', 'TRADING');
  control.market.step(6);
  engine.assertConserved();
  for (const symbol of [...engine.symbols.keys()]) control.market.delist(symbol);
  engine.assertConserved();
}

it('a state damaged anywhere is refused and changes nothing, or is one that an exchange can go on from', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      simulator.restore(JSON.parse(whole));
      const before = everything(simulator);
      const state = JSON.parse(whole) as Loose;
      damage(state, seededRandom(seed));
      try {
        simulator.restore(state);
      } catch (error) {
        expect(error).toBeInstanceOf(WrongValue);
        expect(everything(simulator)).toBe(before);
        return;
      }
      use(simulator);
    }),
    { numRuns: RUNS },
  );
});
