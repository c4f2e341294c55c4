import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type IntentState, type Order, getAllOrders, systemClock } from '@binance-gateway/domain-types';
import {
  DurableJournal,
  IntentResolver,
  OrderDesk,
  OrderReports,
  askOutcome,
} from '@binance-gateway/trading';
import { PLACE } from './order-way.js';
import type { SpotBed } from './spot-bed.js';

/** Short enough to wait for a proof, long enough for a busy machine. */
export const RECV_WINDOW_MS = 500;
export const GRACE_MS = 200;

/** A desk with its journal, as one process has them. */
export interface JournalledDesk {
  readonly journal: DurableJournal;
  readonly resolver: IntentResolver;
  readonly reports: OrderReports;
  readonly desk: OrderDesk;
  /** States in the order they were entered. */
  readonly entered: IntentState[];
  close(): Promise<void>;
}

export async function openDesk({ connection }: SpotBed, directory: string): Promise<JournalledDesk> {
  const { spot, serverClock } = connection;
  const times = { clock: systemClock, exchangeTime: () => serverClock.now() };
  const entered: IntentState[] = [];
  const journal = await DurableJournal.open({
    ...times,
    directory,
    account: 'e2e',
    metrics: { entered: (state) => void entered.push(state), writeFailed: () => undefined },
  });
  const reports = new OrderReports();
  const resolver = new IntentResolver({
    ...times,
    journal,
    reports,
    ask: (question, since) => askOutcome(spot, question, since),
    recvWindowMs: RECV_WINDOW_MS,
    graceMs: GRACE_MS,
    quietMs: 40,
    account: 'e2e',
  });
  let ids = 0;
  const desk = new OrderDesk({
    ...times,
    spot,
    journal,
    reports,
    newClientOrderId: () => `made-${++ids}`,
    askAfterMs: [5, 20, 50],
  });
  return {
    journal,
    resolver,
    reports,
    desk,
    entered,
    close: async () => {
      resolver.close();
      await journal.close();
    },
  };
}

export function storeDirectory(): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'journal-e2e-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Orders the exchange has accepted, by client order id: its own record. */
export async function acceptedOrders({ connection }: SpotBed): Promise<Map<string, Order[]>> {
  const all = (await connection.spot.run(getAllOrders, { symbol: 'BTCUSDT', limit: 1000 })) as Order[];
  const byId = new Map<string, Order[]>();
  for (const order of all) {
    byId.set(order.clientOrderId, [...(byId.get(order.clientOrderId) ?? []), order]);
  }
  return byId;
}

/** How often each id was sent; what the time check refused certainly had no effect. */
export function sendsOf({ exchange }: SpotBed): Map<string, number> {
  const sends = new Map<string, number>();
  for (const { params, code } of exchange.control.requests(PLACE)) {
    const id = params['newClientOrderId'] as string;
    if (code !== -1021) sends.set(id, (sends.get(id) ?? 0) + 1);
  }
  return sends;
}
