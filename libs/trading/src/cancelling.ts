import type { CallContext, SpotClient } from '@binance-gateway/binance-client';
import {
  type AmendOrderInput,
  type Amendment,
  AppError,
  type CancelOrderInput,
  type CancelOrderListInput,
  Decimal,
  type ErrorCode,
  FINAL_ORDER_STATUSES,
  type Order,
  type OrderAmendment,
  type OrderList,
  type OrderListRefInput,
  type OrderRefInput,
  amendOrder,
  cancelOrder,
  cancelOrderList,
  getOrder,
  getOrderAmendments,
  getOrderList,
} from '@binance-gateway/domain-types';
import { isAbsent } from './outcome.js';
import { type Questions, stillUnknown } from './questions.js';

/**
 * What ends orders or makes them smaller. Sending it twice could not do harm, and it has to work when nothing can be
 * written down: see docs/adr/0008. What the answer does not tell, the order does.
 */
export class Cancelling {
  constructor(
    private readonly spot: Pick<SpotClient, 'run'>,
    private readonly questions: Questions,
  ) {}

  async cancel(input: CancelOrderInput, context: CallContext): Promise<Order> {
    try {
      return (await this.spot.run(cancelOrder, input, context)) as Order;
    } catch (error) {
      if (!AppError.is(error)) throw error;
      if (error.code === 'CANCEL_REJECTED')
        throw await this.explainRejection('canceled', input, error, context);
      if (error.code === 'OUTCOME_UNKNOWN') return this.awaitCancel(input, error, context);
      throw error;
    }
  }

  async cancelList(input: CancelOrderListInput, context: CallContext): Promise<OrderList> {
    try {
      return (await this.spot.run(cancelOrderList, input, context)) as OrderList;
    } catch (error) {
      if (!AppError.is(error)) throw error;
      if (error.code === 'CANCEL_REJECTED') throw await this.explainList(input, error, context);
      if (error.code !== 'OUTCOME_UNKNOWN') throw error;
      const ask = (call: CallContext): Promise<OrderList> => this.list(input, call);
      for await (const list of this.questions.answers(ask, context)) {
        if (list.listOrderStatus === 'ALL_DONE') return list;
      }
      throw stillUnknown('cancel_order_list', input.symbol, input.listClientOrderId, error);
    }
  }

  private async list(input: CancelOrderListInput, context: CallContext): Promise<OrderList> {
    return (await this.spot.run(getOrderList, listRefOf(input), context)) as OrderList;
  }

  private async explainList(
    input: CancelOrderListInput,
    error: AppError,
    context: CallContext,
  ): Promise<AppError> {
    if (!error.message.startsWith('Unknown order')) return error;
    try {
      const { orderListId, listClientOrderId, listOrderStatus } = await this.list(input, context);
      const message = `order list ${orderListId} cannot be canceled: its status is ${listOrderStatus}`;
      return explained(error, 'CANCEL_REJECTED', message, {
        listOrderStatus,
        orderListId,
        listClientOrderId,
      });
    } catch (failure) {
      if (!isAbsent(failure)) return error;
      return explained(error, 'ORDER_NOT_FOUND', `${input.symbol} has no such order list`);
    }
  }

  /** Without an id of its own, an amended order gets one from the exchange: nobody could ask by it. */
  async amend(input: AmendOrderInput, context: CallContext, newId: () => string): Promise<Amendment> {
    const amendment = { ...input, newClientOrderId: input.newClientOrderId ?? newId() };
    try {
      return (await this.spot.run(amendOrder, amendment, context)) as Amendment;
    } catch (error) {
      if (!AppError.is(error)) throw error;
      if (error.code === 'ORDER_REJECTED')
        throw await this.explainRejection('amended', input, error, context);
      if (error.code !== 'OUTCOME_UNKNOWN') throw error;
      const { symbol, newClientOrderId } = amendment;
      const ref =
        input.orderId === undefined ? { symbol, origClientOrderId: newClientOrderId } : refOf(input);
      const ask = (call: CallContext): Promise<Amendment | undefined> =>
        this.amendmentOf(ref, amendment, call);
      for await (const done of this.questions.answers(ask, context)) if (done) return done;
      throw stillUnknown('amend_order', symbol, newClientOrderId, error);
    }
  }

