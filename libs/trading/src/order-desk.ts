import type { CallContext, SpotClient } from '@binance-gateway/binance-client';
import {
  AppError,
  type CancelOpenOrdersInput,
  type CancelOrderInput,
  type Clock,
  FINAL_ORDER_STATUSES,
  type Millis,
  type NewOrderInput,
  type Order,
  type OrderRefInput,
  type TestOrderInput,
  cancelOpenOrders,
  cancelOrder,
  delay,
  getOrder,
  placeOrder,
  testOrder,
} from '@binance-gateway/domain-types';
import { answerAgain, requireSame } from './journal/answer-again.js';
import { fingerprintOf } from './journal/fingerprint.js';
import { CLOCK_TOLERANCE_MS, OrderReports, type ReportWatch } from './journal/order-reports.js';
import {
  type IntentRecord,
  type OrderIntent,
  type OrderJournal,
  keptError,
  mayBeTriedAgain,
  noJournal,
} from './order-journal.js';
import type { Permit, Policies } from './policy/policies.js';
import { singleOrder } from './policy/proposal.js';
import { checkOrder } from './symbol-checks.js';

export interface OrderDeskOptions {
  readonly spot: Pick<SpotClient, 'run' | 'symbols'>;
  readonly clock: Clock;
  /** Time of the exchange. */
  readonly exchangeTime: () => Millis;
  /** 1 to 36 of `A-Z a-z 0-9 - _`, never the same twice. */
  readonly newClientOrderId: () => string;
  readonly journal?: OrderJournal;
  /** What each caller may do; everything when absent. */
  readonly policies?: Pick<Policies, 'admit' | 'refusal'>;
  /** Events of the account, as far as they are heard. */
  readonly reports?: OrderReports;
  /** Pauses before each question about an order whose outcome is unknown. */
  readonly askAfterMs?: readonly Millis[];
  /** Aborted when the process can wait no longer: callers are then told what they have to ask for later. */
  readonly closing?: AbortSignal;
}

/** Under 8 s: callers wait. That nothing was found by then proves nothing; the engine may accept for some 15 s. */
const ASK_AFTER_MS = [250, 500, 1_000, 2_000, 4_000] as const;
/** Each question may itself be slow; none begins later than this. */
const ASK_AT_MOST_MS = 12_000;
const QUESTION_TIMEOUT_MS = 2_000;
/** An intent that took longer to record is not sent: another process may have given this one up by then. */
const RECORD_AT_MOST_MS = 10_000;
/** How long a repetition waits for an order that another process is sending, or that is being asked for. */
const JOIN_AT_MOST_MS = 5_000;
const JOIN_EVERY_MS = 100;

export interface OrderContext extends CallContext {
  /** Who asks, by the name of the token or the virtual key: its policy counts, and its ids are not another's. */
  readonly principal?: string;
}

interface Running {
  readonly intent: OrderIntent;
  readonly answer: Promise<Order>;
}

/** Places, cancels and finds orders. Sends each intent once; what it cannot know, it asks. */
export class OrderDesk {
  private readonly journal: OrderJournal;
  private readonly reports: OrderReports;
  private readonly askAfterMs: readonly Millis[];
  private readonly running = new Map<string, Running>();

  constructor(private readonly options: OrderDeskOptions) {
    this.journal = options.journal ?? noJournal;
    this.reports = options.reports ?? new OrderReports();
    this.askAfterMs = options.askAfterMs ?? ASK_AFTER_MS;
  }

  /**
   * Places an order, or answers what became of it when it was asked for before under the same client order id.
   * @throws AppError; OUTCOME_UNKNOWN with extra {outcome, clientOrderId} when even asking did not tell; CONFLICT when
   * the id belongs to another order; JOURNAL_UNAVAILABLE when it could not be recorded, and so was not sent
   */
  place(input: NewOrderInput, context: OrderContext = {}): Promise<Order> {
    const clientOrderId = input.newClientOrderId ?? this.options.newClientOrderId();
    const order: NewOrderInput = { ...input, newClientOrderId: clientOrderId };
    const intent: OrderIntent = {
      clientOrderId,
      order,
      principal: context.principal ?? '',
      fingerprint: fingerprintOf(order),
      at: this.options.exchangeTime(),
    };
    const running = this.running.get(clientOrderId);
    if (running) return this.join(running, intent);
    const answer = this.carryOut(intent, context);
    this.running.set(clientOrderId, { intent, answer });
    const over = (): unknown => this.running.delete(clientOrderId);
    answer.then(over, over);
    return this.untilClosing(answer, intent);
  }

