import {
  AppError,
  type IntentState,
  type IntentsInput,
  type Logger,
  type Millis,
  type TimerHandle,
  silentLogger,
} from '@binance-gateway/domain-types';
import {
  type IntentRecord,
  type OrderEnd,
  type OrderIntent,
  type OrderJournal,
  isSettled,
  mayBeTriedAgain,
  wasNotPlaced,
} from '../order-journal.js';
import { type OrderName, ordersOf } from '../placed.js';
import type { OwnerStore } from './owner-store.js';
import { JournalStore, type JournalStoreOptions } from './journal-store.js';

export interface JournalMetrics {
  /** An intent has come into this state. */
  entered(state: IntentState): void;
  /** A write to the store failed. */
  writeFailed(): void;
}

export interface DurableJournalOptions extends JournalStoreOptions {
  /** Time of the exchange. */
  readonly exchangeTime: () => Millis;
  /** Digest of the API key. */
  readonly account: string;
  /** How long settled intents are kept, and their ids refused for other orders. */
  readonly retentionMs?: Millis;
  readonly logger?: Logger;
  readonly metrics?: JournalMetrics;
}

const RETENTION_MS = 7 * 86_400_000;
const BEAT_MS = 5_000;
const PRUNE_EVERY_MS = 600_000;
const PRUNE_AT_ONCE = 1_000;
const WRITE_AGAIN_MS = 1_000;
/** News of an intent waits this long for the flush of another one. */
const WRITE_BEHIND_MS = 20;
/** A list looks through no more than this, or it would hold up orders. */
const LIST_SCAN = 20_000;
const DEFAULT_LIMIT = 100;

/**
 * The order journal on disk. INTENT is durable before `intent` resolves. What follows is written behind: lost with the
 * process, it is asked for again at the next start; refused by a full disk, it is kept in memory and written later.
 */
export class DurableJournal implements OrderJournal {
  /** Told of each intent that has come to an end. */
  onSettled: ((record: IntentRecord) => void) | undefined;
  /** Told of each intent that somebody has to ask for. */
  onUnknown: ((record: IntentRecord) => void) | undefined;
  /** Not settled, or newer than what the store has: what is being worked on needs no reading. */
  private readonly current = new Map<string, IntentRecord>();
  /** Ids in `current` that are to be written. */
  private readonly news = new Set<string>();
  private newsTimer: TimerHandle | undefined;
  private readonly open = new Set<string>();
  private failure: string | undefined;
  private readonly timers = new Set<TimerHandle>();
  private isClosed = false;

  private constructor(
    private readonly store: JournalStore,
    private readonly options: DurableJournalOptions,
  ) {}

  /** @throws AppError JOURNAL_UNAVAILABLE */
  static async open(options: DurableJournalOptions): Promise<DurableJournal> {
    const store = await JournalStore.open(options);
    const journal = new DurableJournal(store, options);
    journal.repeat(BEAT_MS, () => store.beat());
    journal.repeat(PRUNE_EVERY_MS, () => journal.prune());
    return journal;
  }

  /** What is on record about owners, beside their orders. */
  get owners(): OwnerStore {
    return this.store.owners;
  }

  /** How many intents of an owner are not settled, those of other processes included. */
  unsettledOf(principal: string): number {
    const ids = new Set([...this.reading(() => this.store.openIds()), ...this.open]);
    return [...ids].filter((id) => {
      const record = this.find(id);
      return record?.principal === principal && !isSettled(record);
    }).length;
  }

  /** Why orders are refused, if they are. */
  get trouble(): string | undefined {
    return this.failure;
  }

  /** Intents of this process that are not settled, those under way included. */
  get unresolved(): number {
    return this.open.size;
  }

