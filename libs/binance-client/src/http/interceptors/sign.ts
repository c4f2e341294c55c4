import { AppError, type Millis } from '@binance-gateway/domain-types';
import type { Credential } from '../../credential.js';
import { TIMESTAMP_OUTSIDE_WINDOW, UpstreamError } from '../../errors.js';
import type { ServerClock } from '../../server-clock.js';
import type { Interceptor, UpstreamRequest } from '../dispatch.js';

export interface SignOptions {
  readonly credential: Credential | undefined;
  readonly serverClock: ServerClock;
  /** How late the exchange may get the request, ms; at most 60000. */
  readonly recvWindowMs: number;
}

/**
 * Adds timestamp, recvWindow and signature. Inside the limiter and the retries, so that nothing waits between
 * the timestamp and the socket. https://developers.binance.com/docs/binance-spot-api-docs/rest-api/request-security
 */
export function sign({ credential, serverClock, recvWindowMs }: SignOptions): Interceptor {
  return (next) => async (request) => {
    if (request.security === 'NONE') return next(request);
    if (!credential) {
      throw new AppError(
        'CREDENTIALS_MISSING',
        `${request.operation} needs an account: configure an API key and its secret or private key`,
      );
    }
    const signed = (): UpstreamRequest => {
      const now = serverClock.now();
      return signRequest(request, credential, now, windowOf(request, now) ?? recvWindowMs);
    };
    try {
      return await next(signed());
    } catch (error) {
      // Refused by the time check, so certainly not carried out: the one error after which an order may go again
      const answer = UpstreamError.of(error);
      if (answer?.binanceCode !== TIMESTAMP_OUTSIDE_WINDOW) throw error;
      await serverClock.sync().catch(() => {
        throw error;
      });
      return next(signed());
    }
  };
}

const MAX_RECV_WINDOW_MS = 60_000;

/** What is left until the request must not be carried out any more. @throws AppError REQUEST_TIMEOUT when nothing is */
export function windowOf(
  { operation, validUntil }: Pick<UpstreamRequest, 'operation' | 'validUntil'>,
  now: Millis,
): Millis | undefined {
  if (validUntil === undefined) return undefined;
  const leftMs = Math.floor(validUntil - Math.floor(now));
  if (leftMs > 0) return Math.min(leftMs, MAX_RECV_WINDOW_MS);
  throw new AppError('REQUEST_TIMEOUT', `${operation} was not sent: it was not valid any more`, {
    binanceCode: TIMESTAMP_OUTSIDE_WINDOW,
  });
}

/** Signature last, over query and body as they are sent. */
export function signRequest(
  request: UpstreamRequest,
  credential: Credential,
  timestamp: number,
  recvWindowMs: number,
): UpstreamRequest {
  const given = `${request.query}&${request.body ?? ''}`;
  const window = /(^|&)recvWindow=/.test(given) ? [] : [`recvWindow=${recvWindowMs}`];
  const extra = [...window, `timestamp=${Math.floor(timestamp)}`];
  const query = request.body === undefined ? join(request.query, ...extra) : request.query;
  const body = request.body === undefined ? undefined : join(request.body, ...extra);
  const signature = `signature=${encodeURIComponent(credential.sign(query + (body ?? '')))}`;
  return {
    ...request,
    query: body === undefined ? join(query, signature) : query,
    ...(body === undefined ? {} : { body: join(body, signature) }),
    headers: { ...request.headers, 'X-MBX-APIKEY': credential.apiKey },
  };
}

const join = (...parts: string[]): string => parts.filter((part) => part !== '').join('&');