  /** A caller must not be left with a broken connection and no id. What became of the order the journal follows. */
  private untilClosing(answer: Promise<Order>, { clientOrderId, order }: OrderIntent): Promise<Order> {
    const { closing } = this.options;
    if (!closing) return answer;
    return new Promise((resolve, reject) => {
      const onClosing = (): void => {
        const cause = new AppError('OUTCOME_UNKNOWN', 'the gateway is stopping; ask for the order by its id');
        reject(stillUnknown('place_order', order.symbol, clientOrderId, cause));
      };
      closing.addEventListener('abort', onClosing, { once: true });
      const over = (): void => closing.removeEventListener('abort', onClosing);
      answer.then(resolve, reject).finally(over);
      if (closing.aborted) onClosing();
    });
  }

  private async join({ intent, answer }: Running, again: OrderIntent): Promise<Order> {
    requireSame(intent, again);
    return answer;
  }

  private async carryOut(intent: OrderIntent, context: OrderContext): Promise<Order> {
    const { clientOrderId, order } = intent;
    const { clock } = this.options;
    const earlier = this.journal.find(clientOrderId);
    if (earlier && !mayBeTriedAgain(earlier)) return this.repeat(earlier, intent);
    checkOrder(order, await this.options.spot.symbols.require(order.symbol));
    const permit = await this.options.policies?.admit(intent.principal, clientOrderId, singleOrder(order));
    const begun = clock.monotonic();
    const known = await this.record(intent, permit);
    if (known) return this.repeat(known, intent);
    if (clock.monotonic() - begun > RECORD_AT_MOST_MS) {
      const error = new AppError('JOURNAL_UNAVAILABLE', 'recording the order took too long; it was not sent');
      this.journal.ended(clientOrderId, { state: 'REFUSED', error: keptError(error) });
      throw error;
    }
    const watch = this.reports.watch(clientOrderId, intent.at);
    try {
      return await this.send(intent, watch, context);
    } finally {
      watch.stop();
    }
  }

  private async record(intent: OrderIntent, permit: Permit | undefined): Promise<IntentRecord | undefined> {
    const charge = permit?.charge;
    try {
      const known = await this.journal.intent(charge ? { ...intent, charge } : intent);
      if (known) permit?.giveBack();
      return known;
    } catch (error) {
      permit?.giveBack();
      throw error;
    }
  }

  private async send(intent: OrderIntent, watch: ReportWatch, context: OrderContext): Promise<Order> {
    const { clientOrderId, order } = intent;
    const { principal: _principal, ...call } = context;
    let isSent = false;
    const onSent = (): void => {
      isSent = true;
      this.journal.sent(clientOrderId);
      context.onSent?.();
    };
    try {
      const answer = (await this.options.spot.run(placeOrder, order, { ...call, onSent })) as Order;
      this.journal.ended(clientOrderId, { state: 'ACCEPTED', by: 'answer', order: answer });
      return answer;
    } catch (error) {
      // Anything else that is thrown after sending is a fault of ours, and says nothing about the order
      const isOpen = AppError.is(error) ? error.code === 'OUTCOME_UNKNOWN' : isSent;
      if (!isOpen) {
        this.journal.ended(clientOrderId, { state: 'REFUSED', error: keptError(error) });
        throw error;
      }
      const found = await this.find(order.symbol, intent, watch, call);
      if (found) {
        this.journal.ended(clientOrderId, {
          state: 'ACCEPTED',
          by: watch.order ? 'event' : 'query',
          order: found,
        });
        return found;
      }
      const unknown = stillUnknown('place_order', order.symbol, clientOrderId, error);
      this.journal.ended(clientOrderId, { state: 'UNKNOWN', error: keptError(unknown) });
      throw unknown;
    }
  }

  /** Answers from the journal; waits a while for an order that is not settled. */
  private async repeat(earlier: IntentRecord, intent: OrderIntent): Promise<Order> {
    requireSame(earlier, intent);
    const { clock } = this.options;
    const end = clock.monotonic() + JOIN_AT_MOST_MS;
    let record = earlier;
    while ((record.state === 'INTENT' || record.state === 'SENT') && clock.monotonic() < end) {
      await delay(clock, JOIN_EVERY_MS);
      record = this.journal.find(intent.clientOrderId) ?? record;
    }
    return answerAgain(record);
  }

  /** Checks an order here and on the exchange; places nothing. */
  async test(input: TestOrderInput, { principal = '', ...call }: OrderContext = {}): Promise<object> {
    checkOrder(input, await this.options.spot.symbols.require(input.symbol));
    const refusal = await this.options.policies?.refusal(principal, singleOrder(input));
    if (refusal) throw refusal;
    return (await this.options.spot.run(testOrder, input, call)) as object;
  }

  async query(ref: OrderRefInput, context: CallContext = {}): Promise<Order> {
    return (await this.options.spot.run(getOrder, ref, context)) as Order;
  }