  async intent(
    { at, ...intent }: OrderIntent,
    isFree: (earlier: IntentRecord) => boolean = mayBeTriedAgain,
  ): Promise<IntentRecord | undefined> {
    const { clientOrderId: id } = intent;
    const { session } = this.store;
    const record: IntentRecord = {
      ...intent,
      state: 'INTENT',
      createdAt: Math.floor(at),
      session,
      account: this.options.account,
    };
    this.open.add(id);
    try {
      const known = await this.writing((news) => this.store.reserve(record, news, isFree));
      if (known) {
        this.open.delete(id);
        return known;
      }
      this.current.set(id, record);
      this.options.metrics?.entered('INTENT');
      return undefined;
    } catch (error) {
      this.open.delete(id);
      throw error;
    }
  }

  sent(clientOrderId: string): void {
    const record = this.find(clientOrderId);
    if (!record || record.state !== 'INTENT') return;
    this.save({ ...record, state: 'SENT', sentAt: this.now() });
    this.options.metrics?.entered('SENT');
  }

  ended(clientOrderId: string, end: OrderEnd): void {
    const record = this.find(clientOrderId);
    // The exchange having the order outweighs every other end; otherwise the first end stays
    if (!record || record.state === 'ACCEPTED' || (isSettled(record) && end.state !== 'ACCEPTED')) return;
    const { error: _error, ...rest } = record;
    const ended: IntentRecord = {
      ...rest,
      state: end.state,
      endedAt: this.now(),
      ...(end.state === 'ACCEPTED'
        ? { answer: end.order, settledBy: end.by, ...(end.error ? { error: end.error } : {}) }
        : {}),
      ...(end.state === 'REFUSED' ? { error: end.error, settledBy: 'answer' } : {}),
      ...(end.state === 'UNKNOWN' ? { error: end.error } : {}),
      ...(end.state === 'NOT_PLACED' ? { settledBy: 'query' } : {}),
    };
    if (isSettled(ended)) this.open.delete(clientOrderId);
    else this.open.add(clientOrderId);
    this.save(ended);
    this.options.metrics?.entered(ended.state);
    if (ended.state === 'UNKNOWN') this.onUnknown?.(ended);
    else this.onSettled?.(ended);
  }

  /** The record that an order of the exchange came from, under whatever client order id it is known there by now. */
  findOrder(symbol: string, orderId: number): IntentRecord | undefined {
    // What is not written yet is not in the store's index
    for (const record of this.current.values()) {
      const orders = record.answer ? ordersOf(record.answer) : [];
      if (orders.some((order) => order.symbol === symbol && order.orderId === orderId)) return record;
    }
    const id = this.reading(() => this.store.idOfOrder(symbol, orderId));
    return id === undefined ? undefined : this.find(id);
  }

  /** Who placed an order; undefined when it was not placed through here, as far as is known. */
  ownerOf({ symbol, orderId, clientOrderId }: OrderName): string | undefined {
    const placed = this.findOrder(symbol, orderId);
    if (placed) return placed.principal;
    // Not answered yet. An id by itself proves little: somebody may have tried it in vain while it was another's
    const record = this.find(clientOrderId);
    const isOpen = record?.order.symbol === symbol && !record.answer && !wasNotPlaced(record);
    return isOpen ? record.principal : undefined;
  }

  find(clientOrderId: string): IntentRecord | undefined {
    return this.current.get(clientOrderId) ?? this.reading(() => this.store.read(clientOrderId));
  }

  *since(from: Millis): Generator<IntentRecord> {
    for (const id of this.reading(() => this.store.idsByTime(from, Number.MAX_SAFE_INTEGER - 1))) {
      const record = this.find(id);
      if (record) yield record;
    }
  }

  /** @throws AppError JOURNAL_UNAVAILABLE */
  list(input: IntentsInput): IntentRecord[] {
    const { state, symbol, principal, startTime = 0, limit = DEFAULT_LIMIT } = input;
    const endTime = input.endTime ?? Number.MAX_SAFE_INTEGER - 1;
    const found: IntentRecord[] = [];
    let seen = 0;
    for (const id of this.reading(() => this.store.idsByTime(startTime, endTime))) {
      const record = this.find(id);
      if (
        record &&
        (state === undefined || record.state === state) &&
        (symbol === undefined || record.order.symbol === symbol) &&
        (principal === undefined || record.principal === principal)
      ) {
        found.push(record);
      }
      if (found.length >= limit || ++seen >= LIST_SCAN) break;
    }
    return found;
  }

