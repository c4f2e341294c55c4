import { INSUFFICIENT_DATA, type Measured, type Millis } from '@binance-gateway/domain-types';

export function measured<T>(isEnough: boolean, figure: () => T): Measured<T> {
  return isEnough ? figure() : INSUFFICIENT_DATA;
}

export function isMeasured<T>(figure: Measured<T>): figure is T {
  return figure !== INSUFFICIENT_DATA;
}

/** What a figure about a period rests on. Times are those of the exchange. */
export interface ObservedWindow {
  /** How far back the caller asked for. */
  readonly requestedMs: Millis;
  /** How much of that was watched without a gap; never more than `requestedMs`. */
  readonly coveredMs: Millis;
  readonly from: Millis;
  readonly to: Millis;
}

/** A window and what was seen in it, oldest first. */
export interface Observed<T> {
  readonly window: ObservedWindow;
  readonly items: readonly T[];
}

/** Shorter than this, a rate says nothing. */
export const MIN_COVERED_MS = 5_000;

export function isLongEnough({ coveredMs }: ObservedWindow): boolean {
  return coveredMs >= MIN_COVERED_MS;
}

/** The part of two windows that both cover. */
export function commonWindow(a: ObservedWindow, b: ObservedWindow): ObservedWindow {
  const from = Math.max(a.from, b.from);
  const to = Math.max(from, Math.min(a.to, b.to));
  return { requestedMs: Math.min(a.requestedMs, b.requestedMs), coveredMs: to - from, from, to };
}
