import {
  type Account,
  type AppError,
  Decimal,
  type DepthSnapshot,
  type NewOrderInput,
  type Order,
  type OrderPreview,
  type PreviewAdvice,
  type PreviewOutcome,
  type PreviewRefusal,
  type SymbolCommission,
  type WireSymbol,
} from '@binance-gateway/domain-types';
import { proposalErrors } from '../checks/check-proposal.js';
import { stateAdvice } from '../checks/state-filters.js';
import type { OwnerSwitches } from '../policy/owner-switches.js';
import type { Policies } from '../policy/policies.js';
import { canRest, singleOrder } from '../proposal.js';
import { type Match, executionOf, matchOf } from './execution.js';
import { feeOf } from './fees.js';

/** Where a preview looks things up. Each may fail, and its part is then missing. */
export interface PreviewSources {
  book(symbol: string): Promise<DepthSnapshot>;
  /** What filters hold prices against: reference price, or average of the last minutes. */
  reference(symbol: string): Promise<string>;
  lastPrice(symbol: string): Promise<string>;
  account(): Promise<Account>;
  openOrders(symbol: string): Promise<readonly Order[]>;
  commission(symbol: string): Promise<SymbolCommission>;
}

export interface PreviewerOptions {
  readonly sources: PreviewSources;
  readonly symbol: (name: string) => Promise<WireSymbol>;
  readonly policies?: Pick<Policies, 'refusal'>;
  readonly switches?: Pick<OwnerSwitches, 'check'>;
}

interface Facts {
  readonly book: DepthSnapshot | undefined;
  readonly reference: Decimal | undefined;
  readonly lastPrice: Decimal | undefined;
  readonly account: Account | undefined;
  readonly open: readonly Order[] | undefined;
  readonly commission: SymbolCommission | undefined;
  readonly missing: string[];
}

/** Says what an order would do, and sends nothing. */
export class Previewer {
  constructor(private readonly options: PreviewerOptions) {}

  async preview(order: NewOrderInput, owner: string): Promise<OrderPreview> {
    const rules = await this.options.symbol(order.symbol);
    const [refusals, facts] = await Promise.all([
      this.refusals(order, owner, rules),
      this.facts(order.symbol),
    ]);
    const match = facts.book && isImmediate(order) ? matchOf(order, facts.book, stepOf(rules)) : undefined;
    const needed = neededOf(order, match, facts, rules);
    const advice = adviceOf(order, match, facts, rules, needed);
    const isRefused = refusals.length > 0;
    const resting = canRest(order) && isImmediate(order) && !isRefused ? restOf(order, match) : undefined;
    const worth = worthOf(order, match, facts);
    return {
      symbol: order.symbol,
      outcome: isRefused ? 'REFUSE' : outcomeOf(order, match, advice),
      refusals,
      advice,
      ...(worth ? { notional: worth.toString() } : {}),
      ...(match ? { execution: executionOf(match) } : {}),
      ...(resting?.isPositive() ? { restingQuantity: resting.toString() } : {}),
      ...(facts.commission ? { fee: feeOf(facts.commission, order.side, match, rules) } : {}),
      ...(needed ? { balance: needed } : {}),
      missing: facts.missing,
    };
  }

  private async refusals(order: NewOrderInput, owner: string, rules: WireSymbol): Promise<PreviewRefusal[]> {
    const found: AppError[] = [];
    const proposal = singleOrder(order);
    try {
      this.options.switches?.check(owner);
    } catch (error) {
      found.push(error as AppError);
    }
    found.push(...proposalErrors(proposal, rules));
    const refusal = await this.options.policies?.refusal(owner, proposal);
    if (refusal) found.push(refusal);
    return found.map(refusalOf);
  }

  private async facts(symbol: string): Promise<Facts> {
    const { sources } = this.options;
    const missing: string[] = [];
    const ask = async <T>(what: string, question: Promise<T>): Promise<T | undefined> => {
      try {
        return await question;
      } catch (error) {
        missing.push(`${what}: ${(error as Error).message}`);
        return undefined;
      }
    };
    const [book, reference, lastPrice, account, open, commission] = await Promise.all([
      ask('order book', sources.book(symbol)),
      ask('reference price', sources.reference(symbol)),
      ask('last price', sources.lastPrice(symbol)),
      ask('balances', sources.account()),
      ask('open orders', sources.openOrders(symbol)),
      ask('commission', sources.commission(symbol)),
    ]);
    return {
      book,
      reference: reference === undefined ? undefined : Decimal.of(reference),
      lastPrice: lastPrice === undefined ? undefined : Decimal.of(lastPrice),
      account,
      open,
      commission,
      missing: missing.sort(),
    };
  }
}

