import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { SpotClient } from '@binance-gateway/binance-client';
import {
  AppError,
  type Intent,
  type IntentRefInput,
  type IntentsInput,
  type Millis,
} from '@binance-gateway/domain-types';
import {
  DurableJournal,
  type IntentRecord,
  IntentResolver,
  type OrderJournal,
  type OrderName,
  OrderReports,
  type OwnerStore,
  askOutcome,
  noJournal,
  toIntent,
} from '@binance-gateway/trading';
import type { Config } from '../config/load-config.js';
import { sha256Hex } from '../config/secret.js';
import { collectJournal, journalMetrics } from '../metrics/adapters.js';
import { exchangeName } from './endpoints.js';
import type { UpstreamDeps } from './upstream.js';

/** The order journal, and whoever finds out what became of orders that were left open. */
export interface OrderRecords {
  readonly journal: OrderJournal;
  readonly reports: OrderReports;
  /** Asks for what was left open; once the time of the exchange is known. */
  start(): void;
  /** Why the process is not ready to trade. */
  reason(): string | undefined;
  /** @throws AppError ORDER_NOT_FOUND, JOURNAL_UNAVAILABLE */
  get(input: IntentRefInput): Intent;
  /** @throws AppError JOURNAL_UNAVAILABLE */
  list(input: IntentsInput): Intent[];
  /** Whose order it is; undefined when it was not placed through here. */
  ownerOf(order: OrderName): string | undefined;
  /** Where stopped tokens and dead-man timers are kept; undefined without a journal. */
  readonly owners: OwnerStore | undefined;
  /** Orders of an owner whose outcome is open. */
  unsettledOf(owner: string): number;
  /** Calls for each intent that comes to an end. */
  onSettled(listener: (record: IntentRecord) => void): void;
  /** Symbols of the orders of the last day. */
  symbols(): Set<string>;
  close(): Promise<void>;
}

export interface OrderRecordsOptions {
  readonly config: Config;
  /** undefined without an account: there is nothing to record. */
  readonly apiKey: string | undefined;
  readonly isEmbedded: boolean;
  readonly spot: SpotClient;
  readonly exchangeTime: () => Millis;
}

/** A question about an order waits no longer for its answer. */
const QUESTION_TIMEOUT_MS = 5_000;
const DAY_MS = 86_400_000;

/** Opens the journal. One that cannot be opened refuses orders; everything else goes on. */
export async function openOrderRecords(
  options: OrderRecordsOptions,
  deps: UpstreamDeps,
): Promise<OrderRecords> {
  if (options.apiKey === undefined) return withoutJournal(noJournal);
  const { config, isEmbedded, exchangeTime } = options;
  const { clock, logger, metrics } = deps;
  const account = sha256Hex(options.apiKey).slice(0, 16);
  const directory = isEmbedded
    ? await mkdtemp(join(tmpdir(), 'binance-gateway-'))
    : resolve(config.journal.directory, 'orders', exchangeName(config));
  let journal: DurableJournal;
  try {
    journal = await DurableJournal.open({
      directory,
      isEphemeral: isEmbedded,
      clock,
      exchangeTime,
      account,
      retentionMs: config.journal.retentionDays * DAY_MS,
      logger,
      metrics: journalMetrics(metrics),
    });
  } catch (error) {
    logger.error({ error, directory }, 'the order journal cannot be opened: orders are refused');
    return withoutJournal(refusing(error), (error as Error).message);
  }
  const forget = (): Promise<void> => rm(directory, { recursive: true, force: true });
  // Gone already while it is used, so that a killed process leaves nothing. Windows keeps what is open until the end
  if (isEmbedded) await forget().catch(() => undefined);
  const reports = new OrderReports();
  const resolver = new IntentResolver({
    journal,
    reports,
    ask: (question, since) => askOutcome(options.spot, question, since, { timeoutMs: QUESTION_TIMEOUT_MS }),
    clock,
    exchangeTime,
    recvWindowMs: config.binance.recvWindowMs,
    account,
    logger,
  });
  if (!isEmbedded) logger.info({ directory }, 'order journal');
  collectJournal(metrics, () => journal.unresolved);
  return {
    journal,
    reports,
    start: () => resolver.start(),
    reason: () => {
      if (journal.trouble !== undefined) return journal.trouble;
      const { pending } = resolver;
      return pending > 0 ? `${pending} orders of before the restart are being asked for` : undefined;
    },
    get: ({ clientOrderId }) => {
      const record = journal.find(clientOrderId);
      if (record) return toIntent(record);
      throw new AppError('ORDER_NOT_FOUND', `the journal has no order ${clientOrderId}`);
    },
    list: (input) => journal.list(input).map(toIntent),
    ownerOf: (order) => journal.ownerOf(order),
    owners: journal.owners,
    unsettledOf: (owner) => journal.unsettledOf(owner),
    onSettled: (listener) => {
      journal.onSettled = listener;
    },
    symbols: () =>
      new Set(journal.list({ startTime: exchangeTime() - DAY_MS, limit: 5_000 }).map((r) => r.order.symbol)),
    close: async () => {
      resolver.close();
      await journal.close();
      if (isEmbedded) await forget();
    },
  };
}

function refusing(error: unknown): OrderJournal {
  const refuse = (): never => {
    throw error;
  };
  return { intent: refuse, find: refuse, since: refuse, sent: () => undefined, ended: () => undefined };
}

function withoutJournal(journal: OrderJournal, reason?: string): OrderRecords {
  const refuse = (): never => {
    throw new AppError('JOURNAL_UNAVAILABLE', reason ?? 'there is no order journal');
  };
  return {
    journal,
    reports: new OrderReports(),
    start: () => undefined,
    reason: () => reason,
    get: refuse,
    list: refuse,
    ownerOf: () => undefined,
    owners: undefined,
    unsettledOf: () => 0,
    onSettled: () => undefined,
    symbols: () => new Set(),
    close: () => Promise.resolve(),
  };
}
