import type { Millis } from '@binance-gateway/domain-types';
import type { SimulatorAccount } from './accounts.js';
import { ControlError } from './control/fields.js';
import type { AccountId, EngineSnapshot } from './engine/types.js';
import type { ApiKey } from './server/key-ring.js';

/**
 * Orders, balances, symbols, accounts and their keys, as plain JSON. Secrets are part of it: they open
 * nothing but this exchange. Not part of it: limits in use, faults, the record, klines and recent trades.
 */
export interface SavedExchange {
  readonly version: 1;
  readonly savedAt: Millis;
  readonly engine: EngineSnapshot;
  readonly accounts: readonly AccountId[];
  readonly keys: readonly SimulatorAccount[];
}

export function saveKey({ apiKey, account, permissions, source }: ApiKey): SimulatorAccount {
  return { id: account, apiKey, ...source, permissions: [...permissions] };
}

/** @throws ControlError when it is nothing that was saved */
export function checkSaved(value: unknown): SavedExchange {
  const saved = value as Partial<SavedExchange> | null;
  const isSaved =
    typeof saved === 'object' &&
    saved?.version === 1 &&
    typeof saved.engine === 'object' &&
    Array.isArray(saved.accounts) &&
    Array.isArray(saved.keys);
  if (isSaved) return saved as SavedExchange;
  throw new ControlError(400, 'this is not what GET /control/state answers');
}
