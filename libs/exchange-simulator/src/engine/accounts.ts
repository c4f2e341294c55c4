import type { Side } from '@binance-gateway/domain-types';
import { formatAmount } from './amount.js';
import { REJECTS } from './rejects.js';
import { OrderListStore } from './order-list-store.js';
import { Seat } from './seat.js';
import { requiredLock } from './settlement.js';
import type { AccountId, AccountOptions, Amount, BalanceView, SymbolSpec } from './types.js';

export class Balance {
  free: Amount = 0n;
  /** External locks included. */
  locked: Amount = 0n;
  external: Amount = 0n;

  constructor(readonly asset: string) {}

  view(): BalanceView {
    return { asset: this.asset, free: this.free, locked: this.locked };
  }
}

/** A refusal leaves no trace, not even an empty balance. */
const NOTHING = { free: 0n, external: 0n };

export class Account {
  readonly seats = new Map<string, Seat>();
  readonly lists: OrderListStore;
  private readonly balances = new Map<string, Balance>();

  constructor(
    readonly id: AccountId,
    readonly isUnlimited: boolean,
    private readonly historyLimit: number,
    readonly maxAsset: Readonly<Record<string, Amount>> | undefined,
    readonly tradeGroupId: number | undefined,
  ) {
    this.lists = new OrderListStore(historyLimit);
  }

  /** Orders of the two are kept from trading with each other. */
  isOneWith(other: Account): boolean {
    return this === other || (this.tradeGroupId !== undefined && this.tradeGroupId === other.tradeGroupId);
  }

  /** @throws EngineReject -2010 when less than that is free or locked */
  lockExternally(asset: string, delta: Amount): void {
    const { free, external } = this.balances.get(asset) ?? NOTHING;
    if (free < delta || external + delta < 0n) throw REJECTS.insufficientBalance();
    const balance = this.balance(asset);
    balance.free -= delta;
    balance.locked += delta;
    balance.external += delta;
  }

  balance(asset: string): Balance {
    let balance = this.balances.get(asset);
    if (!balance) this.balances.set(asset, (balance = new Balance(asset)));
    return balance;
  }

  freeOf(asset: string): Amount {
    return this.balances.get(asset)?.free ?? 0n;
  }

  allBalances(): Balance[] {
    return [...this.balances.values()].sort((a, b) => (a.asset < b.asset ? -1 : 1));
  }

  seat(spec: SymbolSpec): Seat {
    let seat = this.seats.get(spec.symbol);
    if (!seat) {
      const base = this.balance(spec.baseAsset);
      const quote = this.balance(spec.quoteAsset);
      seat = new Seat(this, spec.symbol, base, quote, this.historyLimit);
      this.seats.set(spec.symbol, seat);
    }
    return seat;
  }
}

/** No account that can be asked for has this name. */
const HOUSE = '\u0000sor';

/** All accounts, the commissions earned, and what came in from outside. */
export class Accounts {
  readonly commissions = new Map<string, Amount>();
  readonly deposits = new Map<string, Amount>();
  private readonly accounts = new Map<AccountId, Account>();

  constructor(private readonly historyLimit: number) {}

  add(
    id: AccountId,
    balances: readonly { asset: string; free: Amount }[],
    options: AccountOptions = {},
  ): void {
    const account = this.open(id, options);
    for (const { asset, free } of balances) this.transfer(account, asset, free);
  }

  /** An account without anything. @throws Error when it exists */
  open(id: AccountId, { unlimited = false, maxAsset, tradeGroupId }: AccountOptions): Account {
    if (this.accounts.has(id)) throw new Error(`account ${id} exists already`);
    const account = new Account(id, unlimited, this.historyLimit, maxAsset, tradeGroupId);
    this.accounts.set(id, account);
    return account;
  }

  get(id: AccountId): Account {
    const account = this.accounts.get(id);
    if (!account) throw new Error(`no account ${id}`);
    return account;
  }

  /** In the order they were added. */
  get all(): readonly Account[] {
    return [...this.accounts.values()];
  }

  /** SOR pays and delivers on one book and is paid and delivered to on another: the exchange's own position. */
  route(side: Side, from: Seat, to: Seat, quantity: Amount, quoteQuantity: Amount): void {
    const house = this.house;
    const sign = side === 'BUY' ? 1n : -1n;
    house.balance(from.base.asset).free += sign * quantity;
    house.balance(from.quote.asset).free -= sign * quoteQuantity;
    house.balance(to.base.asset).free -= sign * quantity;
    house.balance(to.quote.asset).free += sign * quoteQuantity;
  }

  private get house(): Account {
    return this.accounts.get(HOUSE) ?? this.open(HOUSE, { unlimited: true });
  }

  *seatsOf(symbol: string): Generator<Seat> {
    for (const account of this.accounts.values()) {
      const seat = account.seats.get(symbol);
      if (seat) yield seat;
    }
  }

  transfer(account: Account, asset: string, delta: Amount): void {
    if (account.freeOf(asset) + delta < 0n && !account.isUnlimited) throw REJECTS.insufficientBalance();
    account.balance(asset).free += delta;
    this.deposits.set(asset, (this.deposits.get(asset) ?? 0n) + delta);
  }

  earn(asset: string, commission: Amount): void {
    this.commissions.set(asset, (this.commissions.get(asset) ?? 0n) + commission);
  }

  assertConserved(): void {
    const totals = new Map(this.commissions);
    for (const account of this.accounts.values()) {
      for (const { asset, free, locked, external } of account.allBalances()) {
        totals.set(asset, (totals.get(asset) ?? 0n) + free + locked);
        if (!account.isUnlimited && free < 0n) {
          throw new Error(`${account.id} has ${formatAmount(free)} ${asset}`);
        }
        const needed = lockedByOrders(account, asset) + external;
        if (locked !== needed) {
          throw new Error(
            `${account.id} has ${formatAmount(locked)} ${asset} locked, its orders need ${formatAmount(needed)}`,
          );
        }
      }
    }
    for (const [asset, total] of totals) {
      const deposited = this.deposits.get(asset) ?? 0n;
      if (total === deposited) continue;
      throw new Error(`${asset}: ${formatAmount(deposited)} deposited, ${formatAmount(total)} held`);
    }
  }
}

function lockedByOrders(account: Account, asset: string): Amount {
  let needed = 0n;
  if (account.isUnlimited) return needed;
  for (const seat of account.seats.values()) {
    for (const list of account.lists.open.values()) {
      if (list.seat === seat && seat.base.asset === asset) needed += list.reserved;
    }
    for (const order of seat.orders.open.values()) {
      const paidIn = order.side === 'BUY' ? seat.quote : seat.base;
      if (paidIn.asset === asset) needed += requiredLock(order);
    }
  }
  return needed;
}
