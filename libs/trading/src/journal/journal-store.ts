import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { AppError, type Clock, type Millis, delay } from '@binance-gateway/domain-types';
import type { Key, RootDatabase } from 'lmdb';
import { type IntentRecord, isSettled } from '../order-journal.js';
import { ordersOf } from '../placed.js';
import { OwnerStore } from './owner-store.js';
import { decodeRecord, encodeRecord } from './record-codec.js';
import { checkStore } from './store-check.js';

export interface JournalStoreOptions {
  /** Made when it is not there. */
  readonly directory: string;
  readonly clock: Clock;
  /** Nothing needs to outlive the machine: commits do not wait for the disk. */
  readonly isEphemeral?: boolean;
}

interface Session {
  readonly pid: number;
  readonly host: string;
  readonly beatAt: Millis;
}

/** Silence after which a process counts as gone even if something runs under its process id. */
const SESSION_SILENCE_MS = 20_000;
/** How long the reason of a failed write is waited for. */
const CAUSE_AT_MOST_MS = 200;
const NOTHING = Buffer.alloc(0);
/** Sessions of this process: two journals in it are as good as two processes. */
const HERE = new Set<string>();

// Keys: a letter for the kind, then what it is sorted by.
const recordKey = (id: string): Key => ['i', id];
const timeKey = (at: Millis, id: string): Key => ['t', Math.floor(at), id];
const openKey = (id: string): Key => ['o', id];
const orderKey = (symbol: string, orderId: number): Key => ['x', symbol, orderId];
const sessionKey = (session: string): Key => ['s', session];

/**
 * Intents on disk. Several processes may have the same directory open: a key is taken in a transaction that sees the
 * others'. A promise of a write is kept when its transaction is on the disk; writes of the same moment share one.
 */
export class JournalStore {
  readonly session = randomUUID();
  readonly owners: OwnerStore;

  private constructor(
    private readonly db: RootDatabase<Buffer>,
    private readonly clock: Clock,
  ) {
    HERE.add(this.session);
    this.owners = new OwnerStore(db, (change) => this.write(change));
  }

  /** @throws AppError JOURNAL_UNAVAILABLE */
  static async open({ directory, clock, isEphemeral = false }: JournalStoreOptions): Promise<JournalStore> {
    // Loaded here: a process that cannot trade does not pay for it
    const { open } = await import('lmdb');
    try {
      mkdirSync(directory, { recursive: true });
      checkStore(join(directory, 'data.mdb'));
      // Without overlapping, a transaction has been flushed when its promise resolves. With batching by turns of the
      // event loop, a failed commit would reject a promise of the store's own, which ends the process
      const db = open<Buffer>({
        path: directory,
        noSubdir: false,
        encoding: 'binary',
        overlappingSync: false,
        eventTurnBatching: false,
        ...(isEphemeral ? { noSync: true } : {}),
      });
      const store = new JournalStore(db, clock);
      for (const id of store.openIds()) store.read(id);
      await store.beat();
      return store;
    } catch (error) {
      throw unavailable('opened', error);
    }
  }

  /**
   * Takes the key and writes the intent, and news of other intents on the way: a flush costs the same with them.
   * @returns the record that has the key already
   */
  async reserve(
    record: IntentRecord,
    news: readonly IntentRecord[],
    isFree: (earlier: IntentRecord) => boolean,
  ): Promise<IntentRecord | undefined> {
    const { clientOrderId: id } = record;
    const bytes = encodeRecord(record);
    const put = this.putting(news);
    return this.write(() => {
      put();
      const found = this.db.get(recordKey(id));
      const known = found && decodeRecord(id, found);
      if (known && !isFree(known)) return known;
      if (known) this.db.removeSync(timeKey(known.createdAt, id));
      this.db.putSync(recordKey(id), bytes);
      this.db.putSync(timeKey(record.createdAt, id), NOTHING);
      this.db.putSync(openKey(id), NOTHING);
      return undefined;
    });
  }

  async update(records: readonly IntentRecord[]): Promise<void> {
    await this.write(this.putting(records));
  }

  /** Encoded before the transaction begins, which has to be short. */
  private putting(records: readonly IntentRecord[]): () => void {
    const entries = records.map((record) => ({ record, bytes: encodeRecord(record) }));
    return () => {
      for (const { record, bytes } of entries) {
        this.db.putSync(recordKey(record.clientOrderId), bytes);
        if (isSettled(record)) this.db.removeSync(openKey(record.clientOrderId));
        for (const { symbol, orderId } of ordersIn(record)) {
          this.db.putSync(orderKey(symbol, orderId), Buffer.from(record.clientOrderId));
        }
      }
    };
  }

