// https://developers.binance.com/docs/binance-spot-api-docs/faqs/commission_faq
import { shareOf } from './amount.js';
import type { Balance } from './accounts.js';
import type { Seat } from './seat.js';
import {
  type AccountId,
  type Amount,
  type CommissionChange,
  type CommissionRates,
  type CommissionSchedule,
  UNIT,
} from './types.js';

const NO_RATES: Required<CommissionRates> = { maker: 0n, taker: 0n, buyer: 0n, seller: 0n };
/** BNB, a quarter off the standard commission, as on the live exchange. */
const DISCOUNT = { enabledForAccount: false, enabledForSymbol: true, asset: 'BNB', factor: 75_000_000n };
/** Where an exchange rate leads through when there is no market of the two assets. */
const BRIDGE = 'USDT';

interface Share {
  readonly standard: Amount;
  /** Tax and special commission, which know no discount. */
  readonly other: Amount;
  readonly total: Amount;
}

/** The rates of one account on one symbol, as a fill needs them. */
export interface SeatCommission {
  readonly buyMaker: Share;
  readonly buyTaker: Share;
  readonly sellMaker: Share;
  readonly sellTaker: Share;
  /** What to pay from when the discount is on. */
  readonly discount: { readonly balance: Balance; readonly factor: Amount } | undefined;
}

/** What a fill costs. */
export interface Due {
  readonly amount: Amount;
  /** Undefined: taken from what was received. */
  readonly paidFrom: Balance | undefined;
}

/** All rates, and the exchange rates that paying in another asset needs. */
export class Commissions {
  readonly standard: Required<CommissionRates>;
  private changes: CommissionChange[] = [];

  constructor(
    rates: CommissionRates,
    /** Last price of a symbol; undefined when there is no such symbol. */
    private readonly lastPrice: (symbol: string) => Amount | undefined,
  ) {
    this.standard = { ...NO_RATES, ...rates };
  }

  get history(): readonly CommissionChange[] {
    return this.changes;
  }

  replay(changes: readonly CommissionChange[]): void {
    this.changes = [...changes];
  }

  /** @throws RangeError when somebody would pay more than everything received */
  change(change: CommissionChange): void {
    // A change of the same scope and of everything it says makes the former one irrelevant
    const changes = [...this.changes.filter((former) => !isCovered(former, change)), change];
    const accounts = new Set([undefined, ...changes.map(({ account }) => account)]);
    const symbols = new Set([undefined, ...changes.map(({ symbol }) => symbol)]);
    for (const account of accounts) {
      for (const symbol of symbols) {
        const most = highest(scheduleOf(changes, this.standard, account, symbol));
        if (most <= UNIT) continue;
        const whose = `${account ?? 'any account'} on ${symbol ?? 'any symbol'}`;
        throw new RangeError(
          `the rates must add up to at most 100 % of what is received, for ${whose} it would be ${(most * 100n) / UNIT} %`,
        );
      }
    }
    this.changes = changes;
  }

  schedule(account: AccountId, symbol: string): CommissionSchedule {
    return scheduleOf(this.changes, this.standard, account, symbol);
  }

  of(seat: Seat): SeatCommission {
    return (seat.commission ??= this.workOut(seat));
  }

  /** Commission of a fill, in the asset received or in the discount's. Only looks: nothing is paid yet. */
  due(seat: Seat, received: Amount, receiving: Balance, isBuy: boolean, isMaker: boolean): Due {
    const rates = this.of(seat);
    const share = isBuy
      ? isMaker
        ? rates.buyMaker
        : rates.buyTaker
      : isMaker
        ? rates.sellMaker
        : rates.sellTaker;
    if (!rates.discount) return { amount: shareOf(received, share.total), paidFrom: undefined };
    return this.discounted(rates.discount, share, received, receiving);
  }

