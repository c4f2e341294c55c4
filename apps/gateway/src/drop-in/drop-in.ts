import { Inject, Injectable } from '@nestjs/common';
import type { UpstreamResponse } from '@binance-gateway/binance-client';
import {
  AppError,
  type Clock,
  type Logger,
  type Millis,
  fromQuery,
  parseInput,
  placeSorOrder,
  testOrder,
  testSorOrder,
  placeOrder,
} from '@binance-gateway/domain-types';
import type { Upstream, VirtualKey } from '@binance-gateway/platform';
import { CLOCK, LOGGER, UPSTREAM } from '../core/tokens.js';
import { type Endpoint, REST_ENDPOINTS, weightOfRequest } from './endpoints.js';
import { KeyBudget } from './key-budget.js';
import { KeyCheck } from './key-check.js';
import { asBinanceWrites, mayBeLive } from './live-answers.js';
import { OrderOwners } from './order-owners.js';
import { answerAbout, newClientOrderId } from './order-answer.js';
import { type Reply, errorReply, jsonReply, replyFrom } from './reply.js';
import { inputRefusal } from './refusal-of.js';
import { SharedReads } from './shared-reads.js';
import { type TimeUnit, toMicroseconds } from './time-unit.js';

/** Who calls: a virtual key, or whoever reads public data at an address. */
export interface Caller {
  /** Name in the budget, the journal and the log. */
  readonly name: string;
  readonly key?: VirtualKey;
}

/** One request in the form both faces bring it to. */
export interface DropInRequest {
  readonly endpoint: Endpoint;
  readonly caller: Caller;
  readonly requestId: string;
  /** Parameters without those that concern the signing. */
  readonly values: Readonly<Record<string, string>>;
  /** The same, percent-encoded as they were sent. */
  readonly encoded: string;
  readonly timeUnit: TimeUnit;
  /** Of a signed request. */
  readonly validUntil?: Millis;
  /** A signed request came without a recvWindow. */
  readonly hasNoWindow?: boolean;
}

/** Of the exchange, until exchangeInfo has told (CHANGELOG 2023-08-25). */
const DOCUMENTED_WEIGHT = 6_000;
const DOCUMENTED_ORDERS = { tenSeconds: 100, day: 200_000 };

/**
 * Binance as its clients know it, behind virtual keys: requests that may be made are made with the real key. Orders go
 * through the order desk, with its journal and policies, as those of every face; what the exchange answers is answered
 * unchanged.
 */
@Injectable()
export class DropIn {
  readonly budget: KeyBudget;
  readonly check: KeyCheck;
  private readonly shared: SharedReads;

  constructor(
    @Inject(UPSTREAM) private readonly upstream: Upstream,
    @Inject(CLOCK) clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
    private readonly owners: OrderOwners,
  ) {
    const now = (): Millis => upstream.exchangeTime();
    this.check = new KeyCheck(upstream.keyring, now);
    this.budget = new KeyBudget(now, {
      weight: () => this.limitOf('REQUEST_WEIGHT', 'MINUTE') ?? DOCUMENTED_WEIGHT,
      orders: () => ({
        tenSeconds: this.limitOf('ORDERS', 'SECOND') ?? DOCUMENTED_ORDERS.tenSeconds,
        day: this.limitOf('ORDERS', 'DAY') ?? DOCUMENTED_ORDERS.day,
      }),
    });
    this.shared = new SharedReads(clock);
  }

  /** Time of the exchange. */
  now(): Millis {
    return this.upstream.exchangeTime();
  }

  /** Carries a request out, and charges it. Never rejects: what went wrong is the answer. */
  async run(request: DropInRequest): Promise<Reply> {
    const { endpoint, caller, values } = request;
    try {
      const weight = weightOfRequest(endpoint, values);
      this.budget.charge(caller.name, weight, caller.key?.requestWeightPerMinute);
      this.upstream.operations.admit(endpoint.operation);
      const reply = endpoint.isTrading ? await this.trade(request) : await this.read(request);
      if (reply.status >= 200 && reply.status < 300 && endpoint.isTrading) this.settle(request, weight);
      return reply;
    } catch (error) {
      const reply = asCounted(errorReply(error), request);
      if (reply.status >= 500) {
        const { operation } = endpoint;
        const fields = { requestId: request.requestId, operation: operation.name, principal: caller.name };
        this.logger.warn({ ...fields, error }, 'drop-in request failed');
      }
      return reply;
    }
  }

  private limitOf(type: string, interval: string): number | undefined {
    const { limits } = this.upstream.limits();
    return limits.find((limit) => limit.rateLimitType === type && limit.interval === interval)?.limit;
  }

  /** Successful orders are free, amendments excepted (CHANGELOG 2026-04-02). */
  private settle({ endpoint: { operation, upstream }, caller }: DropInRequest, weight: number): void {
    if (operation.effect !== 'read' && weight === 1) this.budget.refund(caller.name, weight);
    if (upstream.orderCount !== undefined) this.budget.countOrders(caller.name, upstream.orderCount);
  }

  private async read(request: DropInRequest): Promise<Reply> {
    const { endpoint, values, encoded, timeUnit } = request;
    const { operation, upstream } = endpoint;
    if (timeUnit === 'MILLISECOND' && mayBeLive(operation, values)) {
      const live = await this.readLive(request);
      if (live) return live;
    }
    if (upstream.security !== 'NONE') return replyFrom(await this.forward(endpoint, request));
    const key = `${upstream.path}?${encoded} ${timeUnit}`;
    return replyFrom(await this.shared.join(key, () => this.forward(endpoint, request)));
  }

