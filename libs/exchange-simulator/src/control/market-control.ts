import type { Side, SymbolStatus } from '@binance-gateway/domain-types';
import { formatAmount } from '../engine/amount.js';
import type { Amount, Engine, OrderView, SymbolSpec } from '../engine/types.js';
import { symbolSpec } from '../engine/symbol-shape.js';
import { hasAccount } from '../has-account.js';
import type { RunningMarket } from '../market-choice.js';
import { brief } from '../shape.js';
import { ControlError } from './fields.js';

export interface MarketSummary {
  /** Is the synthetic market trading by itself? */
  readonly isRunning: boolean;
  readonly symbols: readonly {
    readonly symbol: string;
    readonly status: SymbolStatus;
    readonly lastPrice: string;
    readonly bid: string | null;
    readonly ask: string | null;
    readonly lastUpdateId: number;
  }[];
}

export interface HouseOrder {
  readonly symbol: string;
  readonly side: Side;
  readonly quantity: Amount;
  /** A MARKET order when absent. */
  readonly price?: Amount | undefined;
}

/** Owner of the orders that `order` places; unlimited, apart from the synthetic market. */
const HOUSE = 'house';

/** The market: when it moves, where the price is, which symbols there are. */
export class MarketControl {
  private orders = 0;

  constructor(
    private readonly engine: Engine,
    private readonly market: Omit<RunningMarket, 'close'>,
  ) {}

  summary(): MarketSummary {
    return {
      isRunning: this.market.synthetic?.isRunning ?? false,
      symbols: Array.from(this.engine.symbols.keys(), (symbol) => {
        const { updateId, bid, ask } = this.engine.bestBidAsk(symbol);
        return {
          symbol,
          status: this.engine.symbolStatus(symbol),
          lastPrice: formatAmount(this.market.data.of(symbol).lastPrice),
          bid: bid ? formatAmount(bid[0]) : null,
          ask: ask ? formatAmount(ask[0]) : null,
          lastUpdateId: updateId,
        };
      }),
    };
  }

  /** The synthetic market stands still; orders of clients are matched as ever. @throws ControlError 409 */
  pause(): void {
    this.synthetic.stop();
  }

  /** @throws ControlError 409 without a synthetic market */
  resume(): void {
    this.synthetic.resume();
  }

  /** So many events of the synthetic market at once, running or paused. @throws ControlError 404, 409 */
  step(count: number, symbol?: string): void {
    if (symbol !== undefined) this.specOf(symbol);
    this.synthetic.step(count, symbol);
  }

  /** Orders on the way to the price are traded, the market makers follow, the last trade is there. @throws ControlError 400, 404, 409 */
  setPrice(symbol: string, price: Amount): void {
    const spec = this.specOf(symbol);
    assertPrice(spec, price);
    this.synthetic.moveTo(symbol, Number(price / spec.tickSize));
    this.tradeAt(spec, price);
  }

  /** Tickers and stops go by the last trade, which a market that stands still would never make. */
  private tradeAt({ symbol, stepSize }: SymbolSpec, price: Amount): void {
    const { bid, ask } = this.engine.bestBidAsk(symbol);
    const side = ask?.[0] === price ? 'BUY' : bid?.[0] === price ? 'SELL' : undefined;
    if (side && this.engine.symbolStatus(symbol) === 'TRADING')
      this.place({ symbol, side, quantity: stepSize });
  }

  /**
   * An order of nobody's account: liquidity for a test, or a trade. Price and quantity must be what the
   * symbol takes; what limits an account (notional, distance from the market, number of orders) does not apply.
   * @throws ControlError 400, 404, 409 when the symbol does not trade
   */
  order(order: HouseOrder): OrderView {
    const spec = this.specOf(order.symbol);
    assertQuantity(spec, order);
    if (order.price !== undefined) assertPrice(spec, order.price);
    const status = this.engine.symbolStatus(order.symbol);
    if (status !== 'TRADING') {
      throw new ControlError(
        409,
        `symbol ${order.symbol} takes no orders: its status is ${status}`,
        'symbol',
      );
    }
    return this.place(order);
  }

  private place({ symbol, side, quantity, price }: HouseOrder): OrderView {
    if (!hasAccount(this.engine, HOUSE)) this.engine.addAccount(HOUSE, [], { unlimited: true });
    const common = { account: HOUSE, symbol, side, quantity, clientOrderId: `house-${++this.orders}` };
    return this.engine.place(
      price === undefined
        ? { ...common, type: 'MARKET' }
        : { ...common, type: 'LIMIT', timeInForce: 'GTC', price },
    ).order;
  }

