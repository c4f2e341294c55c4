import { accountWithKey } from '../account-shape.js';
import {
  DEFAULT_BALANCES,
  type SimulatorAccount,
  type SimulatorCredentials,
  addKey,
  openAccount,
} from '../accounts.js';
import { formatAmount } from '../engine/amount.js';
import type { AccountId, Amount, CommissionChange, Engine } from '../engine/types.js';
import { hasAccount } from '../has-account.js';
import type { KeyRing } from '../server/key-ring.js';
import { brief } from '../shape.js';
import { ControlError } from './fields.js';

export interface AccountSummary {
  readonly account: AccountId;
  readonly apiKeys: readonly string[];
  readonly balances: readonly { readonly asset: string; readonly free: string; readonly locked: string }[];
  readonly openOrders: number;
}

/** The accounts of the exchange, their keys and what they own. */
export class AccountControl {
  constructor(
    private readonly engine: Engine,
    private readonly keys: KeyRing,
    private readonly ids: Set<AccountId>,
  ) {}

  list(): AccountSummary[] {
    return [...this.ids].map((account) => this.summary(account));
  }

  /** @throws ControlError 404 */
  summary(account: AccountId): AccountSummary {
    this.assertKnown(account);
    return {
      account,
      apiKeys: this.keys.of(account),
      balances: this.engine.balances(account).map(({ asset, free, locked }) => ({
        asset,
        free: formatAmount(free),
        locked: formatAmount(locked),
      })),
      openOrders: this.engine.openOrders(account).length,
    };
  }

  /** Opens an account with one key. @throws ControlError 400, 409 when it is there already, WrongValue */
  create(account: SimulatorAccount): SimulatorCredentials {
    accountWithKey(account, '');
    if (this.ids.has(account.id) || hasAccount(this.engine, account.id)) {
      throw new ControlError(409, `account ${account.id} exists already`, 'account');
    }
    if (account.apiKey !== undefined) this.assertFreeKey(account.apiKey);
    for (const asset of Object.keys(account.balances ?? {})) this.assertAsset(asset, `balances.${asset}`);
    this.ids.add(account.id);
    openAccount(account, this.engine);
    return addKey(account, this.keys);
  }

  /** One more key of an account. @throws ControlError 404, 409, WrongValue */
  addKey(account: SimulatorAccount): SimulatorCredentials {
    this.assertKnown(account.id);
    accountWithKey(account, '');
    if (account.apiKey !== undefined) this.assertFreeKey(account.apiKey);
    return addKey(account, this.keys);
  }

  /** The key stops working, also on sessions that are logged on with it. @returns false when it never did */
  revokeKey(apiKey: string): boolean {
    const isKnown = this.keys.has(apiKey);
    this.keys.revoke(apiKey);
    return isKnown;
  }

  /** Causes balanceUpdate and outboundAccountPosition. @throws ControlError 400, 404 */
  deposit(account: AccountId, asset: string, amount: Amount): void {
    this.assertMove(account, asset, amount);
    this.engine.transfer(account, asset, amount);
  }

  /** @throws ControlError 400, also when there is less than that free, 404 */
  withdraw(account: AccountId, asset: string, amount: Amount): void {
    this.assertMove(account, asset, amount);
    this.assertFree(account, asset, amount);
    this.engine.transfer(account, asset, -amount);
  }

  /**
   * Locks a part of what is free, or unlocks it when negative: externalLockUpdate.
   * @throws ControlError 400, 404, EngineReject when less than that was locked so
   */
  lock(account: AccountId, asset: string, delta: Amount): void {
    this.assertMove(account, asset, delta < 0n ? -delta : delta);
    if (delta > 0n) this.assertFree(account, asset, delta);
    this.engine.lockExternally(account, asset, delta);
  }

  /** @throws ControlError 400 for rates that take more than all there is, 404 */
  setCommissions(change: CommissionChange): void {
    if (change.account !== undefined) this.assertKnown(change.account);
    if (change.symbol !== undefined && !this.engine.symbols.has(change.symbol)) {
      throw new ControlError(404, `no symbol ${brief(change.symbol)}`, 'symbol');
    }
    try {
      this.engine.setCommissions(change);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      const field = (['standard', 'special', 'tax'] as const).find((kind) => change[kind]);
      throw new ControlError(400, error.message, field);
    }
  }

  /** What anybody may own: assets of the symbols, of the accounts, and those that accounts begin with. */
  private assets(): Set<string> {
    const assets = new Set(Object.keys(DEFAULT_BALANCES));
    for (const { baseAsset, quoteAsset } of this.engine.symbols.values())
      assets.add(baseAsset).add(quoteAsset);
    for (const id of this.ids) for (const { asset } of this.engine.balances(id)) assets.add(asset);
    return assets;
  }

  private assertAsset(asset: string, field: string): void {
    const assets = this.assets();
    if (assets.has(asset)) return;
    throw new ControlError(400, `${field} must be one of ${[...assets].sort().join(', ')}`, field);
  }

  private assertMove(account: AccountId, asset: string, amount: Amount): void {
    this.assertKnown(account);
    this.assertAsset(asset, 'asset');
    if (amount <= 0n) throw new ControlError(400, 'amount must be more than 0', 'amount');
  }

  private assertFree(account: AccountId, asset: string, amount: Amount): void {
    const free = this.engine.balances(account).find((balance) => balance.asset === asset)?.free ?? 0n;
    if (amount <= free) return;
    throw new ControlError(
      400,
      `amount must be at most what is free, ${formatAmount(free)} ${asset}: insufficient balance`,
      'amount',
    );
  }

  private assertKnown(account: AccountId): void {
    if (!this.ids.has(account)) throw new ControlError(404, `no account ${brief(account)}`, 'account');
  }

  private assertFreeKey(apiKey: string): void {
    if (this.keys.has(apiKey)) throw new ControlError(409, 'this API key is in use', 'apiKey');
  }
}
