import type { Millis, Random } from '@binance-gateway/domain-types';
import type { AccountId, Engine } from '../engine/types.js';
import type { MarketQueries } from '../market/market-data.js';
import type { Exchange } from './endpoint.js';
import type { RateLimits } from './rate-limits.js';

export interface ExchangeParts {
  readonly engine: Engine;
  readonly market: MarketQueries;
  readonly rateLimits: RateLimits;
  readonly random: Random;
  readonly now: () => Millis;
  readonly saved?: SavedDetails | undefined;
}

/** What answers tell of an account beside what the engine knows, by account. */
export type SavedDetails = Readonly<
  Record<AccountId, { readonly uid?: number | undefined; readonly updateTime?: Millis | undefined }>
>;

export interface SavingExchange extends Exchange {
  save(accounts: readonly AccountId[]): SavedDetails;
}

const ID_LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const ID_LENGTH = 22;
export const FIRST_UID = 350_000_001;

/**
 * The endpoints' view of engine and market, with what is kept beside them: when an account last
 * changed, and the credit that a first fill gives to the unfilled order count.
 */
export function createExchange(parts: ExchangeParts): SavingExchange {
  const { engine, market, rateLimits, random, now, saved = {} } = parts;
  const updates = new Map<AccountId, Millis>();
  const uids = new Map<AccountId, number>();
  let nextUid = FIRST_UID;
  for (const [account, { uid, updateTime }] of Object.entries(saved)) {
    if (updateTime !== undefined) updates.set(account, updateTime);
    if (uid === undefined) continue;
    uids.set(account, uid);
    nextUid = Math.max(nextUid, uid + 1);
  }
  engine.subscribe((event) => {
    if (event.kind === 'balance') updates.set(event.account, event.time);
    if (event.kind === 'execution' && event.fill && event.order.executedQty === event.fill.quantity) {
      rateLimits.firstFill(event.account, event.fill.isMaker);
    }
  });
  return {
    engine,
    market,
    rateLimits,
    now,
    newClientOrderId: () => {
      let id = '';
      for (let i = 0; i < ID_LENGTH; i++) id += ID_LETTERS[Math.floor(random() * ID_LETTERS.length)];
      return id;
    },
    lastUpdateOf: (account) => updates.get(account) ?? 0,
    uidOf: (account) => {
      const known = uids.get(account);
      if (known !== undefined) return known;
      const uid = nextUid++;
      uids.set(account, uid);
      return uid;
    },
    save: (accounts) =>
      Object.fromEntries(
        accounts.map((id) => [id, { uid: uids.get(id), updateTime: updates.get(id) }] as const),
      ),
  };
}
