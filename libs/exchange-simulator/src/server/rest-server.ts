import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Clock, delay } from '@binance-gateway/domain-types';
import type { FaultEffect, FaultMoment } from '../faults/effects.js';
import type { FaultQueue } from '../faults/queue.js';
import { REFUSE, isRefusal, toApiError } from '../wire/api-error.js';
import { mergeForms, parseForm } from '../wire/form.js';
import { Params } from '../wire/params.js';
import { restPayload } from '../wire/signature-payload.js';
import { parseTimeUnit, toMicroseconds } from '../wire/time-unit.js';
import { type AnyEndpoint, type Exchange, weightOf } from './endpoint.js';
import { REST_ROUTES } from './endpoints.js';
import { execute } from './execute.js';
import { type FixedReply, fixedReply, notFound } from './fixed-routes.js';
import type { KeyRing } from './key-ring.js';
import { addressOf, readBody } from './node-http.js';
import type { RequestLog, RequestRecord } from './request-log.js';
import { JSON_TYPE, type Reply, faultReply, refusalReply, tearReply, writeReply } from './rest-reply.js';

export interface RestServerOptions {
  readonly exchange: Exchange;
  readonly keys: KeyRing;
  readonly faults: FaultQueue;
  readonly log: RequestLog;
  readonly clock: Clock;
}

interface Request {
  readonly message: IncomingMessage;
  readonly endpoint: AnyEndpoint;
  readonly address: string;
  /** Both with one character per byte. */
  readonly query: string;
  readonly body: string;
  readonly record: RequestRecord;
}

const MAX_BODY_BYTES = 256 * 1024;

/** `/api/v3` as the exchange answers it. https://developers.binance.com/docs/binance-spot-api-docs/rest-api */
export class RestServer {
  private uuid = 0;

  constructor(private readonly options: RestServerOptions) {}

  /** Answers one request; never rejects. */
  async handle(message: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const body = await readBody(message, MAX_BODY_BYTES);
      if (body === undefined) {
        writeReply(response, { status: 413, headers: { connection: 'close' }, body: '' });
        return;
      }
      await this.answer(message, response, body);
    } catch {
      // Only a client that went away while sending gets here
      message.socket.destroy();
    }
  }

  private async answer(message: IncomingMessage, response: ServerResponse, body: string): Promise<void> {
    const { clock, exchange, faults, log } = this.options;
    const { path, query } = splitTarget(message.url ?? '/');
    const params = readable(query, body);
    const shape = { transport: 'rest', method: message.method ?? 'GET', path } as const;
    const record = log.add({ ...shape, time: exchange.now() }, params);
    const fault = faults.take({ ...shape, symbol: params.get('symbol') });
    if (fault?.kind === 'delay') await delay(clock, fault.ms);
    if (fault && 'when' in fault && fault.when === 'before') {
      this.fail(fault, record, message, response);
      return;
    }
    const endpoint = REST_ROUTES.get(`${shape.method} ${path}`);
    const right = endpoint
      ? this.call({ message, endpoint, address: addressOf(message), query, body, record })
      : outsideApi(fixedReply(path, query, exchange) ?? notFound(message.headers.accept));
    const reply = { ...right, headers: { ...this.commonHeaders(message), ...right.headers } };
    if (fault && 'when' in fault) {
      this.fail(fault, record, message, response);
      return;
    }
    if (fault?.kind === 'late') await delay(clock, fault.ms);
    if (fault?.kind === 'tear') tearReply(response, reply);
    else {
      record.status = reply.status;
      writeReply(response, reply);
    }
  }

  private call(request: Request): Reply {
    const { exchange, keys } = this.options;
    const { endpoint, address, query, body, message, record } = request;
    try {
      const timeUnit = parseTimeUnit(headerOf(message, 'x-mbx-time-unit'));
      if (wantsOnlySbe(message.headers.accept)) throw REFUSE.sbeDisabled();
      const form = endpoint.rest?.method === 'GET' ? new Map<string, string>() : parseForm(body);
      const params = new Params(mergeForms(parseForm(query), form));
      record.weight = weightOf(endpoint, params);
      const outcome = execute(
        {
          endpoint,
          params,
          transport: 'rest',
          address,
          authenticate: (permission) =>
            keys.verify(
              {
                apiKey: headerOf(message, 'x-mbx-apikey'),
                params,
                payloads: () => [restPayload(query, body)],
              },
              permission,
            ).account,
        },
        exchange,
      );
      const result = timeUnit === 'MICROSECOND' ? toMicroseconds(outcome.result) : outcome.result;
      const [tenSeconds, day] = outcome.orderRows ?? [];
      return {
        status: 200,
        headers: {
          'content-type': JSON_TYPE,
          ...(tenSeconds ? { 'x-mbx-order-count-10s': String(tenSeconds.count) } : {}),
          ...(day ? { 'x-mbx-order-count-1d': String(day.count) } : {}),
        },
        body: JSON.stringify(result),
      };
    } catch (error) {
      const refusal = toApiError(error);
      record.code = refusal.code;
      record.retryAfterMs = refusal.retryAfterMs;
      if (!isRefusal(error)) record.failure = error;
      return refusalReply(refusal);
    }
  }

  private fail(
    fault: Extract<FaultEffect, { when: FaultMoment }>,
    record: RequestRecord,
    message: IncomingMessage,
    response: ServerResponse,
  ): void {
    if (fault.kind === 'reset') message.socket.resetAndDestroy();
    if (fault.kind !== 'answer') return;
    record.status = fault.status;
    record.retryAfterMs = fault.retryAfterMs;
    const reply = faultReply(fault);
    writeReply(response, { ...reply, headers: { ...this.commonHeaders(message), ...reply.headers } });
  }

  private commonHeaders(message: IncomingMessage): Record<string, string> {
    const weight = String(this.options.exchange.rateLimits.usedWeight(addressOf(message)));
    this.uuid += 1;
    return {
      'x-mbx-uuid': `00000000-0000-4000-8000-${this.uuid.toString(16).padStart(12, '0')}`,
      'x-mbx-used-weight': weight,
      'x-mbx-used-weight-1m': weight,
      'cache-control': 'no-cache, no-store, must-revalidate',
    };
  }
}

function outsideApi({ status, contentType, body }: FixedReply): Reply {
  return { status, headers: { 'content-type': contentType }, body };
}

function splitTarget(url: string): { path: string; query: string } {
  const mark = url.indexOf('?');
  return mark < 0 ? { path: url, query: '' } : { path: url.slice(0, mark), query: url.slice(mark + 1) };
}

/**
 * The embedded exchange speaks JSON only. Who would take JSON too gets it.
 * https://developers.binance.com/docs/binance-spot-api-docs/faqs/sbe_faq
 */
function wantsOnlySbe(accept = ''): boolean {
  return accept.includes('application/sbe') && !/application\/json|\*\/\*/.test(accept);
}

function headerOf(message: IncomingMessage, name: string): string | undefined {
  const value = message.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

/** For the log: a request that cannot be parsed is kept without parameters. */
function readable(query: string, body: string): ReadonlyMap<string, string> {
  try {
    return mergeForms(parseForm(query), parseForm(body));
  } catch {
    return new Map();
  }
}