  /** The order tells whether it was amended, the list of its amendments by which one. */
  private async amendmentOf(
    ref: OrderRefInput,
    amendment: AmendOrderInput,
    context: CallContext,
  ): Promise<Amendment | undefined> {
    const order = (await this.spot.run(getOrder, ref, context)) as Order;
    if (!isAmended(order, amendment)) return undefined;
    const { symbol, orderId } = order;
    const list = (await this.spot.run(getOrderAmendments, { symbol, orderId }, context)) as OrderAmendment[];
    const own = list.findLast(({ newClientOrderId }) => newClientOrderId === order.clientOrderId);
    return own && completeAmendment(order, own);
  }

  /** A cancel without an answer: the state of the order tells how it went, once it is final. */
  private async awaitCancel(input: CancelOrderInput, error: AppError, context: CallContext): Promise<Order> {
    for await (const order of this.orders(refOf(input), context)) {
      if (order.status === 'CANCELED') return { ...order, origClientOrderId: order.clientOrderId };
      if (order.status && FINAL_ORDER_STATUSES.has(order.status)) throw tooLate('canceled', order, error);
    }
    throw stillUnknown('cancel_order', input.symbol, input.origClientOrderId, error);
  }

  private orders(ref: OrderRefInput, context: CallContext): AsyncGenerator<Order> {
    return this.questions.answers(
      async (call) => (await this.spot.run(getOrder, ref, call)) as Order,
      context,
    );
  }

  /** "Unknown order sent." stands for orders that never were and for orders that are done: looks which. */
  private async explainRejection(
    wanted: Wanted,
    input: OrderRefInput,
    error: AppError,
    context: CallContext,
  ): Promise<AppError> {
    if (!error.message.startsWith('Unknown order')) return error;
    try {
      return tooLate(wanted, (await this.spot.run(getOrder, refOf(input), context)) as Order, error);
    } catch (failure) {
      if (!isAbsent(failure)) return error;
      return explained(error, 'ORDER_NOT_FOUND', `${input.symbol} has no such order`);
    }
  }
}

function refOf({ symbol, orderId, origClientOrderId }: OrderRefInput): OrderRefInput {
  return {
    symbol,
    ...(orderId === undefined ? {} : { orderId }),
    ...(origClientOrderId === undefined ? {} : { origClientOrderId }),
  };
}

function listRefOf({ orderListId, listClientOrderId }: CancelOrderListInput): OrderListRefInput {
  return {
    ...(orderListId === undefined ? {} : { orderListId }),
    ...(listClientOrderId === undefined ? {} : { origClientOrderId: listClientOrderId }),
  };
}

function isAmended(order: Order, { newClientOrderId, newQty }: AmendOrderInput): boolean {
  return (
    order.clientOrderId === newClientOrderId &&
    order.origQty !== undefined &&
    Decimal.of(order.origQty).equals(Decimal.of(newQty))
  );
}

/** What the amendment would have answered. */
function completeAmendment(
  order: Order,
  { executionId, time, origClientOrderId }: OrderAmendment,
): Amendment {
  const { origQty = '0', executedQty = '0', cummulativeQuoteQty = '0', price = '0', ...rest } = order;
  const { preventedQuantity: preventedQty = '0' } = order as { preventedQuantity?: string };
  return {
    transactTime: time,
    executionId,
    amendedOrder: {
      ...rest,
      origClientOrderId,
      price,
      qty: origQty,
      executedQty,
      preventedQty,
      cumulativeQuoteQty: cummulativeQuoteQty,
    } as Amendment['amendedOrder'],
  };
}

/** What was to be done with an order. */
type Wanted = 'canceled' | 'amended';

const REJECTED: Readonly<Record<Wanted, ErrorCode>> = {
  canceled: 'CANCEL_REJECTED',
  amended: 'ORDER_REJECTED',
};

function tooLate(wanted: Wanted, { status, orderId, clientOrderId }: Order, cause: AppError): AppError {
  const message = `order ${orderId} cannot be ${wanted}: its status is ${status}`;
  return explained(cause, REJECTED[wanted], message, { status, orderId, clientOrderId });
}

function explained(
  cause: AppError,
  code: ErrorCode,
  message: string,
  extra?: Record<string, unknown>,
): AppError {
  return new AppError(code, message, {
    ...(cause.binanceCode === undefined ? {} : { binanceCode: cause.binanceCode }),
    ...(extra === undefined ? {} : { extra }),
    cause,
  });
}
