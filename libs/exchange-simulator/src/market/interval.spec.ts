import type { KlineInterval } from '@binance-gateway/domain-types';
import { durationOf, openTimeOf, parseTimeZone, shiftOpenTime } from './interval.js';

const TIME = Date.UTC(2026, 1, 19, 13, 47, 23, 450); // a Thursday

describe('openTimeOf', () => {
  it.each<[KlineInterval, number]>([
    ['1s', Date.UTC(2026, 1, 19, 13, 47, 23)],
    ['1m', Date.UTC(2026, 1, 19, 13, 47)],
    ['15m', Date.UTC(2026, 1, 19, 13, 45)],
    ['4h', Date.UTC(2026, 1, 19, 12)],
    ['8h', Date.UTC(2026, 1, 19, 8)],
    ['1d', Date.UTC(2026, 1, 19)],
    ['1w', Date.UTC(2026, 1, 16)], // Monday
    ['1M', Date.UTC(2026, 1, 1)],
  ])('opens %s on its grid', (interval, expected) => {
    expect(openTimeOf(interval, TIME)).toBe(expected);
  });

  it('counts 3d from the epoch: the first one of BTCUSDT opened on 2017-08-16', () => {
    expect(openTimeOf('3d', Date.UTC(2017, 7, 17, 4))).toBe(1_502_841_600_000);
  });

  it('moves days, weeks and months with the time zone', () => {
    expect(openTimeOf('1d', TIME, 14 * 60)).toBe(Date.UTC(2026, 1, 19, 10));
    expect(openTimeOf('1d', TIME, -(12 * 60))).toBe(Date.UTC(2026, 1, 19, 12));
    expect(openTimeOf('1w', TIME, 8 * 60)).toBe(Date.UTC(2026, 1, 15, 16));
    expect(openTimeOf('1M', TIME, 5 * 60 + 45)).toBe(Date.UTC(2026, 0, 31, 18, 15));
  });
});

describe('shiftOpenTime', () => {
  it('knows how long months are', () => {
    expect(shiftOpenTime('1M', Date.UTC(2024, 1, 1), 1)).toBe(Date.UTC(2024, 2, 1));
    expect(shiftOpenTime('1M', Date.UTC(2026, 0, 1), -1)).toBe(Date.UTC(2025, 11, 1));
    expect(shiftOpenTime('1M', Date.UTC(2026, 0, 31, 16), 1, 480)).toBe(Date.UTC(2026, 1, 28, 16));
  });
});

describe('parseTimeZone', () => {
  it.each([
    ['0', 0],
    ['8', 480],
    ['-1:00', -60],
    ['05:45', 345],
    ['+08:00', 480],
    ['-12:00', -720],
    ['14:00', 840],
  ])('reads %s', (text, minutes) => expect(parseTimeZone(text)).toBe(minutes));

  it.each(['14:01', '-12:30', '8:60', '', 'UTC', '1:5', '99'])('refuses %j', (text) => {
    expect(parseTimeZone(text)).toBeUndefined();
  });
});

describe('durationOf', () => {
  it.each([
    ['1s', 1000],
    ['59m', 3_540_000],
    ['7d', 604_800_000],
  ])('reads %s', (text, ms) => expect(durationOf(text)).toBe(ms));

  it.each(['1M', 'd', '1.5h', '2y'])('refuses %j', (text) =>
    expect(() => durationOf(text)).toThrow(RangeError),
  );
});
