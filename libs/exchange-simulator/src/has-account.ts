import type { AccountId, Engine } from './engine/types.js';

export function hasAccount(engine: Engine, account: AccountId): boolean {
  try {
    engine.balances(account);
    return true;
  } catch {
    return false;
  }
}
