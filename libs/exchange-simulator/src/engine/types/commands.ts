import type {
  CancelRestriction,
  OrderType,
  PegOffsetType,
  PegPriceType,
  Side,
  StpMode,
  TimeInForce,
} from '@binance-gateway/domain-types';
import type { AccountId, Amount } from './amount.js';
import type { EngineReject } from './reject.js';

/** An order, without whose it is and on what symbol. */
export interface OrderTerms {
  readonly side: Side;
  readonly type: OrderType;
  readonly timeInForce?: TimeInForce | undefined;
  readonly price?: Amount | undefined;
  readonly quantity?: Amount | undefined;
  readonly quoteOrderQty?: Amount | undefined;
  readonly stopPrice?: Amount | undefined;
  /** Only so much of the order is shown on the book at a time. */
  readonly icebergQty?: Amount | undefined;
  /** Basis points. */
  readonly trailingDelta?: number | undefined;
  /** Takes the price from the book when the order is placed on it; `price` is then optional and limits it. */
  readonly pegPriceType?: PegPriceType | undefined;
  readonly pegOffsetType?: PegOffsetType | undefined;
  /** Levels deeper into the book, 1 to 100. */
  readonly pegOffsetValue?: number | undefined;
  /** Made by the caller when the client gave none; the engine needs it. */
  readonly clientOrderId: string;
  readonly stpMode?: StpMode | undefined;
  readonly strategyId?: number | undefined;
  readonly strategyType?: number | undefined;
}

export interface OrderCommand extends OrderTerms {
  readonly account: AccountId;
  readonly symbol: string;
  /** Placed by POST /api/v3/sor/order: LIMIT or MARKET by quantity, not pegged. */
  readonly useSor?: boolean;
}

/** With both, the order is found by its id and must carry that client order id. */
export type OrderRef =
  | { readonly orderId: number; readonly clientOrderId?: string }
  | { readonly orderId?: undefined; readonly clientOrderId: string };

/** With both, the list is found by its id and must carry that client id. */
export type ListRef =
  | { readonly orderListId: number; readonly listClientOrderId?: string }
  | { readonly orderListId?: undefined; readonly listClientOrderId: string };

/**
 * An order list. Every leg carries its own side, quantity and client order id, so the servers repeat
 * `side` and `quantity` of an OCO for both legs; the legs of OPO and OPOCO that wait have no quantity. The
 * STP mode is the list's: one given in a leg is not looked at.
 * https://developers.binance.com/docs/binance-spot-api-docs/rest-api/trading-endpoints#order-lists
 */
export type OrderListCommand = {
  readonly account: AccountId;
  readonly symbol: string;
  /** Made by the caller when the client gave none. */
  readonly listClientOrderId: string;
  readonly stpMode?: StpMode | undefined;
} & (
  | { readonly kind: 'OCO'; readonly above: OrderTerms; readonly below: OrderTerms }
  | { readonly kind: 'OTO' | 'OPO'; readonly working: OrderTerms; readonly pending: OrderTerms }
  | {
      readonly kind: 'OTOCO' | 'OPOCO';
      readonly working: OrderTerms;
      readonly pendingAbove: OrderTerms;
      readonly pendingBelow: OrderTerms;
    }
);

export type CancelReplaceMode = 'STOP_ON_FAILURE' | 'ALLOW_FAILURE';

export interface CancelReplaceCommand {
  readonly mode: CancelReplaceMode;
  readonly cancel: OrderRef;
  /** Made by the caller when the client gave none. */
  readonly cancelClientOrderId: string;
  readonly restriction?: CancelRestriction | undefined;
  readonly order: OrderCommand;
  /**
   * Why the new order fails whatever it is: the account is over its unfilled order count and asked for
   * orderRateLimitExceededMode=CANCEL_ONLY. With DO_NOTHING the caller does not come here at all.
   */
  readonly newOrderRefusal?: EngineReject;
}

/** PUT /api/v3/order/amend/keepPriority */
export interface AmendCommand {
  readonly account: AccountId;
  readonly symbol: string;
  readonly ref: OrderRef;
  readonly newQty: Amount;
  /** Made by the caller when the client gave none; the present one may be used again. */
  readonly newClientOrderId: string;
}
