import type { KlineInterval, WireKline } from '@binance-gateway/domain-types';
import { describeWithFixtures, fixture, readLines } from '@binance-gateway/testing';
import { aggregateKlines } from './aggregate-klines.js';

const MINUTE = 60_000;

function row(openTime: number, [open, high, low, close]: string[], volume: string, count = 1): WireKline {
  const amounts = [open, high, low, close] as [string, string, string, string];
  return [
    openTime,
    ...amounts,
    volume,
    openTime + MINUTE - 1,
    '7.00000000',
    count,
    '0.50000000',
    '3.50000000',
    '0',
  ];
}

function readKlines(name: string): WireKline[] {
  return readLines(fixture(`klines/${name}.csv`)).map((line) => {
    const cells = line.split(',');
    return cells.map((cell, i) => ([0, 6, 8].includes(i) ? Number(cell) : cell)) as unknown as WireKline;
  });
}

describe('aggregateKlines', () => {
  it('takes the first open, the last close, the extremes and the sums', () => {
    const rows = [
      row(0, ['10.00000000', '12.00000000', '9.00000000', '11.00000000'], '1.00000001', 3),
      row(MINUTE, ['11.00000000', '11.50000000', '8.00000000', '9.50000000'], '2.00000002', 4),
      row(5 * MINUTE, ['9.50000000', '9.50000000', '9.50000000', '9.50000000'], '0.10000000'),
    ];
    expect(aggregateKlines(rows, '5m')).toEqual([
      // prettier-ignore
      [0, '10.00000000', '12.00000000', '8.00000000', '9.50000000', '3.00000003', 299_999, '14.00000000', 7, '1.00000000', '7.00000000', '0'],
      // prettier-ignore
      [300_000, '9.50000000', '9.50000000', '9.50000000', '9.50000000', '0.10000000', 599_999, '7.00000000', 1, '0.50000000', '3.50000000', '0'],
    ]);
  });

  it('does not let a minute without trades move the price range', () => {
    const quiet: WireKline = [MINUTE, '99.00000000', '99.00000000', '99.00000000', '99.00000000', '0.00000000', 119_999, '0.00000000', 0, '0.00000000', '0.00000000', '0']; // prettier-ignore
    const [hour] = aggregateKlines([row(0, ['10.00000000', '12.00000000', '9.00000000', '11.00000000'], '1.00000000'), quiet], '1h'); // prettier-ignore
    expect(hour?.slice(1, 5)).toEqual(['10.00000000', '12.00000000', '9.00000000', '11.00000000']);
  });
});

describeWithFixtures('aggregateKlines on the published archive', () => {
  for (const day of ['BTCUSDT-{}-2024-03-05', 'ETHUSDT-{}-2022-11-09']) {
    for (const interval of ['15m', '1h', '1d'] satisfies KlineInterval[]) {
      it(`makes the ${interval} rows of ${day.replace('{}', interval)} out of its minutes`, () => {
        const minutes = readKlines(day.replace('{}', '1m'));
        expect(aggregateKlines(minutes, interval)).toEqual(readKlines(day.replace('{}', interval)));
      });
    }
  }
});
