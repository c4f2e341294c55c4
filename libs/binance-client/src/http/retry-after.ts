import type { WireError } from '@binance-gateway/domain-types';

const BANNED_UNTIL = /banned until (\d{13})/;

/**
 * How long the exchange wants silence: `Retry-After` in seconds, else `data.retryAfter`, else the moment
 * named in the message of -1003. undefined when it says nothing.
 */
export function retryAfterMs(
  headers: Readonly<Record<string, string>>,
  error: WireError | undefined,
  now: number,
): number | undefined {
  const header = headers['retry-after']?.trim();
  if (header !== undefined && /^\d{1,9}$/.test(header)) return Number(header) * 1_000;
  const inData = (error?.data as { retryAfter?: unknown } | null | undefined)?.retryAfter;
  if (typeof inData === 'number') return Math.max(0, inData - now);
  const inMessage = BANNED_UNTIL.exec(error?.msg ?? '')?.[1];
  return inMessage === undefined ? undefined : Math.max(0, Number(inMessage) - now);
}
