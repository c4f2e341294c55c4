import { DEFAULT_SYMBOLS } from '../engine/default-symbols.js';
import { UNIT, type SymbolSpec } from '../engine/types.js';
import type { Bar } from './bar.js';
import { DAY, HOUR, MINUTE, SECOND } from './interval.js';
import { PriceHistory } from './price-history.js';

const END = Date.UTC(2026, 0, 15, 13, 47, 23);

function history(spec = DEFAULT_SYMBOLS[0] as SymbolSpec, seed = 1, end = END): PriceHistory {
  return new PriceHistory(spec, seed, end, 3);
}

function parts(of: PriceHistory, from: number, to: number, length: number): Bar[] {
  const bars: Bar[] = [];
  for (let time = from; time < to; time += length) bars.push(of.over(time, time + length) as Bar);
  return bars;
}

function join(bars: readonly Bar[]): Bar {
  const sum = (pick: (bar: Bar) => bigint): bigint => bars.reduce((total, bar) => total + pick(bar), 0n);
  return {
    open: (bars[0] as Bar).open,
    high: bars.reduce((high, bar) => (bar.high > high ? bar.high : high), 0n),
    low: bars.reduce((low, bar) => (bar.low < low ? bar.low : low), (bars[0] as Bar).low),
    close: (bars.at(-1) as Bar).close,
    volume: sum((bar) => bar.volume),
    quoteVolume: sum((bar) => bar.quoteVolume),
    takerBuyVolume: sum((bar) => bar.takerBuyVolume),
    takerBuyQuoteVolume: sum((bar) => bar.takerBuyQuoteVolume),
    count: bars.reduce((total, bar) => total + bar.count, 0),
    lastId: 0,
  };
}

function couldHaveTraded(bar: Bar, { tickSize, stepSize }: SymbolSpec): boolean {
  const rounding = 100n * UNIT;
  return (
    [bar.open, bar.close].every((price) => bar.low <= price && price <= bar.high) &&
    [bar.open, bar.high, bar.low, bar.close].every((price) => price % tickSize === 0n) &&
    [bar.volume, bar.takerBuyVolume].every((volume) => volume % stepSize === 0n) &&
    bar.count > 0 &&
    bar.takerBuyVolume >= 0n &&
    bar.takerBuyVolume <= bar.volume &&
    bar.takerBuyQuoteVolume >= 0n &&
    bar.takerBuyQuoteVolume <= bar.quoteVolume &&
    bar.quoteVolume * UNIT >= bar.low * bar.volume - rounding &&
    bar.quoteVolume * UNIT <= bar.high * bar.volume + rounding
  );
}

describe('PriceHistory', () => {
  const day = Date.UTC(2025, 10, 3);

  it.each(DEFAULT_SYMBOLS.map((spec) => [spec.symbol, spec] as const))(
    'of %s splits a day into hours, minutes and seconds without losing a unit',
    (_, spec) => {
      const past = history(spec);
      const whole = past.over(day, day + DAY) as Bar;
      expect(join(parts(past, day, day + DAY, HOUR))).toEqual(whole);
      expect(join(parts(past, day, day + DAY, MINUTE))).toEqual(whole);
      const hour = past.over(day + HOUR, day + 2 * HOUR) as Bar;
      expect(join(parts(past, day + HOUR, day + 2 * HOUR, SECOND))).toEqual(hour);
    },
  );

  it.each(DEFAULT_SYMBOLS.map((spec) => [spec.symbol, spec] as const))(
    'of %s has bars that could have traded: prices inside the range, averages between low and high',
    (_, spec) => {
      const past = history(spec);
      const bars = [
        ...parts(past, day - 30 * DAY, day, DAY),
        ...parts(past, day, day + DAY, MINUTE),
        ...parts(past, END - 5 * MINUTE, END, SECOND),
      ];
      expect(bars.filter((bar) => !couldHaveTraded(bar, spec))).toEqual([]);
    },
  );

  it('is continuous, and ends at the price the running market starts with', () => {
    const spec = DEFAULT_SYMBOLS[0] as SymbolSpec;
    const past = history(spec);
    const bars = parts(past, END - 90 * MINUTE - 23_000, END - 23_000, MINUTE);
    bars.forEach((bar, i) => i > 0 && expect(bar.open).toBe((bars[i - 1] as Bar).close));
    expect((past.over(END - SECOND, END) as Bar).close).toBe(spec.initialPrice);
    expect(past.over(END, END + MINUTE)).toBeUndefined();
  });

  it('does not depend on the order of the questions, only on the seed', () => {
    const days = history();
    const first = days.over(day, day + DAY);
    const hours = history();
    hours.over(day + 5 * HOUR, day + 6 * HOUR);
    hours.over(END - MINUTE, END);
    expect(hours.over(day, day + DAY)).toEqual(first);
    expect(history(undefined, 2).over(day, day + DAY)).not.toEqual(first);
  });

  it('reaches back to August 2017 with plausible prices', () => {
    for (const spec of DEFAULT_SYMBOLS) {
      const past = history(spec);
      expect(past.over(Date.UTC(2017, 7, 16), Date.UTC(2017, 7, 17))).toBeUndefined();
      const all = past.over(Date.UTC(2017, 7, 17), END) as Bar;
      expect(all.high < spec.initialPrice * 10n).toBe(true);
      expect(all.low > spec.initialPrice / 10n).toBe(true);
    }
  });

  it.each<[string, number]>([
    ['midnight', Date.UTC(2026, 0, 15)],
    ['a whole hour', Date.UTC(2026, 0, 15, 7)],
    ['the first second of a day', Date.UTC(2026, 0, 15, 0, 0, 1)],
  ])('can end at %s', (_, end) => {
    const bar = history(undefined, 1, end).over(end - 2 * DAY, end) as Bar;
    expect(bar.close).toBe((DEFAULT_SYMBOLS[0] as SymbolSpec).initialPrice);
  });

  it('ends and adds up where a tick is a large part of the price and a trade is millions of steps', () => {
    const [model] = DEFAULT_SYMBOLS as [SymbolSpec];
    const tickSize = 7000n * UNIT;
    const spec = {
      ...model,
      tickSize,
      stepSize: 9n * UNIT,
      minNotional: 90_000_000_000n * UNIT,
      initialPrice: 36n * tickSize,
    };
    // The shares of takers are off by billions of steps here, which must not be settled one by one
    const noon = Date.UTC(2026, 0, 1, 12);
    const coarse = new PriceHistory(spec, 1, noon, 17);
    for (let from = noon - 6 * HOUR; from < noon; from += HOUR) {
      const [hour] = parts(coarse, from, from + HOUR, HOUR);
      expect(join(parts(coarse, from, from + HOUR, MINUTE))).toEqual(hour);
    }
  });
});
