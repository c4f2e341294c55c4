import type { Account, Balance } from './accounts.js';
import { History } from './history.js';
import { OrderStore } from './order-store.js';
import type { FillView, PreventedMatchView } from './types.js';

/** An account's place at one symbol: the two balances it trades with, its orders and its fills. */
export class Seat {
  readonly orders: OrderStore;
  readonly fills: History<FillView>;
  readonly preventedMatches: History<PreventedMatchView>;
  /** Open orders that wait for a stop price. */
  openAlgoOrders = 0;
  /** Set while the running command may have changed the balances. */
  isTouched = false;

  constructor(
    readonly account: Account,
    readonly symbol: string,
    readonly base: Balance,
    readonly quote: Balance,
    historyLimit: number,
  ) {
    this.orders = new OrderStore(account.isUnlimited ? 0 : historyLimit);
    this.fills = new History(historyLimit, (fill) => fill.tradeId);
    this.preventedMatches = new History(historyLimit, (match) => match.preventedMatchId);
  }
}
