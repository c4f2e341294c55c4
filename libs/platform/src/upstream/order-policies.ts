import type { SpotClient } from '@binance-gateway/binance-client';
import {
  AppError,
  type BookTicker,
  type Clock,
  Decimal,
  type Millis,
  type Order,
  type Policy,
  type WireUserDataEvent,
  getBookTicker,
  getOpenOrders,
} from '@binance-gateway/domain-types';
import { OpenOrders, Policies, type Quote, Usage, ordersOf } from '@binance-gateway/trading';
import { EVERYBODY, type PolicyTable } from '../config/policies.js';
import type { Reads } from './live/reads.js';
import type { OrderRecords } from './order-records.js';

export interface OrderPoliciesOptions {
  /** By token name. */
  readonly table: PolicyTable;
  /** Policies of others than tokens; asked first. */
  readonly policyOf?: ((owner: string) => Policy | undefined) | undefined;
  readonly spot: SpotClient;
  readonly reads: Reads;
  readonly records: OrderRecords;
  readonly clock: Clock;
  readonly exchangeTime: () => Millis;
}

/** Who may place what, and what they have used of it. */
export interface OrderPolicies {
  readonly policies: Policies;
  readonly open: OpenOrders;
  /** An event of the account. */
  hear(event: WireUserDataEvent): void;
}

const NO_QUOTE_RETRY_MS = 1_000;

export function openPolicies(options: OrderPoliciesOptions): OrderPolicies {
  const { table, spot, reads, records, clock, exchangeTime } = options;
  const { journal } = records;
  const usage = new Usage({ since: (from) => journal.since(from), now: exchangeTime });
  const open = new OpenOrders({
    ask: async (symbol) =>
      (await spot.run(getOpenOrders, symbol === undefined ? {} : { symbol })) as readonly Order[],
    ownerOf: (order) => records.ownerOf(order),
    clock,
  });
  records.onSettled(({ clientOrderId, state, answer }) => {
    if (state === 'ACCEPTED') {
      if (answer) open.placed(clientOrderId, ordersOf(answer));
      return;
    }
    usage.giveBack(clientOrderId);
    open.remove(clientOrderId);
  });
  const own = (owner: string): Policy | undefined => (Object.hasOwn(table, owner) ? table[owner] : undefined);
  const policies = new Policies({
    policyOf: (owner) => options.policyOf?.(owner) ?? own(owner) ?? own(EVERYBODY),
    quote: (symbol) => quoteOf(reads, symbol),
    symbol: (name) => spot.symbols.get(name),
    usage,
    open,
  });
  return { policies, open, hear: (event) => open.hear(event) };
}

async function quoteOf(reads: Reads, symbol: string): Promise<Quote> {
  const ticker = (await reads.run(getBookTicker, { symbol }, { requestId: '', principal: '' })) as BookTicker;
  const bid = Decimal.of(ticker.bidPrice);
  const ask = Decimal.of(ticker.askPrice);
  if (bid.isPositive() && ask.isPositive()) return { bid, ask };
  throw new AppError('NOT_READY', `${symbol} has no best bid and ask to hold an order against`, {
    retryAfterMs: NO_QUOTE_RETRY_MS,
  });
}
