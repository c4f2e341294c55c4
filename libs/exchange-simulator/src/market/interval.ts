import type { KlineInterval, Millis } from '@binance-gateway/domain-types';

export const SECOND: Millis = 1000;
export const MINUTE: Millis = 60 * SECOND;
export const HOUR: Millis = 60 * MINUTE;
export const DAY: Millis = 24 * HOUR;

const UNIT_MS: Readonly<Record<string, Millis>> = { s: SECOND, m: MINUTE, h: HOUR, d: DAY, w: 7 * DAY };
/** 1970-01-05, the first Monday: weeks count from there, everything else from the epoch. */
const FIRST_MONDAY = 4 * DAY;

/** Milliseconds of "1s" to "7d"; a month has none. */
export function durationOf(text: string): Millis {
  const unit = UNIT_MS[text.slice(-1)];
  const count = Number(text.slice(0, -1));
  if (unit === undefined || !Number.isInteger(count) || count < 1)
    throw new RangeError(`not a duration: ${text}`);
  return unit * count;
}

/** Open time of the kline that `time` falls into. */
export function openTimeOf(interval: KlineInterval, time: Millis, utcOffsetMinutes = 0): Millis {
  const offset = utcOffsetMinutes * MINUTE;
  const local = time + offset;
  if (interval === '1M') {
    const date = new Date(local);
    return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1) - offset;
  }
  const length = durationOf(interval);
  const anchor = interval === '1w' ? FIRST_MONDAY : 0;
  return Math.floor((local - anchor) / length) * length + anchor - offset;
}

/** Open time `count` klines after (or, negative, before) the one that opens at `openTime`. */
export function shiftOpenTime(
  interval: KlineInterval,
  openTime: Millis,
  count: number,
  utcOffsetMinutes = 0,
): Millis {
  if (interval !== '1M') return openTime + count * durationOf(interval);
  const offset = utcOffsetMinutes * MINUTE;
  const date = new Date(openTime + offset);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + count, 1) - offset;
}

const TIME_ZONE = /^([+-]?)(\d{1,2})(?::([0-5]\d))?$/;

/**
 * Binance's timeZone parameter: hours, or hours and minutes, from -12:00 to +14:00.
 * @returns minutes east of UTC, undefined when the text is not a time zone
 */
export function parseTimeZone(text: string): number | undefined {
  const match = TIME_ZONE.exec(text);
  if (!match) return undefined;
  const minutes = Number(match[2]) * 60 + Number(match[3] ?? 0);
  const signed = match[1] === '-' ? -minutes : minutes;
  return signed >= -12 * 60 && signed <= 14 * 60 ? signed : undefined;
}