  /** Takes every resting order of the house back. */
  clearOrders(symbol: string): void {
    this.specOf(symbol);
    if (!hasAccount(this.engine, HOUSE) || this.engine.openOrders(HOUSE, symbol).length === 0) return;
    this.engine.cancelAll(HOUSE, symbol, () => 'house');
  }

  /** @throws ControlError 404 */
  setStatus(symbol: string, status: SymbolStatus): void {
    this.specOf(symbol);
    this.engine.setSymbolStatus(symbol, status);
  }

  /** @throws WrongValue, ControlError 409 when it is there already */
  list(spec: SymbolSpec, status: SymbolStatus = 'TRADING'): void {
    symbolSpec(spec, '');
    if (this.engine.symbols.has(spec.symbol)) {
      throw new ControlError(409, `${spec.symbol} is listed already`, 'symbol');
    }
    this.engine.addSymbol(spec, status);
  }

  /** Cancels what is open and takes the symbol off the exchange. @throws ControlError 404 */
  delist(symbol: string): void {
    this.specOf(symbol);
    this.engine.removeSymbol(symbol);
  }

  /** Set by hand, null for none at present; `mean`: of the trades again; `none`: never had one. @throws ControlError 400, 404 */
  setReferencePrice(symbol: string, price: Amount | null | 'mean' | 'none'): void {
    this.specOf(symbol);
    if (typeof price === 'bigint' && price <= 0n)
      throw new ControlError(400, 'price must be more than 0', 'price');
    const { reference } = this.market.data.of(symbol);
    if (price === 'mean' || price === 'none') reference.reset(price);
    else reference.set(price, this.market.data.clock.now());
  }

  /** A trade agreed outside the book, of any size in whole steps. @throws ControlError 400, 404 */
  blockTrade(trade: { symbol: string; price: Amount; quantity: Amount; isBuyerMaker: boolean }): void {
    const { symbol, ...terms } = trade;
    const spec = this.specOf(symbol);
    assertPrice(spec, trade.price);
    assertSteps('quantity', symbol, trade.quantity, {
      min: spec.stepSize,
      max: 0n,
      step: spec.stepSize,
    });
    this.market.data.of(symbol).addBlockTrade({ ...terms, time: this.market.data.clock.now() });
  }

  private get synthetic(): NonNullable<RunningMarket['synthetic']> {
    const { synthetic } = this.market;
    if (synthetic) return synthetic;
    throw new ControlError(409, 'this exchange has no synthetic market; trade with orders');
  }

  private specOf(symbol: string): SymbolSpec {
    const spec = this.engine.symbols.get(symbol);
    if (!spec) throw new ControlError(404, `no symbol ${brief(symbol)}`, 'symbol');
    return spec;
  }
}

/** PRICE_FILTER, which 0 switches off above or below. */
function assertPrice({ symbol, tickSize, minPrice, maxPrice }: SymbolSpec, price: Amount): void {
  assertSteps('price', symbol, price, { min: minPrice || tickSize, max: maxPrice, step: tickSize });
}

/** LOT_SIZE, and MARKET_LOT_SIZE for an order without a price. */
function assertQuantity(spec: SymbolSpec, { quantity, price }: HouseOrder): void {
  const { symbol, stepSize: step, minQty, maxQty, maxMarketQty } = spec;
  const isLess = maxMarketQty > 0n && (maxQty === 0n || maxMarketQty < maxQty);
  const max = price === undefined && isLess ? maxMarketQty : maxQty;
  assertSteps('quantity', symbol, quantity, { min: minQty || step, max, step });
}

/** @throws ControlError 400 */
function assertSteps(
  field: 'price' | 'quantity',
  symbol: string,
  amount: Amount,
  { min, max, step }: { min: Amount; max: Amount; step: Amount },
): void {
  if (amount >= min && (max === 0n || amount <= max) && amount % step === 0n) return;
  const range = max === 0n ? `at least ${formatAmount(min)}` : `${formatAmount(min)} to ${formatAmount(max)}`;
  throw new ControlError(
    400,
    `${field} of ${symbol} must be ${range} in steps of ${formatAmount(step)}`,
    field,
  );
}
