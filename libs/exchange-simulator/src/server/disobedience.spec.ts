import { disobedientRequests } from './disobedience.js';
import type { RequestRecord } from './request-log.js';

const at = (time: number, more: Partial<RequestRecord> = {}): RequestRecord => ({
  sequence: time,
  time,
  transport: 'rest',
  method: 'GET',
  path: '/api/v3/depth',
  params: {},
  weight: 5,
  status: 200,
  ...more,
});
const banned = (time: number, retryAfterMs: number): RequestRecord =>
  at(time, { status: 418, code: -1003, retryAfterMs });
const timesOf = (records: RequestRecord[], inFlightMs?: number): number[] =>
  disobedientRequests(records, inFlightMs).map(({ time }) => time);

it('finds who comes during a ban, those in flight excepted', () => {
  expect(timesOf([at(0), banned(1_000, 5_000), at(1_050), at(1_101), at(5_999), at(6_000)])).toEqual([
    1_101, 5_999,
  ]);
  expect(timesOf([banned(1_000, 5_000), at(1_050)], 20)).toEqual([1_050]);
});

it('takes a 429 for a request too, but not one about unfilled orders', () => {
  const limited = at(0, { status: 429, code: -1003, retryAfterMs: 1_000 });
  expect(timesOf([limited, at(500)])).toEqual([500]);
  expect(timesOf([{ ...limited, code: -1015 }, at(500)])).toEqual([]);
});

it('counts what makes the ban longer, and follows it', () => {
  expect(timesOf([banned(0, 1_000), banned(500, 2_000), at(2_400), at(2_500)])).toEqual([500, 2_400]);
});
