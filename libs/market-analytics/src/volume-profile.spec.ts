import fc from 'fast-check';
import { Decimal } from '@binance-gateway/domain-types';
import { describeWithFixtures, fixture, readLines } from '@binance-gateway/testing';
import { liquidityVacuums } from './liquidity-vacuums.js';
import { isMeasured } from './measured.js';
import type { TakerTrade } from './taker-trade.js';
import { MAX_BINS, volumeProfile } from './volume-profile.js';

const trade = (price: string, quantity: string): TakerTrade => ({
  time: 0,
  price,
  quantity,
  takerSide: 'BUY',
  fills: 1,
});
const NONE = { trades: [], klines: [], tickSize: '0.01' };

describe('volume profile', () => {
  // volumes of the bins 100 … 104: 10, 20, 40, 20, 10, in two trades each
  const trades = [10, 20, 40, 20, 10].flatMap((volume, i) => [
    trade(`${100 + i}.00`, String(volume / 2)),
    trade(`${100 + i}.99`, String(volume / 2)),
  ]);

  it('is worked out by hand', () => {
    const profile = volumeProfile({ ...NONE, trades, ticksPerBin: 100 });
    expect(profile).toMatchObject({ ticksPerBin: 100, binSize: '1', volume: '100', trades: 10, klines: 0 });
    expect(profile.bins.map(({ low, volume }) => [low, volume])).toEqual([
      ['100', '10'],
      ['101', '20'],
      ['102', '40'],
      ['103', '20'],
      ['104', '10'],
    ]);
    expect(profile.valueArea).toEqual({
      pointOfControl: { low: '102', high: '103', volume: '40' },
      valueAreaHigh: '104', // 40, then the upper of equal neighbours, then the lower: 80
      valueAreaLow: '101',
      valueAreaShare: '0.8',
    });
  });

  it('grows upwards between equal neighbours', () => {
    // 60 of 100, and one of the two with 15 is enough
    const uneven = [5, 15, 60, 15, 5].flatMap((volume, i) => [
      trade(`${100 + i}.00`, String(volume / 5)),
      trade(`${100 + i}.99`, String((volume * 4) / 5)),
    ]);
    expect(volumeProfile({ ...NONE, trades: uneven, ticksPerBin: 100 }).valueArea).toMatchObject({
      valueAreaLow: '102',
      valueAreaHigh: '104',
      valueAreaShare: '0.75',
    });
  });

  it('spreads a kline over the bins it touched', () => {
    const klines = [
      { low: '100.5', high: '103.5', volume: '1' },
      { low: '100', high: '100', volume: '3' },
      { low: '90', high: '200', volume: '0.00' },
    ];
    const profile = volumeProfile({ ...NONE, klines, ticksPerBin: 100 });
    expect(profile.bins.map(({ volume }) => volume)).toEqual(['3.25', '0.25', '0.25', '0.25']);
    expect(profile).toMatchObject({ volume: '4', klines: 2, valueArea: 'insufficient data' });
  });

  it('chooses bins that can be read', () => {
    // 4.99 are 499 ticks: 10 a bin make 50
    expect(volumeProfile({ ...NONE, trades })).toMatchObject({ ticksPerBin: 10, binSize: '0.1' });
    expect(volumeProfile({ ...NONE, trades }).bins).toHaveLength(50);
  });

  it('refuses bins that cannot', () => {
    const far = [trade('1', '1'), trade('10000', '1')];
    expect(() => volumeProfile({ ...NONE, trades: far, ticksPerBin: 1 })).toThrow(RangeError);
    expect(volumeProfile({ ...NONE, trades: far }).bins.length).toBeLessThanOrEqual(50);
  });

  it('says when nothing was traded', () => {
    expect(volumeProfile(NONE)).toEqual({
      ticksPerBin: 1,
      binSize: '0.01',
      volume: '0',
      trades: 0,
      klines: 0,
      bins: [],
      valueArea: 'insufficient data',
    });
  });

  it('loses no volume, and its value area holds 70 % around the point of control', () => {
    const cents = (n: number): string => Decimal.fromScaled(BigInt(n), 2).toString();
    const price = fc.integer({ min: 1, max: 100_000 });
    const quantity = fc.integer({ min: 1, max: 1_000_000 });
    const kline = fc.tuple(price, fc.integer({ min: 0, max: 500 }), quantity);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(price, quantity), { maxLength: 30 }),
        fc.array(kline, { maxLength: 30 }),
        (ts, ks) => {
          const profile = volumeProfile({
            tickSize: '0.01',
            trades: ts.map(([p, q]) => trade(cents(p), cents(q))),
            klines: ks.map(([low, width, q]) => ({
              low: cents(low),
              high: cents(low + width),
              volume: cents(q),
            })),
          });
          const all = [...ts.map(([, q]) => q), ...ks.map(([, , q]) => q)].reduce((a, b) => a + b, 0);
          expect(profile.volume).toBe(cents(all));
          expect(profile.bins.length).toBeLessThanOrEqual(MAX_BINS);
          const { valueArea } = profile;
          expect(isMeasured(valueArea)).toBe(ts.length + ks.length >= 10);
          if (!isMeasured(valueArea)) return;
          const inside = profile.bins.filter(
            ({ low, high }) =>
              Decimal.of(low).compare(Decimal.of(valueArea.valueAreaLow)) >= 0 &&
              Decimal.of(high).compare(Decimal.of(valueArea.valueAreaHigh)) <= 0,
          );
          const held = Decimal.sum(inside.map(({ volume }) => Decimal.of(volume)));
          expect(held.compare(Decimal.of(profile.volume).times(Decimal.of('0.7')))).toBeGreaterThanOrEqual(0);
          expect(inside).toContainEqual(valueArea.pointOfControl);
        },
      ),
    );
  });
});

