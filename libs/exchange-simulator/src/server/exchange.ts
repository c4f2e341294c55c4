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
}

const ID_LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const ID_LENGTH = 22;
const FIRST_UID = 350_000_001;

/**
 * The endpoints' view of engine and market, with what is kept beside them: when an account last
 * changed, and the credit that a first fill gives to the unfilled order count.
 */
export function createExchange({ engine, market, rateLimits, random, now }: ExchangeParts): Exchange {
  const updates = new Map<AccountId, Millis>();
  const uids = new Map<AccountId, number>();
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
      const uid = FIRST_UID + uids.size;
      uids.set(account, uid);
      return uid;
    },
  };
}
