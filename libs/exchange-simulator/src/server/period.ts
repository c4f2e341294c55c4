import { REFUSE } from '../wire/api-error.js';
import type { Params } from '../wire/params.js';

const LONGEST_PERIOD_HOURS = 24;
const HOUR = 3_600_000;

export interface Period {
  readonly startTime: number | undefined;
  readonly endTime: number | undefined;
}

export function readPeriod(params: Params): Period {
  return { startTime: params.timestamp('startTime'), endTime: params.timestamp('endTime') };
}

/** @throws ApiError -1127 when start and end are more than a day apart */
export function readDay(params: Params): Period {
  const { startTime, endTime } = readPeriod(params);
  if (startTime !== undefined && endTime !== undefined) {
    if (endTime - startTime > LONGEST_PERIOD_HOURS * HOUR) throw REFUSE.intervalTooLong(LONGEST_PERIOD_HOURS);
  }
  return { startTime, endTime };
}

export function isTimed({ startTime, endTime }: Period): boolean {
  return startTime !== undefined || endTime !== undefined;
}
