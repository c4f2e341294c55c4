import { createPublicKey } from 'node:crypto';
import type { SimulatorAccount } from './accounts.js';
import { parseAmount } from './engine/amount.js';
import { symbolName } from './engine/symbol-shape.js';
import { KEY_FORMAT, type Permission } from './server/key-ring.js';
import {
  type Shape,
  integer,
  listOf,
  mapOf,
  object,
  oneOf,
  optional,
  that,
  text,
  within,
  wrong,
} from './shape.js';

/** Accounts that the exchange itself trades with: the synthetic market, and the orders of the control API. */
const OWN_ACCOUNTS: ReadonlySet<string> = new Set(['liquidity', 'house']);
const ACCOUNT_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

export const PERMISSIONS: readonly Permission[] = ['TRADE', 'USER_DATA'];

export const accountName = that(
  '1 to 64 letters, digits, . _ or -, the first a letter or digit, and neither liquidity nor house: those are the exchange itself',
  (value) => typeof value === 'string' && ACCOUNT_NAME.test(value) && !OWN_ACCOUNTS.has(value),
);
export const apiKey = that(
  '1 to 128 letters, digits, _ or -',
  (value) => typeof value === 'string' && KEY_FORMAT.test(value),
);
export const apiSecret = text(4096);
export const pemKey = that('an RSA or Ed25519 public key: SPKI in PEM', isPublicKey);

const money = that('a decimal as text with at most 20 digits before the point and 8 after it', isAmount);

const members = object<SimulatorAccount>({
  id: accountName,
  apiKey: optional(apiKey),
  apiSecret: optional(apiSecret),
  publicKey: optional(pemKey),
  balances: optional(mapOf(symbolName, money)),
  tradeGroupId: optional(integer({ min: 1 })),
  permissions: optional(listOf(oneOf(PERMISSIONS), PERMISSIONS.join(', '))),
});

/** An account with its key, as an option or as it was saved. */
export const accountWithKey: Shape = (value, path) => {
  members(value, path);
  const { apiSecret: secret, publicKey } = value as SimulatorAccount;
  if (publicKey !== undefined && secret !== undefined) {
    throw wrong(within(path, 'apiSecret'), 'absent when there is a publicKey: a key is one or the other');
  }
};

/** No API key twice. @throws WrongValue */
export function checkKeys(accounts: readonly SimulatorAccount[], path: string): void {
  const seen = new Set<string>();
  accounts.forEach(({ apiKey: key }, i) => {
    if (key === undefined) return;
    if (seen.has(key)) throw wrong(`${path}[${i}].apiKey`, 'another one than those before it');
    seen.add(key);
  });
}

function isPublicKey(value: unknown): boolean {
  if (typeof value !== 'string') return false;
  try {
    const type = createPublicKey(value).asymmetricKeyType;
    return type === 'ed25519' || type === 'rsa';
  } catch {
    return false;
  }
}

function isAmount(value: unknown): boolean {
  if (typeof value !== 'string') return false;
  try {
    parseAmount('balance', value);
    return true;
  } catch {
    return false;
  }
}
