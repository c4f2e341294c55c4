import { type AppError, Decimal, type Policy, type WireSymbol } from '@binance-gateway/domain-types';
import type { Charge } from '../order-journal.js';
import { type Breach, policyRefusal } from './breach.js';
import type { OpenOrders } from './open-orders.js';
import { type Proposal, canRest, legsOf } from '../proposal.js';
import { type Quote, checkBand, checkStatic, midOf, needsQuote, notionalOf } from './static-rules.js';
import type { Usage } from './usage.js';

export interface PoliciesOptions {
  /** undefined: everything is allowed. */
  readonly policyOf: (owner: string) => Policy | undefined;
  /** Best prices, recent enough to trade on. @throws AppError when there are none */
  readonly quote: (symbol: string) => Promise<Quote>;
  readonly symbol: (name: string) => WireSymbol | undefined;
  readonly usage: Usage;
  readonly open: OpenOrders;
}

/** An order that was let through and counts from now on. */
export interface Permit {
  /** What it counts for on its day, to be kept with the intent. */
  readonly charge: Charge | undefined;
  /** It was not sent after all, or refused. */
  giveBack(): void;
}

const DEFAULT_ASSET = 'USDT';
/** Digits after the point of what is converted. */
const SCALE = 8;

/** Decides, in one place and for every face, whether an owner may place an order. */
export class Policies {
  constructor(private readonly options: PoliciesOptions) {}

  /**
   * Lets an order through and counts it, in one step: orders at the same moment do not pass a limit together.
   * @param id under which the orders are sent
   * @throws AppError POLICY_REFUSED with extra {owner, rule, limit, given, passes}; or why it could not be decided
   */
  async admit(owner: string, id: string, proposal: Proposal): Promise<Permit> {
    const policy = this.options.policyOf(owner);
    if (!policy) return { charge: undefined, giveBack: () => undefined };
    const { usage, open } = this.options;
    const worth = await this.firstHalf(owner, policy, proposal);
    // From here to the counting nothing may wait
    const breach = this.secondHalf(owner, policy, proposal, worth);
    if (breach) throw policyRefusal(owner, breach);
    const charge = worth && { asset: assetOf(policy), amount: worth.toFixed(SCALE, 'UP') };
    usage.add(id, owner, legsOf(proposal).length, charge);
    open.add(id, owner, legsOf(proposal).filter(canRest).length);
    return {
      charge,
      giveBack: () => {
        usage.giveBack(id);
        open.remove(id);
      },
    };
  }

  /** The refusal that `admit` would give now, without counting anything. */
  async refusal(owner: string, proposal: Proposal): Promise<AppError | undefined> {
    const policy = this.options.policyOf(owner);
    if (!policy) return undefined;
    try {
      const worth = await this.firstHalf(owner, policy, proposal);
      const breach = this.secondHalf(owner, policy, proposal, worth);
      return breach && policyRefusal(owner, breach);
    } catch (error) {
      return error as AppError;
    }
  }

  /** What can be said of the order alone and of the market. Answers what it is worth, if somebody wants to know. */
  private async firstHalf(owner: string, policy: Policy, proposal: Proposal): Promise<Decimal | undefined> {
    const { quote: ask } = this.options;
    const { symbol } = proposal;
    const breach = checkStatic(policy, proposal);
    if (breach) throw policyRefusal(owner, breach);
    const isValued = policy.maxNotionalPerOrder !== undefined || policy.maxNotionalPerDay !== undefined;
    const wantsQuote =
      policy.priceBand !== undefined || (isValued && legsOf(proposal).some((leg) => needsQuote(leg)));
    const quote = wantsQuote ? await ask(symbol) : undefined;
    const outside = quote && checkBand(policy, proposal, midOf(quote));
    if (outside) throw policyRefusal(owner, outside);
    await this.learnOpenOrders(owner, policy, proposal);
    if (!isValued) return undefined;
    return notionalOf(proposal, quote).times(await this.rateOf(owner, policy, symbol));
  }

  private async learnOpenOrders(owner: string, { maxOpenOrders }: Policy, proposal: Proposal): Promise<void> {
    const { open } = this.options;
    if (maxOpenOrders === undefined) return;
    const after = open.count(owner) + restingOf(proposal);
    if (!open.isKnown || after > maxOpenOrders) await open.refresh();
  }