  /** Undefined when the exchange has to be asked: for what live state does not hold, and for every refusal. */
  private async readLive({
    endpoint: { operation },
    values,
    ...from
  }: DropInRequest): Promise<Reply | undefined> {
    let source: string | undefined;
    let answered: UpstreamResponse | undefined;
    try {
      const input = parseInput(operation.input, fromQuery(operation.input, values));
      const answer = await this.upstream.operations.run(operation, input, {
        requestId: from.requestId,
        principal: from.caller.name,
        onSource: (provenance) => (source = provenance.source),
        onAnswer: (response) => (answered = response),
      });
      if (answered) return replyFrom(answered);
      const reply = jsonReply(undefined);
      return {
        ...reply,
        headers: { ...reply.headers, ...(source === undefined ? {} : { 'x-source': source }) },
        body: asBinanceWrites(operation, answer),
      };
    } catch (error) {
      // the exchange finds its own words for a wrong parameter
      if (AppError.is(error) && (error.code === 'INVALID_INPUT' || error.code === 'UNKNOWN_SYMBOL'))
        return undefined;
      throw error;
    }
  }

  private async trade(request: DropInRequest): Promise<Reply> {
    const { endpoint, values, timeUnit } = request;
    const { operation } = endpoint;
    let input: object;
    try {
      const named = withClientOrderIds(endpoint, values);
      input = parseInput(operation.input, fromQuery(operation.input, named));
      this.owners.claim(newIdsOf(endpoint, named), request.caller.name);
    } catch (error) {
      if (!AppError.is(error)) throw error;
      return this.refuseInput(request, error);
    }
    let answered: UpstreamResponse | undefined;
    const result = await this.upstream.operations.run(operation, input, {
      requestId: request.requestId,
      principal: request.caller.name,
      repeat: 'refuse',
      ...(request.validUntil === undefined ? {} : { validUntil: request.validUntil }),
      onAnswer: (response, name) => {
        if (name === operation.name) answered = response;
      },
    });
    const reply = answered ? replyFrom(answered) : jsonReply(answerAbout(result));
    return timeUnit === 'MICROSECOND' ? { ...reply, body: toMicroseconds(reply.body) } : reply;
  }

  /**
   * Parameters the gateway does not take. The exchange is asked for its own words where a question is without effect;
   * should it have none, the order is refused all the same: what could not be understood was not held against a policy.
   */
  private async refuseInput(request: DropInRequest, error: AppError): Promise<Reply> {
    const { endpoint, values } = request;
    const { name, input } = endpoint.operation;
    const oracle = ORACLES.get(name);
    if (oracle) {
      try {
        await this.forward(oracle, request);
      } catch (refused) {
        return asCounted(errorReply(refused), request);
      }
    }
    throw inputRefusal(input, values, error);
  }

  private forward(
    { operation, upstream }: Endpoint,
    { encoded, timeUnit, requestId, validUntil, values }: DropInRequest,
  ): Promise<UpstreamResponse> {
    const call = {
      operation: operation.name,
      method: upstream.method,
      path: upstream.path,
      security: upstream.security,
      weight: weightOfRequest({ operation, upstream, isTrading: false }, values),
      idempotent: operation.idempotent,
      query: encoded,
      ...(timeUnit === 'MICROSECOND' ? { headers: { 'X-MBX-TIME-UNIT': timeUnit } } : {}),
    };
    return this.upstream.rest.forward(call, {
      requestId,
      ...(validUntil === undefined ? {} : { validUntil }),
    });
  }
}

const UNREAD = /(read '|sent ')([0-9]+)(')/g;

/** Every signed request leaves with a recvWindow: where the exchange counts parameters, it counts one of ours. */
function asCounted(reply: Reply, { hasNoWindow = false }: DropInRequest): Reply {
  if (!hasNoWindow || !reply.body.startsWith('{"code":-1104,')) return reply;
  const body = reply.body.replace(
    UNREAD,
    (_, before: string, count: string, after: string) => `${before}${Number(count) - 1}${after}`,
  );
  return { ...reply, body };
}

/** Where the exchange says without an effect what is wrong with an order, by operation. */
const ORACLES: ReadonlyMap<string, Endpoint | undefined> = new Map([
  [placeOrder.name, REST_ENDPOINTS.get('POST /api/v3/order/test')],
  [testOrder.name, REST_ENDPOINTS.get('POST /api/v3/order/test')],
  [placeSorOrder.name, REST_ENDPOINTS.get('POST /api/v3/sor/order/test')],
  [testSorOrder.name, REST_ENDPOINTS.get('POST /api/v3/sor/order/test')],
]);

const newIdsOf = ({ upstream }: Endpoint, values: Readonly<Record<string, string>>): string[] =>
  (upstream.newIds ?? []).flatMap((name) => values[name as string] ?? []);

/** An order must have a name before it is sent; callers that give none see one of the exchange's kind. */
function withClientOrderIds(
  { upstream }: Endpoint,
  values: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const missing = (upstream.newIds ?? []).filter((name) => values[name as string] === undefined);
  return { ...values, ...Object.fromEntries(missing.map((name) => [name, newClientOrderId()])) };
}
