import {
  AppError,
  type Clock,
  type Logger,
  type Millis,
  type TimerHandle,
  silentLogger,
} from '@binance-gateway/domain-types';
import { type Evidence, type IntentRecord, type Placed, isSettled } from '../order-journal.js';
import { type Question, idsOf, isAbsent, isToldByOneOrder, questionOf } from '../outcome.js';
import type { DurableJournal } from './durable-journal.js';
import type { OrderReports, ReportWatch } from './order-reports.js';

export interface IntentResolverOptions {
  readonly journal: DurableJournal;
  readonly reports: OrderReports;
  /** Asks once; undefined when only an older order of that id is there. @throws AppError ORDER_NOT_FOUND */
  readonly ask: (question: Question, since: Millis) => Promise<Placed | undefined>;
  readonly clock: Clock;
  /** Time of the exchange. */
  readonly exchangeTime: () => Millis;
  readonly recvWindowMs: Millis;
  /** Digest of the API key. */
  readonly account: string;
  readonly logger?: Logger;
  /** For how long after a request stopped being valid the exchange may still carry it out. */
  readonly graceMs?: Millis;
  /** Between two answers that there is no such order. */
  readonly quietMs?: Millis;
}

interface Followed {
  readonly record: IntentRecord;
  readonly watches: readonly ReportWatch[];
  /** Found at the start: the process is not ready before it is settled. */
  readonly isRecovered: boolean;
  /** Before this, not to be found proves nothing. Time of the exchange. */
  readonly provableAt: Millis;
  absences: number;
  asked: number;
  /** Monotonic. */
  dueAt: number;
  isAsking: boolean;
}

/** The API itself waits 10 s for the matching engine before it gives up. */
const GRACE_MS = 10_000;
const QUIET_MS = 5_000;
/** Answers that there is no such order, after which there is none. */
const ABSENCES = 3;
const PAUSES_MS = [0, 1_000, 2_000] as const;
const SLOWEST_MS = 60_000;
/** A question costs weight 4; a restart must not spend the minute's budget at once. */
const AT_ONCE = 4;
const LOOK_FOR_ABANDONED_MS = 10_000;
/** An intent that nobody can tell anything about must not keep the process from working for ever. */
const READY_AFTER_MS = 120_000;

/**
 * Finds out what became of orders whose outcome is not known, by asking and by listening, and writes it down. It never
 * sends an order. https://developers.binance.com/docs/binance-spot-api-docs/rest-api/general-api-information
 */
export class IntentResolver {
  private readonly followed = new Map<string, Followed>();
  private timer: TimerHandle | undefined;
  private abandonedTimer: TimerHandle | undefined;
  private silentUntil = 0;
  private startedAt: number | undefined;
  /** Open at the start in the hands of others, who may have ended unnoticed, as a container on another host name. */
  private elsewhere: readonly string[] | undefined;
  private isClosed = false;

  constructor(private readonly options: IntentResolverOptions) {
    options.journal.onUnknown = (record) => this.follow(record, false);
  }

  /**
   * Takes up what earlier processes have left.
   * @throws AppError JOURNAL_UNAVAILABLE
   */
  start(): void {
    this.startedAt ??= this.options.clock.monotonic();
    const left = this.options.journal.takeOver();
    for (const record of left) this.follow(record, true);
    this.elsewhere ??= this.options.journal.openElsewhere();
    if (left.length > 0) {
      this.logger.warn({ intents: left.length }, 'orders of before the restart are asked for');
    }
    this.lookAgainLater();
  }

  private lookAgainLater(): void {
    if (this.isClosed) return;
    this.abandonedTimer = this.options.clock.setTimeout(() => {
      try {
        this.start();
      } catch (error) {
        this.logger.error({ error }, 'open intents cannot be read');
        this.lookAgainLater();
      }
    }, LOOK_FOR_ABANDONED_MS);
  }

  /** Intents being asked for. */
  get size(): number {
    return this.followed.size;
  }

  /** Orders of before the start whose outcome is still open, as far as they keep the process from being ready. */
  get pending(): number {
    const { clock, journal } = this.options;
    if (this.startedAt === undefined || clock.monotonic() - this.startedAt > READY_AFTER_MS) return 0;
    const ours = [...this.followed.values()].filter((f) => f.isRecovered && this.isOurs(f.record));
    const others = (this.elsewhere ?? []).filter((id) => {
      const record = this.followed.has(id) ? undefined : journal.find(id);
      return record && !isSettled(record);
    });
    return ours.length + others.length;
  }

