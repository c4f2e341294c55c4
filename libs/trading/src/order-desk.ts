import type { CallContext } from '@binance-gateway/binance-client';
import {
  type AmendOrderInput,
  type Amendment,
  type CancelOpenOrdersInput,
  type CancelOrderInput,
  type CancelOrderListInput,
  type NewOrderInput,
  type Operation,
  type Order,
  type OrderList,
  type OrderRefInput,
  type ReplaceOrderInput,
  type ReplacedOrder,
  type SorOrderInput,
  type TestOrderInput,
  type TestOrderResult,
  type TestSorOrderInput,
  cancelOpenOrders,
  getOrder,
  placeOrder,
  placeSorOrder,
  replaceOrder,
  testOrder,
  testSorOrder,
} from '@binance-gateway/domain-types';
import { Cancelling } from './cancelling.js';
import { checkAmendable } from './checks/abilities.js';
import { checkProposal } from './checks/check-proposal.js';
import { type OrderContext, Placing, type PlacingOptions } from './placing.js';
import { type Proposal, singleOrder } from './proposal.js';
import { Questions } from './questions.js';

export type OrderDeskOptions = PlacingOptions;

/** Places, changes, cancels and finds orders. Sends each intent once; what it cannot know, it asks. */
export class OrderDesk {
  private readonly placing: Placing;
  private readonly cancelling: Cancelling;

  constructor(private readonly options: OrderDeskOptions) {
    const questions = new Questions(options.clock, options.askAfterMs);
    this.placing = new Placing(options, questions, checkProposal);
    this.cancelling = new Cancelling(options.spot, questions);
  }

  /**
   * Places an order, or answers what became of it when it was asked for before under the same client order id.
   * @throws AppError; OUTCOME_UNKNOWN with extra {outcome, clientOrderId} when even asking did not tell; CONFLICT when
   * the id belongs to another order; JOURNAL_UNAVAILABLE when it could not be recorded, and so was not sent
   */
  place(input: NewOrderInput, context: OrderContext = {}): Promise<Order> {
    return this.placing.place(placeOrder, input, context) as Promise<Order>;
  }

  placeSor(input: SorOrderInput, context: OrderContext = {}): Promise<Order> {
    return this.placing.place(placeSorOrder, input, context) as Promise<Order>;
  }

  /**
   * Places the orders of a list: all of them or none.
   * @param operation place_oco, place_legacy_oco, place_oto, place_otoco, place_opo or place_opoco
   * @throws AppError as `place`
   */
  placeList<I extends object>(
    operation: Operation<I>,
    input: I,
    context: OrderContext = {},
  ): Promise<OrderList> {
    return this.placing.place(operation, input, context) as Promise<OrderList>;
  }

  /**
   * Cancels one order and places another.
   * @throws AppError as `place`; PARTIAL_FAILURE or ORDER_REJECTED with extra {cancelResult, newOrderResult,
   * cancelResponse, newOrderResponse} when a half failed
   */
  replace(input: ReplaceOrderInput, context: OrderContext = {}): Promise<ReplacedOrder> {
    return this.placing.place(replaceOrder, input, context) as Promise<ReplacedOrder>;
  }

  /** Checks an order here and on the exchange; places nothing. */
  test(input: TestOrderInput, context: OrderContext = {}): Promise<TestOrderResult> {
    return this.tryOut(testOrder, input, singleOrder(input), context);
  }

  testSor(input: TestSorOrderInput, context: OrderContext = {}): Promise<TestOrderResult> {
    return this.tryOut(testSorOrder, input, singleOrder(input, 'sor'), context);
  }

  async query(ref: OrderRefInput, context: OrderContext = {}): Promise<Order> {
    return (await this.options.spot.run(getOrder, ref, callOf(context))) as Order;
  }

  /**
   * @throws AppError; ORDER_NOT_FOUND when there is no such order, CANCEL_REJECTED with extra {status} when it can no
   * longer be canceled
   */
  cancel(input: CancelOrderInput, context: OrderContext = {}): Promise<Order> {
    return this.cancelling.cancel(input, callOf(context));
  }

  /** Cancels every order of a list. @throws AppError as `cancel` */
  cancelList(input: CancelOrderListInput, context: OrderContext = {}): Promise<OrderList> {
    return this.cancelling.cancelList(input, callOf(context));
  }

  async cancelOpen(input: CancelOpenOrdersInput, context: OrderContext = {}): Promise<(Order | OrderList)[]> {
    const call = callOf(context);
    return (await this.options.spot.run(cancelOpenOrders, input, call)) as (Order | OrderList)[];
  }

  /**
   * Makes an open order smaller; it keeps its place in the book.
   * @throws AppError; OUTCOME_UNKNOWN when the order does not tell whether it was done
   */
  async amend(input: AmendOrderInput, context: OrderContext = {}): Promise<Amendment> {
    checkAmendable(await this.options.spot.symbols.require(input.symbol));
    return this.cancelling.amend(input, callOf(context), this.options.newClientOrderId);
  }

  private async tryOut<I extends { readonly symbol: string }>(
    operation: Operation<I>,
    input: I,
    proposal: Proposal,
    context: OrderContext,
  ): Promise<TestOrderResult> {
    const { spot, policies, switches } = this.options;
    switches?.check(context.principal ?? '');
    checkProposal(proposal, await spot.symbols.require(input.symbol));
    const refusal = await policies?.refusal(context.principal ?? '', proposal);
    if (refusal) throw refusal;
    return (await spot.run(operation, input, callOf(context))) as TestOrderResult;
  }
}

function callOf({ principal: _principal, repeat: _repeat, ...call }: OrderContext): CallContext {
  return call;
}