  /**
   * Takes over what processes that are gone have left unsettled. Intents of processes that live are theirs.
   * @returns what is to be asked for
   */
  takeOver(): IntentRecord[] {
    const taken: IntentRecord[] = [];
    for (const id of this.reading(() => this.store.openIds())) {
      const record = this.open.has(id) || this.current.has(id) ? undefined : this.find(id);
      if (!record || this.store.isAlive(record.session)) continue;
      this.open.add(id);
      const mine = { ...record, session: this.store.session };
      this.save(mine);
      taken.push(mine);
    }
    return taken;
  }

  /** Ids of open intents that other processes, as far as one can tell, are working on. */
  openElsewhere(): string[] {
    return this.reading(() => this.store.openIds()).filter((id) => !this.open.has(id));
  }

  async close(): Promise<void> {
    this.isClosed = true;
    for (const timer of this.timers) this.options.clock.clearTimeout(timer);
    if (this.current.size > 0) await this.store.update([...this.current.values()]).catch(() => undefined);
    await this.store.close();
  }

  /** Removes what is older than the retention; unsettled intents stay. */
  async prune(): Promise<void> {
    const before = this.now() - (this.options.retentionMs ?? RETENTION_MS);
    while (!this.isClosed && (await this.store.prune(before, PRUNE_AT_ONCE)) > 0);
    if (!this.isClosed) await this.store.sweepSessions();
  }

  private save(record: IntentRecord): void {
    this.current.set(record.clientOrderId, record);
    this.news.add(record.clientOrderId);
    this.writeSoon(WRITE_BEHIND_MS);
  }

  private writeSoon(afterMs: Millis): void {
    this.newsTimer ??= this.later(afterMs, () => {
      this.newsTimer = undefined;
      // What fails is told to whoever looks, and tried again
      this.writing((news) => this.store.update(news)).catch(() => undefined);
    });
  }

  /** Writes the news along with whatever `write` writes. */
  private async writing<T>(write: (news: IntentRecord[]) => Promise<T>): Promise<T> {
    const news = [...this.news].flatMap((id) => this.current.get(id) ?? []);
    this.news.clear();
    try {
      const result = await write(news);
      this.failure = undefined;
      for (const record of news) {
        // A newer state may be on its way already, or has to come
        const { clientOrderId: id } = record;
        if (isSettled(record) && this.current.get(id) === record) this.current.delete(id);
      }
      return result;
    } catch (error) {
      this.failed(error);
      for (const { clientOrderId } of news) this.news.add(clientOrderId);
      if (news.length > 0) this.writeSoon(WRITE_AGAIN_MS);
      throw error;
    }
  }

  private failed(error: unknown): void {
    if (this.isClosed) return;
    const { logger = silentLogger, metrics } = this.options;
    metrics?.writeFailed();
    const message = error instanceof Error ? error.message : String(error);
    if (this.failure === undefined) logger.error({ error }, 'the order journal cannot be written');
    this.failure = message;
  }

  private reading<T>(read: () => T): T {
    try {
      return read();
    } catch (error) {
      if (AppError.is(error)) throw error;
      throw new AppError(
        'JOURNAL_UNAVAILABLE',
        `the order journal cannot be read: ${(error as Error).message}`,
        {
          cause: error,
        },
      );
    }
  }

  private repeat(everyMs: Millis, run: () => Promise<void>): void {
    this.later(everyMs, () => {
      run()
        .catch((error: unknown) => this.failed(error))
        .finally(() => this.repeat(everyMs, run));
    });
  }

  private later(afterMs: Millis, run: () => void): TimerHandle | undefined {
    if (this.isClosed) return undefined;
    const timer = this.options.clock.setTimeout(() => {
      this.timers.delete(timer);
      if (!this.isClosed) run();
    }, afterMs);
    this.timers.add(timer);
    return timer;
  }

  private now(): Millis {
    return Math.floor(this.options.exchangeTime());
  }
}
