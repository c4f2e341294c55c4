// An engine with three accounts, a clock that stands still and a record of every event.
import type { OrderType, Side } from '@binance-gateway/domain-types';
import { formatAmount, parseAmount } from './amount.js';
import { createEngine } from './matching-engine.js';
import {
  type Amount,
  type Canceled,
  type Engine,
  type EngineEvent,
  type EngineOptions,
  EngineReject,
  type OrderCommand,
  type OrderTerms,
  type PlaceListResult,
  type PlaceResult,
  type SymbolSpec,
} from './types.js';

export const amount = (text: string): Amount => parseAmount('test', text);

/** Wide limits, so that a test meets only the rule it is about. */
export const SPEC: SymbolSpec = {
  symbol: 'ABCXYZ',
  baseAsset: 'ABC',
  quoteAsset: 'XYZ',
  tickSize: amount('0.01'),
  minPrice: amount('0.01'),
  maxPrice: amount('10000'),
  stepSize: amount('0.001'),
  minQty: amount('0.001'),
  maxQty: amount('1000'),
  maxMarketQty: amount('500'),
  minNotional: amount('0.1'),
  maxNotional: amount('10000000'),
  maxNumOrders: 200,
  maxNumAlgoOrders: 5,
  multiplierUp: amount('1000'),
  multiplierDown: amount('0.01'),
  initialPrice: amount('10'),
};

const AMOUNTS = new Set(['price', 'quantity', 'quoteOrderQty', 'stopPrice', 'icebergQty']);

type Extra = Partial<Omit<OrderCommand, 'account' | 'symbol' | 'side'>>;

export class EngineBed {
  now = 1_800_000_000_000;
  readonly engine: Engine;
  readonly events: EngineEvent[] = [];
  private lastClientId = 0;

  constructor(options: Partial<EngineOptions> & { spec?: Partial<SymbolSpec> } = {}) {
    const { spec, ...rest } = options;
    this.engine = createEngine({ clock: { now: () => this.now }, symbols: [{ ...SPEC, ...spec }], ...rest });
    for (const account of ['alice', 'bob', 'trader']) {
      this.engine.addAccount(account, [
        { asset: 'ABC', free: amount('1000') },
        { asset: 'XYZ', free: amount('100000') },
      ]);
    }
    this.engine.subscribe((event) => this.events.push(event));
  }

  place(account: string, side: Side, extra: Extra): PlaceResult {
    return this.engine.place(this.command(account, side, extra));
  }

  command(account: string, side: Side, extra: Extra): OrderCommand {
    const clientOrderId = `id-${++this.lastClientId}`;
    return { account, symbol: 'ABCXYZ', side, type: 'LIMIT', clientOrderId, ...extra };
  }

  limit(account: string, side: Side, quantity: string, price: string, extra: Extra = {}): PlaceResult {
    return this.place(account, side, {
      timeInForce: 'GTC',
      quantity: amount(quantity),
      price: amount(price),
      ...extra,
    });
  }

  market(account: string, side: Side, quantity: string, extra: Extra = {}): PlaceResult {
    return this.place(account, side, { type: 'MARKET', quantity: amount(quantity), ...extra });
  }

  /** An order without whose it is; amounts as text. */
  terms(side: Side, type: OrderType, extra: Record<string, string | number | undefined> = {}): OrderTerms {
    const terms: Record<string, unknown> = { side, type, clientOrderId: `id-${++this.lastClientId}` };
    for (const [name, value] of Object.entries(extra)) {
      terms[name] = AMOUNTS.has(name) && typeof value === 'string' ? amount(value) : value;
    }
    return terms as unknown as OrderTerms;
  }

  oco(account: string, above: OrderTerms, below: OrderTerms): PlaceListResult {
    return this.engine.placeList({ kind: 'OCO', ...this.listBase(account), above, below });
  }

