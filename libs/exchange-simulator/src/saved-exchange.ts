import type { Millis } from '@binance-gateway/domain-types';
import { accountName, accountWithKey, checkKeys } from './account-shape.js';
import type { SimulatorAccount } from './accounts.js';
import { type Plain, fromPlain, toPlain } from './engine/plain.js';
import type { AccountId, Engine, EngineSnapshot } from './engine/types.js';
import { hasAccount } from './has-account.js';
import type { SavedMarketData } from './market/saved-market.js';
import { checkMarketLinks, moment, savedMarketData } from './market/saved-market-shape.js';
import { FIRST_UID, type SavedDetails } from './server/exchange.js';
import type { ApiKey } from './server/key-ring.js';
import {
  WrongValue,
  inside,
  integer,
  listOf,
  mapOf,
  object,
  oneOf,
  optional,
  that,
  within,
  wrong,
} from './shape.js';

/**
 * Orders, balances, symbols, accounts and their keys, the market with its trades and klines, as plain JSON.
 * Secrets are part of it: they open nothing but this exchange. Not part of it: limits in use, faults, the
 * record, a clock that is wrong on purpose.
 */
export interface SavedExchange {
  /** Version 1 has no market: it begins anew at the last prices. */
  readonly version: 1 | 2;
  readonly savedAt: Millis;
  readonly engine: EngineSnapshot;
  readonly accounts: readonly AccountId[];
  readonly keys: readonly SimulatorAccount[];
  /** Of version 2. */
  readonly details?: SavedDetails;
  /** Only for `restore` to read. */
  readonly market?: unknown;
}

/** A state whose every member is what it must be. */
export interface CheckedExchange extends Omit<SavedExchange, 'market'> {
  readonly market: SavedMarketData | undefined;
}

const VERSION = 2;

const decodable = that(
  'what GET /control/state answered',
  (value) => typeof value === 'object' && value !== null,
);
const detail = object<SavedDetails[string]>({
  uid: optional(integer({ min: FIRST_UID })),
  updateTime: optional(moment),
});
const saved = object<SavedExchange>({
  version: oneOf([1, VERSION]),
  savedAt: moment,
  engine: object<EngineSnapshot>({ version: integer(), state: decodable }),
  accounts: listOf(accountName, 'account names'),
  keys: listOf(accountWithKey, 'API keys with their account as id'),
  details: optional(mapOf(accountName, detail)),
  market: optional(decodable),
});

export function saveExchange(
  parts: Omit<CheckedExchange, 'version' | 'keys'> & { keys: readonly ApiKey[] },
): SavedExchange {
  const { keys, market, ...rest } = parts;
  return { version: VERSION, ...rest, keys: keys.map(saveKey), market: toPlain(market) };
}

function saveKey({ apiKey, account, permissions, source }: ApiKey): SimulatorAccount {
  return { id: account, apiKey, ...source, permissions: [...permissions] };
}

/** All but the engine, which checks its own part. @throws WrongValue */
export function readSaved(value: unknown): CheckedExchange {
  saved(value, '');
  const { market: plain, ...rest } = value as SavedExchange;
  checkNames(rest);
  for (const [name, part] of [
    ['market', plain],
    ['details', rest.details],
  ] as const) {
    if ((rest.version === VERSION) === (part !== undefined)) continue;
    throw wrong(name, `what GET /control/state answered in version ${VERSION}, absent in version 1`);
  }
  if (plain === undefined) return { ...rest, market: undefined };
  const market = decode(plain);
  inside('market', () => savedMarketData(market, ''));
  return { ...rest, market: market as SavedMarketData };
}

/** What the state names is there in the engine that was made of it. @throws WrongValue */
export function checkAgainstEngine({ accounts, market }: CheckedExchange, engine: Engine): void {
  const missing = accounts.findIndex((account) => !hasAccount(engine, account));
  if (missing >= 0) throw wrong(`accounts[${missing}]`, 'the id of an account of the engine');
  if (market) checkMarketLinks(market, engine, 'market');
}

function checkNames({ accounts, keys, details = {} }: Omit<SavedExchange, 'market'>): void {
  const known = new Set(accounts);
  accounts.forEach((account, i) => {
    if (accounts.indexOf(account) !== i) throw wrong(`accounts[${i}]`, 'another one than those before it');
  });
  keys.forEach(({ id, apiKey }, i) => {
    if (!known.has(id)) throw wrong(`keys[${i}].id`, 'one of accounts');
    if (apiKey === undefined) throw new WrongValue(`keys[${i}].apiKey`, 'is missing');
  });
  checkKeys(keys, 'keys');
  const uids = new Set<number>();
  for (const [account, { uid }] of Object.entries(details)) {
    if (!known.has(account)) throw wrong(within('details', account), 'of one of accounts');
    if (uid !== undefined && uids.has(uid))
      throw wrong(`details.${account}.uid`, 'another one than those before it');
    if (uid !== undefined) uids.add(uid);
  }
}

function decode(plain: unknown): unknown {
  try {
    return fromPlain(plain as Plain);
  } catch (error) {
    throw new WrongValue('market', `is ${(error as Error).message}`);
  }
}
