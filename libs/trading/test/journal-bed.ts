import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type NewOrderInput, type Order, systemClock } from '@binance-gateway/domain-types';
import { DurableJournal, type DurableJournalOptions } from '../src/journal/durable-journal.js';
import { fingerprintOf } from '../src/journal/fingerprint.js';
import type { OrderIntent } from '../src/order-journal.js';

/** A directory for a store, gone with `remove`. */
export function storeDirectory(): { path: string; remove: () => Promise<void> } {
  const path = mkdtempSync(join(tmpdir(), 'journal-spec-'));
  return { path, remove: async () => rmSync(path, { recursive: true, force: true }) };
}

export function openJournal(
  directory: string,
  options: Partial<DurableJournalOptions> = {},
): Promise<DurableJournal> {
  return DurableJournal.open({
    directory,
    clock: systemClock,
    exchangeTime: () => Date.now(),
    account: 'account-1',
    ...options,
  });
}

export const LIMIT: NewOrderInput = {
  symbol: 'BTCUSDT',
  side: 'BUY',
  type: 'LIMIT',
  timeInForce: 'GTC',
  quantity: '0.001',
  price: '50000.00',
};

export function intentOf(
  clientOrderId: string,
  changes: Partial<NewOrderInput> = {},
  at = Date.now(),
): OrderIntent {
  const order = { ...LIMIT, ...changes, newClientOrderId: clientOrderId };
  return { clientOrderId, order, principal: 'bot', fingerprint: fingerprintOf(order), at };
}

export function orderOf(clientOrderId: string, changes: Partial<Order> = {}): Order {
  return {
    symbol: 'BTCUSDT',
    orderId: 7,
    orderListId: -1,
    clientOrderId,
    price: '50000.00',
    origQty: '0.001',
    executedQty: '0.000',
    status: 'NEW',
    side: 'BUY',
    type: 'LIMIT',
    time: Date.now(),
    ...changes,
  };
}