  /**
   * @throws AppError; ORDER_NOT_FOUND when there is no such order, CANCEL_REJECTED with extra {status} when it can no
   * longer be canceled
   */
  async cancel(input: CancelOrderInput, context: CallContext = {}): Promise<Order> {
    try {
      return (await this.options.spot.run(cancelOrder, input, context)) as Order;
    } catch (error) {
      if (!AppError.is(error)) throw error;
      if (error.code === 'CANCEL_REJECTED') throw await this.explainRejection(input, error, context);
      if (error.code === 'OUTCOME_UNKNOWN') return this.awaitCancel(input, error, context);
      throw error;
    }
  }

  async cancelOpen(input: CancelOpenOrdersInput, context: CallContext = {}): Promise<Order[]> {
    return (await this.options.spot.run(cancelOpenOrders, input, context)) as Order[];
  }

  /** Asks until the order shows up, or the account's events tell of it. Silence, -2013 and trouble: not known yet. */
  private async find(
    symbol: string,
    { clientOrderId, at: since }: OrderIntent,
    watch: ReportWatch,
    context: CallContext,
  ): Promise<Order | undefined> {
    const ref = { symbol, origClientOrderId: clientOrderId };
    for await (const order of this.answers(ref, context, watch.seen)) {
      // An id may be used again once its order is done: an older order is not the answer
      if ((order.time ?? since) < since - CLOCK_TOLERANCE_MS) continue;
      return { ...order, ...(order.time === undefined ? {} : { transactTime: order.time }) };
    }
    return watch.order;
  }

  /** A cancel without an answer: the state of the order tells how it went, once it is final. */
  private async awaitCancel(input: CancelOrderInput, error: AppError, context: CallContext): Promise<Order> {
    for await (const order of this.answers(refOf(input), context)) {
      if (order.status === 'CANCELED') return { ...order, origClientOrderId: order.clientOrderId };
      if (order.status && FINAL_ORDER_STATUSES.has(order.status)) throw tooLate(order, error);
    }
    throw stillUnknown('cancel_order', input.symbol, input.origClientOrderId, error);
  }

  private async *answers(
    ref: OrderRefInput,
    context: CallContext,
    stop?: AbortSignal,
  ): AsyncGenerator<Order> {
    const { clock } = this.options;
    const { requestId } = context;
    const question = {
      timeoutMs: QUESTION_TIMEOUT_MS,
      ...(requestId === undefined ? {} : { requestId }),
      ...(stop === undefined ? {} : { signal: stop }),
    };
    const end = clock.monotonic() + ASK_AT_MOST_MS;
    for (const pauseMs of this.askAfterMs) {
      await delay(clock, pauseMs, stop).catch(() => undefined);
      if (stop?.aborted || clock.monotonic() > end) return;
      try {
        yield await this.query(ref, question);
      } catch {
        // Whatever goes wrong while asking, the outcome stays unknown: that is what the caller has to hear
      }
    }
  }

  /** "Unknown order sent." stands for orders that never were and for orders that are done: looks which. */
  private async explainRejection(
    input: CancelOrderInput,
    error: AppError,
    context: CallContext,
  ): Promise<AppError> {
    if (!error.message.startsWith('Unknown order')) return error;
    try {
      return tooLate(await this.query(refOf(input), context), error);
    } catch (failure) {
      if (!AppError.is(failure) || failure.code !== 'ORDER_NOT_FOUND') return error;
      return new AppError('ORDER_NOT_FOUND', `${input.symbol} has no such order`, {
        ...(error.binanceCode === undefined ? {} : { binanceCode: error.binanceCode }),
        cause: error,
      });
    }
  }
}

function refOf({ symbol, orderId, origClientOrderId }: CancelOrderInput): OrderRefInput {
  return {
    symbol,
    ...(orderId === undefined ? {} : { orderId }),
    ...(origClientOrderId === undefined ? {} : { origClientOrderId }),
  };
}

function tooLate(order: Order, cause: AppError): AppError {
  const { status, orderId, clientOrderId } = order;
  return new AppError('CANCEL_REJECTED', `order ${orderId} cannot be canceled: its status is ${status}`, {
    ...(cause.binanceCode === undefined ? {} : { binanceCode: cause.binanceCode }),
    extra: { status, orderId, clientOrderId },
    cause,
  });
}

function stillUnknown(
  operation: string,
  symbol: string,
  clientOrderId: string | undefined,
  cause: unknown,
): AppError {
  if (AppError.is(cause) && cause.code === 'OUTCOME_UNKNOWN') {
    return new AppError('OUTCOME_UNKNOWN', cause.message, {
      ...(cause.binanceCode === undefined ? {} : { binanceCode: cause.binanceCode }),
      extra: {
        ...cause.extra,
        outcome: 'UNKNOWN',
        symbol,
        ...(clientOrderId === undefined ? {} : { clientOrderId }),
      },
      cause,
    });
  }
  return new AppError('OUTCOME_UNKNOWN', `${operation}: it was sent, and its answer was lost`, {
    extra: { outcome: 'UNKNOWN', symbol, ...(clientOrderId === undefined ? {} : { clientOrderId }) },
    cause,
  });
}
