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
import { type OrderEnd, type OrderJournal, noJournal } from './order-journal.js';
import { checkOrder } from './symbol-checks.js';

export interface OrderDeskOptions {
  readonly spot: Pick<SpotClient, 'run' | 'symbols'>;
  readonly clock: Clock;
  /** Time of the exchange. */
  readonly exchangeTime: () => Millis;
  /** 1 to 36 of `A-Z a-z 0-9 - _`, never the same twice. */
  readonly newClientOrderId: () => string;
  readonly journal?: OrderJournal;
  /** Pauses before each question about an order whose outcome is unknown. */
  readonly askAfterMs?: readonly Millis[];
}

/** Under 8 s: callers wait. That nothing was found by then proves nothing; the engine may accept for some 15 s. */
const ASK_AFTER_MS = [250, 500, 1_000, 2_000, 4_000] as const;
/** Each question may itself be slow; none begins later than this. */
const ASK_AT_MOST_MS = 12_000;
const QUESTION_TIMEOUT_MS = 2_000;
/** How far the exchange's clock and our idea of it may be apart. */
const CLOCK_TOLERANCE_MS = 1_000;

/** Places, cancels and finds orders. Sends each intent once; what it cannot know, it asks. */
export class OrderDesk {
  private readonly journal: OrderJournal;
  private readonly askAfterMs: readonly Millis[];

  constructor(private readonly options: OrderDeskOptions) {
    this.journal = options.journal ?? noJournal;
    this.askAfterMs = options.askAfterMs ?? ASK_AFTER_MS;
  }

  /**
   * @throws AppError; OUTCOME_UNKNOWN with extra {outcome, clientOrderId} when even asking did not tell
   */
  async place(input: NewOrderInput, context: CallContext = {}): Promise<Order> {
    checkOrder(input, await this.options.spot.symbols.require(input.symbol));
    const clientOrderId = input.newClientOrderId ?? this.options.newClientOrderId();
    const order: NewOrderInput = { ...input, newClientOrderId: clientOrderId };
    const at = this.options.exchangeTime();
    await this.journal.intent({ clientOrderId, order, at });
    let isSent = false;
    const onSent = (): void => {
      isSent = true;
      this.journal.sent(clientOrderId);
      context.onSent?.();
    };
    try {
      const answer = (await this.options.spot.run(placeOrder, order, { ...context, onSent })) as Order;
      return this.end(clientOrderId, { state: 'ACCEPTED', order: answer }, answer);
    } catch (error) {
      // Anything else that is thrown after sending is a fault of ours, and says nothing about the order
      const isOpen = AppError.is(error) ? error.code === 'OUTCOME_UNKNOWN' : isSent;
      if (!isOpen) {
        this.journal.ended(clientOrderId, { state: 'REFUSED', reason: messageOf(error) });
        throw error;
      }
      const found = await this.find(order.symbol, clientOrderId, at, context);
      if (found) return this.end(clientOrderId, { state: 'ACCEPTED', order: found }, found);
      this.journal.ended(clientOrderId, { state: 'UNKNOWN', reason: messageOf(error) });
      throw stillUnknown('place_order', order.symbol, clientOrderId, error);
    }
  }

  /** Checks an order here and on the exchange; places nothing. */
  async test(input: TestOrderInput, context: CallContext = {}): Promise<object> {
    checkOrder(input, await this.options.spot.symbols.require(input.symbol));
    return (await this.options.spot.run(testOrder, input, context)) as object;
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

  /** Asks until the order shows up. Silence, -2013 and trouble on the way all mean: not known yet. */
  private async find(
    symbol: string,
    clientOrderId: string,
    since: Millis,
    context: CallContext,
  ): Promise<Order | undefined> {
    for await (const order of this.answers({ symbol, origClientOrderId: clientOrderId }, context)) {
      // An id may be used again once its order is done: an older order is not the answer
      if ((order.time ?? since) < since - CLOCK_TOLERANCE_MS) continue;
      return { ...order, ...(order.time === undefined ? {} : { transactTime: order.time }) };
    }
    return undefined;
  }

  /** A cancel without an answer: the state of the order tells how it went, once it is final. */
  private async awaitCancel(input: CancelOrderInput, error: AppError, context: CallContext): Promise<Order> {
    for await (const order of this.answers(refOf(input), context)) {
      if (order.status === 'CANCELED') return { ...order, origClientOrderId: order.clientOrderId };
      if (order.status && FINAL_ORDER_STATUSES.has(order.status)) throw tooLate(order, error);
    }
    throw stillUnknown('cancel_order', input.symbol, input.origClientOrderId, error);
  }

  private async *answers(ref: OrderRefInput, context: CallContext): AsyncGenerator<Order> {
    const { clock } = this.options;
    const { requestId } = context;
    const question = { timeoutMs: QUESTION_TIMEOUT_MS, ...(requestId === undefined ? {} : { requestId }) };
    const end = clock.monotonic() + ASK_AT_MOST_MS;
    for (const pauseMs of this.askAfterMs) {
      await delay(clock, pauseMs);
      if (clock.monotonic() > end) return;
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

  private end(clientOrderId: string, end: OrderEnd, order: Order): Order {
    this.journal.ended(clientOrderId, end);
    return order;
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

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