describe('liquidity vacuums', () => {
  const bins = (...volumes: number[]) =>
    volumes.map((volume, i) => ({ low: String(i), high: String(i + 1), volume: String(volume) }));

  it('are zones below a fifth of the median', () => {
    // traded: 1 10 10 10 10 10 20, median 10, threshold 2
    expect(liquidityVacuums(bins(10, 10, 1, 0, 10, 0, 10, 10, 20))).toEqual({
      medianVolume: '10',
      vacuums: [
        { low: '2', high: '4', bins: 2, volume: '1', medianShare: '0.05' },
        { low: '5', high: '6', bins: 1, volume: '0', medianShare: '0' },
      ],
    });
    expect(liquidityVacuums(bins(10, 10, 2, 10, 10))).toEqual({ medianVolume: '10', vacuums: [] });
  });

  it('need a median to compare with', () => {
    expect(liquidityVacuums(bins(10, 10, 0, 10, 10))).toEqual({
      medianVolume: 'insufficient data',
      vacuums: 'insufficient data',
    });
    expect(liquidityVacuums([]).vacuums).toBe('insufficient data');
  });
});

describeWithFixtures('on recorded klines', () => {
  it('has all the volume of the day, around its prices', () => {
    const rows = readLines(fixture('klines/BTCUSDT-1m-2024-03-05.csv')).map((line) => line.split(','));
    const klines = rows
      .filter(([time]) => /^\d+$/.test(time as string))
      .map((row) => ({ high: row[2] as string, low: row[3] as string, volume: row[5] as string }));
    const day = readLines(fixture('klines/BTCUSDT-1d-2024-03-05.csv'))
      .map((line) => line.split(','))
      .find(([time]) => /^\d+$/.test(time as string)) as string[];
    expect(klines).toHaveLength(1440);
    const profile = volumeProfile({ trades: [], klines, tickSize: '0.01' });
    expect(profile.volume).toBe(Decimal.of(day[5] as string).toString());
    // 59005 to 69000: bins of 200 would be 51, so the next width is taken
    expect(profile).toMatchObject({ binSize: '500', klines: 1440 });
    expect(profile.valueArea).toMatchObject({
      pointOfControl: { low: '66500', high: '67000' },
      valueAreaLow: '63500',
      valueAreaHigh: '68500',
    });
    // the fall below 60500 and the record high were both left within minutes
    expect(liquidityVacuums(profile.bins).vacuums).toMatchObject([
      { low: '59000', high: '60500', bins: 3 },
      { low: '69000', high: '69500', bins: 1 },
    ]);
  });
});