  private discounted(
    { balance, factor }: { balance: Balance; factor: Amount },
    share: Share,
    received: Amount,
    receiving: Balance,
  ): Due {
    const standard = shareOf(received, share.standard);
    const other = shareOf(received, share.other);
    if (balance === receiving) return { amount: shareOf(standard, factor) + other, paidFrom: undefined };
    const rate = this.exchangeRate(receiving.asset, balance.asset);
    const amount = rate && shareOf(shareOf(standard, factor), rate) + shareOf(other, rate);
    // Not enough of it: everything is paid from what was received, at the full rate
    if (amount === undefined || amount > balance.free)
      return { amount: shareOf(received, share.total), paidFrom: undefined };
    return { amount, paidFrom: balance };
  }

  /** How much of `to` one unit of `from` is worth, in units of 10^-8. */
  private exchangeRate(from: string, to: string): Amount | undefined {
    const direct = this.marketRate(from, to);
    if (direct !== undefined) return direct;
    const first = this.marketRate(from, BRIDGE);
    const second = this.marketRate(BRIDGE, to);
    return first !== undefined && second !== undefined ? shareOf(first, second) : undefined;
  }

  private marketRate(from: string, to: string): Amount | undefined {
    const price = this.lastPrice(from + to);
    if (price) return price;
    const inverse = this.lastPrice(to + from);
    return inverse ? (UNIT * UNIT) / inverse : undefined;
  }

  private workOut(seat: Seat): SeatCommission {
    const { standard, special, tax, discount } = this.schedule(seat.account.id, seat.symbol);
    const share = (role: 'maker' | 'taker', side: 'buyer' | 'seller'): Share => {
      const basic = standard[role] + standard[side];
      const other = tax[role] + tax[side] + special[role] + special[side];
      return { standard: basic, other, total: basic + other };
    };
    return {
      buyMaker: share('maker', 'buyer'),
      buyTaker: share('taker', 'buyer'),
      sellMaker: share('maker', 'seller'),
      sellTaker: share('taker', 'seller'),
      discount:
        discount.enabledForAccount && discount.enabledForSymbol
          ? { balance: seat.account.balance(discount.asset), factor: discount.factor }
          : undefined,
    };
  }
}

/** @param account undefined: one that no change names; `symbol` likewise */
function scheduleOf(
  changes: readonly CommissionChange[],
  standard: Required<CommissionRates>,
  account: AccountId | undefined,
  symbol: string | undefined,
): CommissionSchedule {
  let schedule: CommissionSchedule = { standard, special: NO_RATES, tax: NO_RATES, discount: DISCOUNT };
  for (const change of changes) {
    if (change.account !== undefined && change.account !== account) continue;
    if (change.symbol !== undefined && change.symbol !== symbol) continue;
    schedule = {
      standard: change.standard ? { ...NO_RATES, ...change.standard } : schedule.standard,
      special: change.special ? { ...NO_RATES, ...change.special } : schedule.special,
      tax: change.tax ? { ...NO_RATES, ...change.tax } : schedule.tax,
      discount: { ...schedule.discount, ...change.discount },
    };
  }
  return schedule;
}

/** The most of what is received that a fill can cost. */
function highest({ standard, special, tax }: CommissionSchedule): Amount {
  const sum = (name: keyof CommissionRates): Amount => standard[name] + special[name] + tax[name];
  const larger = (a: Amount, b: Amount): Amount => (a > b ? a : b);
  return larger(sum('maker'), sum('taker')) + larger(sum('buyer'), sum('seller'));
}

function isCovered(former: CommissionChange, change: CommissionChange): boolean {
  const isSameScope = former.account === change.account && former.symbol === change.symbol;
  const isReplaced = (['standard', 'special', 'tax'] as const).every((kind) => !former[kind] || change[kind]);
  const discount = Object.keys(former.discount ?? {});
  return isSameScope && isReplaced && discount.every((name) => name in (change.discount ?? {}));
}
