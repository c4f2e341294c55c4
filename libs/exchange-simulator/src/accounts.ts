import { randomBytes } from 'node:crypto';
import { parseAmount } from './engine/amount.js';
import type { AccountId, Engine } from './engine/types.js';
import type { KeyRing, Permission } from './server/key-ring.js';
import { hmacKey, publicKey } from './wire/verify-signature.js';

/** An account with one API key. Two entries with the same id are two keys of one account. */
export interface SimulatorAccount {
  readonly id: AccountId;
  /** Random when absent. */
  readonly apiKey?: string;
  /** HMAC. Random when there is no public key either. */
  readonly apiSecret?: string;
  /** RSA or Ed25519, SPKI in PEM. */
  readonly publicKey?: string;
  /** Asset to amount; DEFAULT_BALANCES when absent. */
  readonly balances?: Readonly<Record<string, string>>;
  /** Accounts of one group are kept from trading with each other. None when absent. */
  readonly tradeGroupId?: number;
  /** Both when absent. */
  readonly permissions?: readonly Permission[];
}

export interface SimulatorCredentials {
  readonly account: AccountId;
  readonly apiKey: string;
  /** Empty for a key whose private half the exchange never saw. */
  readonly apiSecret: string;
}

export const DEFAULT_BALANCES: Readonly<Record<string, string>> = {
  USDT: '100000',
  BTC: '1',
  ETH: '10',
  BNB: '10',
  SOL: '100',
  XRP: '10000',
  ADA: '10000',
  DOGE: '10000',
};

const BOTH: readonly Permission[] = ['TRADE', 'USER_DATA'];
const KEY_LENGTH = 64;

/** Opens the accounts and hands out their keys, in the order given. @returns with the ids of the accounts */
export function openAccounts(
  accounts: readonly SimulatorAccount[],
  engine: Engine,
  keys: KeyRing,
): { readonly credentials: SimulatorCredentials[]; readonly ids: Set<AccountId> } {
  const ids = new Set<AccountId>();
  const credentials = accounts.map((account) => {
    if (!ids.has(account.id)) {
      ids.add(account.id);
      openAccount(account, engine);
    }
    return addKey(account, keys);
  });
  return { credentials, ids };
}

export function openAccount(account: SimulatorAccount, engine: Engine): void {
  const { id, balances = DEFAULT_BALANCES, tradeGroupId } = account;
  engine.addAccount(id, fundsOf(balances), tradeGroupId === undefined ? {} : { tradeGroupId });
}

export function addKey(account: SimulatorAccount, keys: KeyRing): SimulatorCredentials {
  const apiKey = account.apiKey ?? randomText();
  const apiSecret = account.publicKey === undefined ? (account.apiSecret ?? randomText()) : '';
  keys.add({
    apiKey,
    account: account.id,
    verification: account.publicKey === undefined ? hmacKey(apiSecret) : publicKey(account.publicKey),
    permissions: new Set(account.permissions ?? BOTH),
    source: account.publicKey === undefined ? { apiSecret } : { publicKey: account.publicKey },
  });
  return { account: account.id, apiKey, apiSecret };
}

function fundsOf(balances: Readonly<Record<string, string>>): { asset: string; free: bigint }[] {
  return Object.entries(balances).map(([asset, free]) => ({ asset, free: parseAmount(asset, free) }));
}

/** 64 letters and digits, the look of Binance's keys. */
function randomText(): string {
  let text = '';
  while (text.length < KEY_LENGTH)
    text += randomBytes(KEY_LENGTH)
      .toString('base64')
      .replace(/[^A-Za-z0-9]/g, '');
  return text.slice(0, KEY_LENGTH);
}