  private secondHalf(
    owner: string,
    policy: Policy,
    proposal: Proposal,
    worth: Decimal | undefined,
  ): Breach | undefined {
    return (
      (worth && this.checkWorth(owner, policy, worth)) ??
      this.checkRate(owner, policy, proposal) ??
      this.checkOpen(owner, policy, proposal)
    );
  }

  private checkWorth(owner: string, policy: Policy, worth: Decimal): Breach | undefined {
    const { usage } = this.options;
    const { maxNotionalPerOrder, maxNotionalPerDay } = policy;
    const asset = assetOf(policy);
    const given = `${worth.round(SCALE, 'UP')} ${asset}`;
    if (maxNotionalPerOrder !== undefined && worth.greaterThan(Decimal.of(maxNotionalPerOrder))) {
      const passes = `an order worth at most ${maxNotionalPerOrder} ${asset} passes`;
      return { rule: 'maxNotionalPerOrder', limit: maxNotionalPerOrder, given, passes };
    }
    if (maxNotionalPerDay === undefined) return undefined;
    usage.refresh();
    const left = Decimal.of(maxNotionalPerDay).minus(usage.spent(owner, asset));
    if (!worth.greaterThan(left)) return undefined;
    const passes = `${Decimal.max(left, Decimal.ZERO)} ${asset} of ${maxNotionalPerDay} are left until 00:00 UTC`;
    return {
      rule: 'maxNotionalPerDay',
      limit: maxNotionalPerDay,
      given,
      passes,
      retryAfterMs: usage.untilTomorrow(),
    };
  }

  private checkRate(
    owner: string,
    { ordersPerMinute: limit }: Policy,
    proposal: Proposal,
  ): Breach | undefined {
    if (limit === undefined) return undefined;
    const { usage } = this.options;
    usage.refresh();
    const orders = legsOf(proposal).length;
    const recent = usage.recent(owner);
    if (recent.length + orders <= limit) return undefined;
    const isPossible = orders <= limit;
    const waitMs = isPossible ? usage.untilFree(owner, recent.length + orders - limit) : undefined;
    return {
      rule: 'ordersPerMinute',
      limit,
      given: recent.length + orders,
      passes: isPossible
        ? `${Math.max(0, limit - recent.length)} of ${limit} orders are left within this minute, more in ${Math.ceil((waitMs ?? 0) / 1000)} s`
        : `at most ${limit} orders at once pass`,
      ...(waitMs === undefined ? {} : { retryAfterMs: waitMs }),
    };
  }

  private checkOpen(owner: string, { maxOpenOrders: limit }: Policy, proposal: Proposal): Breach | undefined {
    const resting = restingOf(proposal);
    if (limit === undefined || resting <= 0) return undefined;
    const open = this.options.open.count(owner);
    if (open + resting <= limit) return undefined;
    return {
      rule: 'maxOpenOrders',
      limit,
      given: open + resting,
      passes: `${Math.max(0, limit - open)} of ${limit} may be opened now, more after a fill or a cancel; orders that do not rest (MARKET, IOC, FOK) pass`,
    };
  }

  /** What one of the symbol's quote asset is worth in the policy's asset. */
  private async rateOf(owner: string, policy: Policy, name: string): Promise<Decimal> {
    const { symbol, quote } = this.options;
    const asset = assetOf(policy);
    const from = symbol(name)?.quoteAsset ?? '';
    if (from === asset) return Decimal.ONE;
    if (symbol(`${from}${asset}`)) return midOf(await quote(`${from}${asset}`));
    if (symbol(`${asset}${from}`)) {
      const mid = midOf(await quote(`${asset}${from}`));
      return Decimal.ONE.dividedBy(mid, 18, 'UP');
    }
    const rule = policy.maxNotionalPerOrder === undefined ? 'maxNotionalPerDay' : 'maxNotionalPerOrder';
    throw policyRefusal(owner, {
      rule,
      field: 'symbol',
      limit: policy[rule] ?? '',
      given: name,
      passes: `symbols pass whose quote asset can be valued in ${asset}; ${from} cannot, as there is no symbol of the two`,
    });
  }
}

function assetOf({ notionalAsset }: Policy): string {
  return notionalAsset ?? DEFAULT_ASSET;
}

/** Orders that rest after the request, less those it ends. */
function restingOf(proposal: Proposal): number {
  return legsOf(proposal).filter(canRest).length - (proposal.replaces ?? 0);
}