  oto(
    account: string,
    working: OrderTerms,
    pending: OrderTerms,
    kind: 'OTO' | 'OPO' = 'OTO',
  ): PlaceListResult {
    return this.engine.placeList({ kind, ...this.listBase(account), working, pending });
  }

  otoco(
    account: string,
    working: OrderTerms,
    pendingAbove: OrderTerms,
    pendingBelow: OrderTerms,
    kind: 'OTOCO' | 'OPOCO' = 'OTOCO',
  ): PlaceListResult {
    return this.engine.placeList({ kind, ...this.listBase(account), working, pendingAbove, pendingBelow });
  }

  private listBase(account: string): { account: string; symbol: string; listClientOrderId: string } {
    return { account, symbol: 'ABCXYZ', listClientOrderId: `list-${++this.lastClientId}` };
  }

  /** One trade between two accounts that nothing else meets, to move the last price. */
  trade(price: string): void {
    const terms = {
      timeInForce: 'GTC',
      quantity: amount('0.1'),
      price: amount(price),
      stpMode: 'NONE',
    } as const;
    this.place('trader', 'SELL', { type: 'LIMIT', ...terms });
    this.place('trader', 'BUY', { type: 'LIMIT', ...terms });
  }

  order(account: string, orderId: number): { status: string; executed: string; prevented: string } {
    const order = this.engine.order(account, 'ABCXYZ', { orderId });
    return {
      status: order.status,
      executed: plain(order.executedQty),
      prevented: plain(order.preventedQty),
    };
  }

  /** "free/locked", without trailing zeros. */
  balance(account: string, asset: string): string {
    const balance = this.engine.balances(account).find((entry) => entry.asset === asset);
    return `${plain(balance?.free ?? 0n)}/${plain(balance?.locked ?? 0n)}`;
  }

  /** Both sides, best first, as "quantity@price". */
  book(): { bids: string[]; asks: string[] } {
    const { bids, asks } = this.engine.depth('ABCXYZ', 1000);
    const text = ([price, quantity]: readonly [Amount, Amount]): string =>
      `${plain(quantity)}@${plain(price)}`;
    return { bids: bids.map(text), asks: asks.map(text) };
  }

  /** The events since the last call, one short line each. */
  takeEvents(): string[] {
    return this.events.splice(0).map(describeEvent);
  }
}

/** Code and message of the refusal. */
export function rejectOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof EngineReject) return `${error.code} ${error.message}`;
    throw error;
  }
  return 'accepted';
}

/** "cancel id: order id status", of a list for each of its orders. */
export function describeCanceled(canceled: Canceled): string {
  const orders = canceled.kind === 'list' ? canceled.orders : [canceled];
  return orders
    .map(({ order, cancelClientOrderId }) => `${cancelClientOrderId}: ${order.orderId} ${order.status}`)
    .join(', ');
}

export function plain(value: Amount): string {
  return formatAmount(value).replace(/\.?0+$/, '');
}

function describeEvent(event: EngineEvent): string {
  switch (event.kind) {
    case 'trade':
      return `trade ${event.tradeId} ${plain(event.quantity)}@${plain(event.price)}`;
    case 'level':
      return `level ${event.updateId} ${event.side} ${plain(event.quantity)}@${plain(event.price)}`;
    case 'execution':
      return `${event.account} #${event.order.orderId} ${event.executionType} ${event.order.status}`;
    case 'balance':
      return `balance ${event.account} ${event.balances.map(({ asset }) => asset).join()}`;
    case 'orderList':
      return `${event.account} list ${event.list.orderListId} ${event.list.listStatusType} ${event.list.listOrderStatus}`;
    case 'externalLock':
      return `externalLock ${event.account} ${plain(event.delta)} ${event.asset}`;
    case 'symbol':
      return `symbol ${event.symbol} ${event.status}`;
    case 'transfer':
      return `transfer ${event.account} ${plain(event.delta)} ${event.asset}`;
  }
}
