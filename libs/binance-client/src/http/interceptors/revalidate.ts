import { createHash } from 'node:crypto';
import type { Millis } from '@binance-gateway/domain-types';
import type { Interceptor, UpstreamRequest, UpstreamResponse } from '../dispatch.js';

/** An answer, and how to recognise it when it comes again. */
interface Known {
  readonly value: object;
  /** Digest of its text without the time it was given at. */
  readonly content: string;
  /** Headers that ask whether it still holds; of an exchange that offers neither, none. */
  readonly conditions: Readonly<Record<string, string>>;
}

/** By question: the whole exchange's information is megabytes. */
const MAX_KNOWN = 16;
const SERVER_TIME = /"serverTime":([0-9]{1,16})/;

/**
 * Large answers that seldom change: whoever asks for one again is told whether it is the same. An exchange that gives
 * an `ETag` or `Last-Modified` is asked for what has changed since, and may answer 304; of one that gives neither, the
 * text is compared. The `value` of an answer that says the same has a `serverTime` of its own, and for the rest **the very
 * members of the one before**, unread and unchecked: who has made something of them sees by `===` that it still holds.
 *
 * @param now time of the exchange, which a 304 does not tell
 */
export function revalidate(now: () => Millis): Interceptor {
  const known = new Map<string, Known>();
  return (next) => async (request) => {
    if (!request.revalidates) return next(request);
    const key = `${request.path}?${request.query}`;
    const before = known.get(key);
    const response = await next(before ? withConditions(request, before) : request);
    if (response.value !== undefined) return response;
    if (response.status === 304) {
      if (before) return { ...response, status: 200, value: again(before, Math.floor(now())) };
      return response;
    }
    const { body } = response;
    const content = digestOf(body);
    if (before?.content === content) {
      keep(known, key, { ...before, conditions: conditionsOf(response) });
      const serverTime = SERVER_TIME.exec(body)?.[1];
      return { ...response, value: again(before, serverTime === undefined ? undefined : Number(serverTime)) };
    }
    const value = parse(body);
    // what is no object is no answer of this kind, and must not be what a 304 confirms
    if (value === undefined) return response;
    keep(known, key, { value, content, conditions: conditionsOf(response) });
    return { ...response, value };
  };
}

function withConditions(request: UpstreamRequest, { conditions }: Known): UpstreamRequest {
  return { ...request, headers: { ...request.headers, ...conditions } };
}

function conditionsOf({ headers }: UpstreamResponse): Record<string, string> {
  const { etag, 'last-modified': lastModified } = headers;
  return {
    ...(etag === undefined ? {} : { 'if-none-match': etag }),
    ...(lastModified === undefined ? {} : { 'if-modified-since': lastModified }),
  };
}

function again({ value }: Known, serverTime: Millis | undefined): object {
  return serverTime === undefined ? value : { ...value, serverTime };
}

function digestOf(body: string): string {
  const hash = createHash('sha256');
  const time = SERVER_TIME.exec(body);
  if (!time) return hash.update(body).digest('base64');
  return hash
    .update(body.slice(0, time.index))
    .update(body.slice(time.index + time[0].length))
    .digest('base64');
}

function parse(body: string): object | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The one used longest ago makes room. */
function keep(known: Map<string, Known>, key: string, answer: Known): void {
  known.delete(key);
  const [oldest] = known.keys();
  if (known.size >= MAX_KNOWN && oldest !== undefined) known.delete(oldest);
  known.set(key, answer);
}
