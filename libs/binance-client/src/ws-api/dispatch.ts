import { AppError } from '@binance-gateway/domain-types';
import { TIMESTAMP_OUTSIDE_WINDOW, UpstreamError } from '../errors.js';
import type { Dispatch, Interceptor, UpstreamRequest, UpstreamResponse } from '../http/dispatch.js';
import { limitHeaders } from '../http/limit-meter.js';
import type { ServerClock } from '../server-clock.js';
import type { WsApiConnection } from './connection.js';
import { memberBytes } from './event-bytes.js';

/** Nothing waits longer for a lost connection to come back; then it certainly was not sent. */
const CONNECT_WAIT_MS = 5_000;

/** Answered with a list of one where REST answers the one. */
const LISTS_OF_ONE: ReadonlySet<string> = new Set(['sor.order.place']);

/** Sends what is meant for the WebSocket API there; inside the limiter, which both ways share. */
export function byWsApi(connection: WsApiConnection, serverClock: ServerClock): Interceptor {
  const send = wsApiDispatch(connection);
  return (next) => async (request) => {
    if (request.transport !== 'ws') return next(request);
    try {
      return await send(request);
    } catch (error) {
      // Refused by the time check, so certainly not carried out: the one error after which an order may go again
      if (UpstreamError.of(error)?.binanceCode !== TIMESTAMP_OUTSIDE_WINDOW) throw error;
      await serverClock.sync().catch(() => {
        throw error;
      });
      return send(request);
    }
  };
}

/**
 * A read that finds no WebSocket API goes by REST: above all the question what became of an order, which is asked
 * when the connection is lost. Orders never change their way.
 */
export const restForReads: Interceptor = (next) => async (request) => {
  if (request.transport !== 'ws' || !request.restWhenLost || request.isOrder) return next(request);
  try {
    return await next({ ...request, idempotent: false });
  } catch (error) {
    if (!AppError.is(error) || error.code !== 'UPSTREAM_UNAVAILABLE' || request.signal?.aborted) throw error;
    return next({ ...request, transport: 'rest' });
  }
};

function wsApiDispatch(connection: WsApiConnection): Dispatch {
  return (request) =>
    new Promise<UpstreamResponse>((resolve, reject) => {
      const { wsMethod = '', params = [], signal } = request;
      const abort = (): void => reject(givenUp(request));
      if (signal?.aborted) {
        abort();
        return;
      }
      signal?.addEventListener('abort', abort, { once: true });
      connection.dispatch(wsMethod, Object.fromEntries(params), optionsOf(request), (outcome) => {
        signal?.removeEventListener('abort', abort);
        if (outcome.error) reject(outcome.error);
        else {
          const { response, frame } = outcome;
          resolve({
            status: response.status,
            headers: limitHeaders(response.rateLimits),
            ...resultOf(wsMethod, response.result, frame),
          });
        }
      });
    });
}

function optionsOf(request: UpstreamRequest): Parameters<WsApiConnection['dispatch']>[2] {
  const { clientOrderId, mayLeave, onSent, validUntil } = request;
  return {
    operation: request.operation,
    signed: request.security !== 'NONE',
    isOrder: request.isOrder ?? false,
    isAdmitted: true,
    timeoutMs: request.timeoutMs,
    connectWaitMs: request.restWhenLost ? 0 : Math.min(CONNECT_WAIT_MS, request.timeoutMs),
    ...(clientOrderId === undefined ? {} : { clientOrderId }),
    ...(mayLeave === undefined ? {} : { mayLeave }),
    ...(onSent === undefined ? {} : { onSent }),
    ...(validUntil === undefined ? {} : { validUntil }),
  };
}

/** The bytes of the result as they came, so that whoever passes them on changes nothing. */
function resultOf(method: string, result: unknown, frame: Buffer): { body: string; value?: unknown } {
  const body = memberBytes(frame, 'result')?.toString('utf8') ?? '';
  if (result === undefined) return { body };
  if (LISTS_OF_ONE.has(method) && Array.isArray(result) && result.length === 1) {
    return { body: body.trim().slice(1, -1).trim(), value: result[0] as unknown };
  }
  return { body, value: result };
}

function givenUp({ operation, signal }: UpstreamRequest): AppError {
  return new AppError('UPSTREAM_UNAVAILABLE', `${operation}: given up by the caller`, {
    cause: signal?.reason,
  });
}
