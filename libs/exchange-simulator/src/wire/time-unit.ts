import { REFUSE } from './api-error.js';

export type TimeUnit = 'MILLISECOND' | 'MICROSECOND';

/** Members that hold a time in REST and WS API answers and in user data events. */
const TIME_MEMBERS: ReadonlySet<string> = new Set([
  'serverTime',
  'time',
  'updateTime',
  'workingTime',
  'transactTime',
  'transactionTime',
  'timestamp',
  'trailingTime',
  'openTime',
  'closeTime',
  'authorizedSince',
  'connectedSince',
  'E',
  'T',
  'O',
  'W',
  'D',
]);

/** @throws ApiError -1194 */
export function parseTimeUnit(text: string | undefined): TimeUnit {
  if (text === undefined || text === '') return 'MILLISECOND';
  const unit = text.toUpperCase();
  if (unit !== 'MILLISECOND' && unit !== 'MICROSECOND') throw REFUSE.timeUnit();
  return unit;
}

/** A copy of an answer with its times in microseconds. */
export function toMicroseconds(value: unknown): unknown {
  if (Array.isArray(value)) return isKline(value) ? microsecondKline(value) : value.map(toMicroseconds);
  if (typeof value !== 'object' || value === null) return value;
  const copy: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(value)) {
    // -1 stands for "never" and keeps its value
    const isTime = TIME_MEMBERS.has(name) && typeof member === 'number' && member > 0;
    copy[name] = isTime ? member * 1000 : toMicroseconds(member);
  }
  return copy;
}

function isKline(value: readonly unknown[]): boolean {
  return value.length === 12 && typeof value[0] === 'number' && typeof value[6] === 'number';
}

/** The close time is the last unit before the next open: …999 ms becomes …999999 µs. */
function microsecondKline(kline: readonly unknown[]): unknown[] {
  const copy = [...kline];
  copy[0] = (kline[0] as number) * 1000;
  copy[6] = (kline[6] as number) * 1000 + 999;
  return copy;
}