function refusalOf({ code, message, fields, extra }: AppError): PreviewRefusal {
  const text = (name: string): Record<string, string> =>
    typeof extra?.[name] === 'string' ? { [name]: extra[name] } : {};
  const field = fields?.[0]?.field;
  return {
    code,
    message,
    ...(field === undefined ? {} : { field }),
    ...text('filter'),
    ...text('rule'),
    ...text('nearest'),
  };
}

/** Orders that wait for a trigger meet another market than this one. */
function isImmediate({ type }: NewOrderInput): boolean {
  return type === 'LIMIT' || type === 'MARKET' || type === 'LIMIT_MAKER';
}

function stepOf(rules: WireSymbol): Decimal {
  const lot = rules.filters.find(({ filterType }) => filterType === 'LOT_SIZE');
  const step = lot?.['stepSize'];
  return Decimal.isValid(step) ? Decimal.of(step) : Decimal.ZERO;
}

function restOf({ quantity = '0' }: NewOrderInput, match: Match | undefined): Decimal {
  return match ? match.left : Decimal.of(quantity);
}

function outcomeOf(
  order: NewOrderInput,
  match: Match | undefined,
  advice: readonly PreviewAdvice[],
): PreviewOutcome {
  if (advice.length > 0) return 'REFUSE';
  if (!isImmediate(order)) return 'WAIT';
  if (!match) return canRest(order) ? 'REST' : 'EXPIRE';
  if (!match.left.isPositive()) return 'FILL';
  if (order.timeInForce === 'FOK') return 'EXPIRE';
  return canRest(order) ? 'FILL_AND_REST' : 'PARTLY_FILL';
}

function worthOf(order: NewOrderInput, match: Match | undefined, { reference }: Facts): Decimal | undefined {
  const { price = order.stopPrice, quantity, quoteOrderQty } = order;
  if (quoteOrderQty !== undefined) return Decimal.of(quoteOrderQty);
  if (quantity === undefined) return undefined;
  if (price !== undefined) return Decimal.of(price).times(Decimal.of(quantity));
  if (match && !match.left.isPositive()) return match.quote;
  return reference?.times(Decimal.of(quantity));
}

/** What is locked: of a purchase the whole price of what rests, of a MARKET one what the book would cost. */
function neededOf(
  order: NewOrderInput,
  match: Match | undefined,
  facts: Facts,
  rules: WireSymbol,
): OrderPreview['balance'] {
  const { account } = facts;
  if (!account) return undefined;
  const isBuy = order.side === 'BUY';
  const asset = isBuy ? rules.quoteAsset : rules.baseAsset;
  const quantity = order.quantity === undefined ? match?.quantity : Decimal.of(order.quantity);
  const needed = isBuy ? worthOf(order, match, facts) : quantity;
  if (!needed) return undefined;
  const free = account.balances.find((balance) => balance.asset === asset)?.free ?? '0';
  return { asset, needed: needed.toString(), free };
}

function adviceOf(
  order: NewOrderInput,
  match: Match | undefined,
  facts: Facts,
  rules: WireSymbol,
  balance: OrderPreview['balance'],
): PreviewAdvice[] {
  const { reference, open, account, lastPrice } = facts;
  const held = account?.balances.find(({ asset }) => asset === rules.baseAsset);
  const position = account && Decimal.of(held?.free ?? '0').plus(Decimal.of(held?.locked ?? '0'));
  const advice = stateAdvice(order, { reference, open, position }, rules);
  if (balance && Decimal.of(balance.needed).greaterThan(Decimal.of(balance.free))) {
    const { asset, needed, free } = balance;
    const message = `it needs ${needed} ${asset}, and ${free} ${asset} are free`;
    advice.push({ filter: 'BALANCE', message, limit: free, given: needed });
  }
  if (order.type === 'LIMIT_MAKER' && match) {
    const limit = match.best.toString();
    const message = `a LIMIT_MAKER order must not match, and ${limit} is on offer`;
    advice.push({ filter: 'MAKER_ONLY', message, limit, ...(order.price ? { given: order.price } : {}) });
  }
  const trigger = triggerAdvice(order, lastPrice);
  if (trigger) advice.push(trigger);
  return advice;
}

/** A stop that the market has passed already would go off at once, which the exchange refuses. */
function triggerAdvice(
  { type, side, stopPrice }: NewOrderInput,
  lastPrice: Decimal | undefined,
): PreviewAdvice | undefined {
  if (stopPrice === undefined || !lastPrice || !/^(STOP_LOSS|TAKE_PROFIT)/.test(type)) return undefined;
  const isAbove = type.startsWith('STOP_LOSS') === (side === 'BUY');
  const stop = Decimal.of(stopPrice);
  if (isAbove ? stop.greaterThan(lastPrice) : stop.lessThan(lastPrice)) return undefined;
  const message = `the stopPrice of a ${side} ${type} must be ${isAbove ? 'above' : 'below'} the last price ${lastPrice}, got ${stop}`;
  return { filter: 'TRIGGER', message, limit: lastPrice.toString(), given: stop.toString() };
}
