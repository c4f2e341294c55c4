import { type SimulatorAccount, type SimulatorCredentials, addKey, openAccount } from '../accounts.js';
import { formatAmount } from '../engine/amount.js';
import type { AccountId, Amount, CommissionChange, Engine } from '../engine/types.js';
import type { KeyRing } from '../server/key-ring.js';
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

  /** Opens an account with one key. @throws ControlError 409 when it is there already */
  create(account: SimulatorAccount): SimulatorCredentials {
    if (this.ids.has(account.id))
      throw new ControlError(409, `account ${account.id} exists already`, 'account');
    if (account.apiKey !== undefined) this.assertFreeKey(account.apiKey);
    this.ids.add(account.id);
    openAccount(account, this.engine);
    return addKey(account, this.keys);
  }

  /** One more key of an account. @throws ControlError 404, 409 */
  addKey(account: SimulatorAccount): SimulatorCredentials {
    this.assertKnown(account.id);
    if (account.apiKey !== undefined) this.assertFreeKey(account.apiKey);
    return addKey(account, this.keys);
  }

  /** The key stops working, also on sessions that are logged on with it. @returns false when it never did */
  revokeKey(apiKey: string): boolean {
    const isKnown = this.keys.has(apiKey);
    this.keys.revoke(apiKey);
    return isKnown;
  }

  /** Causes balanceUpdate and outboundAccountPosition. @throws ControlError 404 */
  deposit(account: AccountId, asset: string, amount: Amount): void {
    this.assertKnown(account);
    this.engine.transfer(account, asset, amount);
  }

  /** @throws ControlError 404, EngineReject when there is less than that free */
  withdraw(account: AccountId, asset: string, amount: Amount): void {
    this.assertKnown(account);
    this.engine.transfer(account, asset, -amount);
  }

  /** Locks a part of what is free, or unlocks it when negative: externalLockUpdate. @throws ControlError 404, EngineReject */
  lock(account: AccountId, asset: string, delta: Amount): void {
    this.assertKnown(account);
    this.engine.lockExternally(account, asset, delta);
  }

  setCommissions(change: CommissionChange): void {
    if (change.account !== undefined) this.assertKnown(change.account);
    this.engine.setCommissions(change);
  }

  private assertKnown(account: AccountId): void {
    if (!this.ids.has(account)) throw new ControlError(404, `no account ${account}`, 'account');
  }

  private assertFreeKey(apiKey: string): void {
    if (this.keys.has(apiKey)) throw new ControlError(409, 'this API key is in use', 'apiKey');
  }
}
