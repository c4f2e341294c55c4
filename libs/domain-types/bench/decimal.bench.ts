// Decimal beside two well-kept libraries: nanoseconds an operation, the smallest of seven rounds.
import Big from 'big.js';
import { Decimal as DecimalJs } from 'decimal.js';
import { Decimal } from '../src/decimal.js';

const PRICES = Array.from({ length: 1_000 }, (_, i) => `${60_000 + i}.${String(i * 7).padStart(4, '0')}0000`);
const QUANTITIES = Array.from({ length: 1_000 }, (_, i) => `0.${String(100_000 + i * 13).padStart(8, '0')}`);
const ROUNDS = 7;

let sink: unknown;

function nanoseconds(operation: (price: string, quantity: string) => unknown): number {
  let best = Infinity;
  for (let round = 0; round < ROUNDS; round++) {
    const start = process.hrtime.bigint();
    for (let repeat = 0; repeat < 50; repeat++) {
      for (let i = 0; i < PRICES.length; i++) sink = operation(PRICES[i] as string, QUANTITIES[i] as string);
    }
    best = Math.min(best, Number(process.hrtime.bigint() - start) / (50 * PRICES.length));
  }
  return best;
}

const cases: Record<
  string,
  [
    ours: Parameters<typeof nanoseconds>[0],
    big: Parameters<typeof nanoseconds>[0],
    decimal: Parameters<typeof nanoseconds>[0],
  ]
> = {
  'read from text': [(p) => Decimal.of(p), (p) => new Big(p), (p) => new DecimalJs(p)],
  'read, multiply, write (notional)': [
    (p, q) => Decimal.of(p).times(Decimal.of(q)).toString(),
    (p, q) => new Big(p).times(q).toFixed(),
    (p, q) => new DecimalJs(p).times(q).toFixed(),
  ],
  'read, add, write': [
    (p, q) => Decimal.of(p).plus(Decimal.of(q)).toString(),
    (p, q) => new Big(p).plus(q).toFixed(),
    (p, q) => new DecimalJs(p).plus(q).toFixed(),
  ],
  'read, compare': [
    (p, q) => Decimal.of(p).compare(Decimal.of(q)),
    (p, q) => new Big(p).cmp(q),
    (p, q) => new DecimalJs(p).cmp(q),
  ],
  'read, floor to a step, write': [
    (_p, q) => Decimal.of(q).floorToStep(STEP.ours).toFixed(8),
    (_p, q) => new Big(q).div(STEP.big).round(0, 0).times(STEP.big).toFixed(8),
    (_p, q) => new DecimalJs(q).div(STEP.decimal).floor().times(STEP.decimal).toFixed(8),
  ],
  'read, divide to 8 places, write': [
    (p, q) => Decimal.of(p).dividedBy(Decimal.of(q), 8).toString(),
    (p, q) => new Big(p).div(q).round(8).toFixed(),
    (p, q) => new DecimalJs(p).div(q).toDecimalPlaces(8).toFixed(),
  ],
};
const STEP = { ours: Decimal.of('0.00001'), big: new Big('0.00001'), decimal: new DecimalJs('0.00001') };

console.log('| ns an operation | ours (scaled bigint) | big.js 7 | decimal.js 10 |');
console.log('|---|---:|---:|---:|');
for (const [name, [ours, big, decimal]] of Object.entries(cases)) {
  const row = [ours, big, decimal].map((operation) => nanoseconds(operation).toFixed(0));
  console.log(`| ${name} | ${row.join(' | ')} |`);
}
if (sink === undefined) throw new Error('nothing was measured');