  close(): void {
    this.isClosed = true;
    const { clock } = this.options;
    clock.clearTimeout(this.timer);
    clock.clearTimeout(this.abandonedTimer);
    for (const { watches } of this.followed.values()) for (const watch of watches) watch.stop();
    this.followed.clear();
  }

  private follow(record: IntentRecord, isRecovered: boolean): void {
    const { clientOrderId: id } = record;
    if (this.isClosed || this.followed.has(id)) return;
    const { clock, exchangeTime, recvWindowMs, graceMs = GRACE_MS, quietMs = QUIET_MS } = this.options;
    const question = questionOf(record);
    const heard = isToldByOneOrder(question)
      ? (order: Placed): void => this.settle(id, order, 'event')
      : (): void => this.askSoon(id);
    this.followed.set(id, {
      record,
      watches: idsOf(question).map((one) => this.options.reports.watch(one, record.createdAt, heard)),
      isRecovered,
      // Whoever sent it has stopped by now, so that no request of it has a later timestamp
      provableAt: exchangeTime() + recvWindowMs + graceMs,
      absences: 0,
      asked: 0,
      dueAt: clock.monotonic() + (isRecovered ? 0 : quietMs),
      isAsking: false,
    });
    this.plan();
  }

  /** An event tells that it is there; what it is as a whole, the exchange has to be asked. */
  private askSoon(id: string): void {
    const followed = this.followed.get(id);
    if (!followed || followed.isAsking) return;
    followed.dueAt = this.options.clock.monotonic();
    this.plan();
  }

  private plan(): void {
    const { clock } = this.options;
    clock.clearTimeout(this.timer);
    this.timer = undefined;
    const waiting = [...this.followed.values()].filter((f) => !f.isAsking);
    if (this.isClosed || waiting.length === 0 || this.asking() >= AT_ONCE) return;
    const next = Math.max(this.silentUntil, Math.min(...waiting.map((f) => f.dueAt)));
    this.timer = clock.setTimeout(() => this.askDue(), Math.max(0, next - clock.monotonic()));
  }

  private asking(): number {
    return [...this.followed.values()].filter((f) => f.isAsking).length;
  }

  private askDue(): void {
    const now = this.options.clock.monotonic();
    const due = [...this.followed.values()]
      .filter((f) => !f.isAsking && f.dueAt <= now)
      .sort((a, b) => a.dueAt - b.dueAt);
    for (const followed of due.slice(0, AT_ONCE - this.asking())) void this.ask(followed);
    this.plan();
  }

  private async ask(followed: Followed): Promise<void> {
    const { clock, quietMs = QUIET_MS } = this.options;
    const { clientOrderId: id, createdAt } = followed.record;
    followed.isAsking = true;
    followed.asked += 1;
    try {
      const found = await this.options.ask(questionOf(followed.record), createdAt);
      // An id may be used again once its order is done: an older order is not the answer
      if (found) this.settle(id, found, 'query');
      else this.absent(followed);
    } catch (error) {
      if (isAbsent(error)) this.absent(followed);
      else if (AppError.is(error) && error.retryAfterMs !== undefined) {
        this.silentUntil = clock.monotonic() + error.retryAfterMs;
      }
    }
    followed.isAsking = false;
    const slower = Math.min(SLOWEST_MS, quietMs * 2 ** Math.max(0, followed.asked - 8));
    const pauseMs = followed.absences > 0 ? quietMs : (PAUSES_MS[followed.asked] ?? slower);
    followed.dueAt = clock.monotonic() + pauseMs;
    this.plan();
  }

  private absent(followed: Followed): void {
    const { journal, exchangeTime } = this.options;
    const { record } = followed;
    if (!this.isOurs(record) || exchangeTime() < followed.provableAt) return;
    followed.absences += 1;
    if (followed.absences < ABSENCES || !this.followed.has(record.clientOrderId)) return;
    journal.ended(record.clientOrderId, { state: 'NOT_PLACED' });
    this.done(followed, 'NOT_PLACED');
  }

  private settle(id: string, order: Placed, by: Evidence): void {
    const followed = this.followed.get(id);
    if (!followed) return;
    const { journal } = this.options;
    journal.ended(id, { state: 'ACCEPTED', by, order });
    this.done(followed, 'ACCEPTED');
  }

  private done(followed: Followed, state: string): void {
    const { clientOrderId } = followed.record;
    for (const watch of followed.watches) watch.stop();
    this.followed.delete(clientOrderId);
    this.logger.info({ clientOrderId, state, asked: followed.asked }, 'an unknown outcome is settled');
  }

  /** What another account does not know proves nothing about ours. */
  private isOurs(record: IntentRecord): boolean {
    return record.account === this.options.account;
  }

  private get logger(): Logger {
    return this.options.logger ?? silentLogger;
  }
}
