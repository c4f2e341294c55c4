import fc from 'fast-check';
import { seededRandom } from '@binance-gateway/domain-types';
import { UNIT } from '../engine/types.js';
import { type Grid, type GridBar, quoteOfSteps, splitBar } from './split-bar.js';

const GRIDS: readonly Grid[] = [
  { tickSize: UNIT / 100n, stepSize: UNIT / 100_000n },
  { tickSize: UNIT / 100_000n, stepSize: UNIT },
  // A tick times a step is a tenth of the smallest quote amount
  { tickSize: UNIT / 100_000n, stepSize: UNIT / 10_000n },
];

interface Case {
  readonly bar: GridBar;
  readonly parts: number;
  readonly grid: Grid;
  readonly seed: number;
}

/** Any bar that could have traded: flat ones, one-tick ones, one trade a part, all volume from takers. */
const cases: fc.Arbitrary<Case> = fc
  .record({
    grid: fc.constantFrom(...GRIDS),
    parts: fc.constantFrom(24, 60),
    seed: fc.nat(),
    low: fc.integer({ min: 100, max: 10_000_000 }),
    range: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 5 }), fc.integer({ min: 6, max: 100_000 })),
    openAt: fc.double({ min: 0, max: 1, noNaN: true }),
    closeAt: fc.double({ min: 0, max: 1, noNaN: true }),
    averageAt: fc.double({ min: 0.15, max: 0.85, noNaN: true }),
    trades: fc.integer({ min: 1, max: 50 }),
    size: fc.integer({ min: 1, max: 10_000 }),
    takerShare: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .map(({ grid, parts, seed, low, range, openAt, closeAt, averageAt, trades, size, takerShare }) => {
    const count = parts * trades;
    const volume = count * size;
    const takerBuyVolume = Math.round(volume * takerShare);
    const quoteVolume = quoteOfSteps(Math.round(2 * (low + range * averageAt)), volume, grid);
    const bar: GridBar = {
      open: low + Math.round(range * openAt),
      high: low + range,
      low,
      close: low + Math.round(range * closeAt),
      volume,
      takerBuyVolume,
      quoteVolume,
      takerBuyQuoteVolume: (quoteVolume * BigInt(takerBuyVolume)) / BigInt(volume),
      count,
    };
    return { bar, parts, grid, seed };
  });

const split = ({ bar, parts, grid, seed }: Case): GridBar[] =>
  splitBar(bar, parts, 1, grid, seededRandom(seed));

describe('splitBar', () => {
  it('conserves every figure of any bar', () => {
    fc.assert(
      fc.property(cases, (sample) => {
        const parts = split(sample);
        const sum = (pick: (part: GridBar) => number): number =>
          parts.reduce((total, part) => total + pick(part), 0);
        const sumOf = (pick: (part: GridBar) => bigint): bigint =>
          parts.reduce((total, part) => total + pick(part), 0n);
        expect({
          open: parts[0]?.open,
          high: Math.max(...parts.map(({ high }) => high)),
          low: Math.min(...parts.map(({ low }) => low)),
          close: parts.at(-1)?.close,
          volume: sum(({ volume }) => volume),
          takerBuyVolume: sum(({ takerBuyVolume }) => takerBuyVolume),
          quoteVolume: sumOf(({ quoteVolume }) => quoteVolume),
          takerBuyQuoteVolume: sumOf(({ takerBuyQuoteVolume }) => takerBuyQuoteVolume),
          count: sum(({ count }) => count),
        }).toEqual(sample.bar);
      }),
    );
  });

  it('gives every part a trade, a price range it stays in and a taker share of its volume', () => {
    fc.assert(
      fc.property(cases, (sample) => {
        const isSound = (part: GridBar): boolean =>
          part.count >= 1 &&
          part.volume >= part.count &&
          part.low >= sample.bar.low &&
          part.high <= sample.bar.high &&
          [part.open, part.close].every((price) => price >= part.low && price <= part.high) &&
          part.takerBuyVolume >= 0 &&
          part.takerBuyVolume <= part.volume &&
          part.takerBuyQuoteVolume >= 0n &&
          part.takerBuyQuoteVolume <= part.quoteVolume;
        expect(split(sample).filter((part) => !isSound(part))).toEqual([]);
      }),
    );
  });

  it('keeps average prices inside the range, to the rounding of a quote amount', () => {
    fc.assert(
      fc.property(cases, (sample) => {
        const rounding = BigInt(2 * sample.parts);
        const isInside = ({ low, high, volume, quoteVolume }: GridBar): boolean =>
          quoteVolume >= quoteOfSteps(2 * low, volume, sample.grid) - rounding &&
          quoteVolume <= quoteOfSteps(2 * high, volume, sample.grid) + rounding;
        expect(split(sample).filter((part) => !isInside(part))).toEqual([]);
      }),
    );
  });
});
