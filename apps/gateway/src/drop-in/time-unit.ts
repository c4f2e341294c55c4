import { REFUSE } from './refusal.js';

export type TimeUnit = 'MILLISECOND' | 'MICROSECOND';

/** @throws Refusal -1194 */
export function parseTimeUnit(text: string | undefined): TimeUnit {
  if (text === undefined || text === '') return 'MILLISECOND';
  if (/^(MICROSECOND|microsecond)$/.test(text)) return 'MICROSECOND';
  if (/^(MILLISECOND|millisecond)$/.test(text)) return 'MILLISECOND';
  throw REFUSE.timeUnit();
}

/** Members of answers about orders that hold a moment. */
const TIMES = /"(transactTime|workingTime|transactionTime|time|updateTime)":([0-9]{13})(?=[,}\]])/g;

/** An answer about orders with its times in microseconds: towards the gateway the exchange counts milliseconds. */
export function toMicroseconds(json: string): string {
  return json.replace(TIMES, (_, name: string, time: string) => `"${name}":${time}000`);
}