  /** @throws AppError JOURNAL_UNAVAILABLE when the record is damaged */
  read(id: string): IntentRecord | undefined {
    const bytes = this.db.get(recordKey(id));
    return bytes && decodeRecord(id, bytes);
  }

  /** Ids of intents that are not settled. */
  openIds(): string[] {
    return [...this.db.getKeys({ start: ['o'], end: ['p'] })].map((key) => (key as string[])[1] as string);
  }

  /** Key of the intent that placed an order. */
  idOfOrder(symbol: string, orderId: number): string | undefined {
    return this.db.get(orderKey(symbol, orderId))?.toString();
  }

  /** Ids by time of creation, the newest first; both ends inclusive. */
  *idsByTime(from: Millis, to: Millis): Generator<string> {
    const range = { start: ['t', to + 1], end: ['t', from], reverse: true };
    for (const key of this.db.getKeys(range)) yield (key as [string, number, string])[2];
  }

  /**
   * Removes settled intents that are older, a bounded number at a time.
   * @returns how many are gone; 0 when there are no more
   */
  async prune(before: Millis, atMost: number): Promise<number> {
    const old = [...this.db.getKeys({ start: ['t', 0], end: ['t', before], limit: 2 * atMost })] as [
      string,
      number,
      string,
    ][];
    const settled = old.filter(([, , id]) => !this.db.doesExist(openKey(id))).slice(0, atMost);
    if (settled.length === 0) return 0;
    await this.write(() => {
      for (const [, at, id] of settled) {
        this.db.removeSync(timeKey(at, id));
        const bytes = this.db.get(recordKey(id));
        const record = bytes && decodeRecord(id, bytes);
        // Meanwhile the id may have been taken for another order, whose record has to stay
        if (!record || record.createdAt !== at) continue;
        for (const { symbol, orderId } of ordersIn(record)) this.db.removeSync(orderKey(symbol, orderId));
        this.db.removeSync(recordKey(id));
      }
    });
    return settled.length;
  }

  /** Tells other processes that this one lives. */
  async beat(): Promise<void> {
    const session: Session = { pid: process.pid, host: hostname(), beatAt: this.clock.now() };
    await this.write(
      () => void this.db.putSync(sessionKey(this.session), Buffer.from(JSON.stringify(session))),
    );
  }

  /** Whether the process behind a session can still send something. */
  isAlive(session: string): boolean {
    if (HERE.has(session)) return true;
    const bytes = this.db.get(sessionKey(session));
    if (!bytes) return false;
    const { pid, host, beatAt } = JSON.parse(bytes.toString()) as Session;
    const isRecent = this.clock.now() - beatAt < SESSION_SILENCE_MS;
    if (host !== hostname()) return isRecent;
    return isRecent && pid !== process.pid && runs(pid);
  }

  /** Forgets sessions of processes that are gone and have no open intents. */
  async sweepSessions(): Promise<void> {
    const inUse = new Set(this.openIds().map((id) => this.read(id)?.session));
    const keys = [...this.db.getKeys({ start: ['s'], end: ['t'] })] as [string, string][];
    const gone = keys.filter(([, session]) => !inUse.has(session) && !this.isAlive(session));
    if (gone.length > 0) {
      await this.write(() => gone.forEach(([, session]) => void this.db.removeSync(sessionKey(session))));
    }
  }

  async close(): Promise<void> {
    HERE.delete(this.session);
    await this.write(() => void this.db.removeSync(sessionKey(this.session))).catch(() => undefined);
    await this.db.close();
  }

  private async write<T>(change: () => T): Promise<T> {
    try {
      return await this.db.transaction(change);
    } catch (error) {
      // The cause comes as a promise of its own: it must not stay without an owner, and may never be settled
      const { commitError } = error as { commitError?: PromiseLike<unknown> };
      const reason = Promise.resolve(commitError).catch((cause: unknown) => cause);
      const cause = await Promise.race([reason, delay(this.clock, CAUSE_AT_MOST_MS)]);
      throw unavailable('written', cause ?? error);
    }
  }
}

function ordersIn({ answer }: IntentRecord): ReturnType<typeof ordersOf> {
  return answer ? ordersOf(answer) : [];
}

function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function unavailable(what: string, error: unknown): AppError {
  if (AppError.is(error)) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new AppError(
    'JOURNAL_UNAVAILABLE',
    `the order journal cannot be ${what}: ${reason}; no order was sent`,
    {
      cause: error,
    },
  );
}
