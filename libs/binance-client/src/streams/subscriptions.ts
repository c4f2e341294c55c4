import type { Millis } from '@binance-gateway/domain-types';

export const SubscriptionPhase = {
  /** To be asked for. */
  PENDING: 'pending',
  /** SUBSCRIBE is on its way. */
  SUBSCRIBING: 'subscribing',
  CONFIRMED: 'confirmed',
  /** To be given up at the server. */
  LEAVING: 'leaving',
  /** UNSUBSCRIBE is on its way. */
  UNSUBSCRIBING: 'unsubscribing',
} as const;
export type SubscriptionPhase = (typeof SubscriptionPhase)[keyof typeof SubscriptionPhase];

const { PENDING, SUBSCRIBING, CONFIRMED, LEAVING, UNSUBSCRIBING } = SubscriptionPhase;

export interface ControlRequest {
  readonly method: 'SUBSCRIBE' | 'UNSUBSCRIBE';
  readonly names: readonly string[];
}

interface Subscription {
  readonly name: string;
  phase: SubscriptionPhase;
  wanted: boolean;
  /** Asked for at least once on this connection: the server may be sending it. */
  asked: boolean;
  /** How many names may share its next request; halved by every refusal, so that one bad name is left alone. */
  batch: number;
  refusals: number;
  retryAt: Millis;
}

/** 200 names of 25 bytes make a frame of 5 kB; clients that sent 350 and more saw them refused. */
const MAX_BATCH = 200;
const REFUSED_RETRY_MS = 1_000;
const REFUSED_RETRY_MOST_MS = 30_000;

/**
 * What one connection is subscribed to, and what is still to be said to get there. Times are monotonic ms.
 *
 * A name given up and wanted again while its UNSUBSCRIBE is under way is subscribed anew only after the
 * answer to it: the server handles requests in order, so that nothing old can follow.
 */
export class Subscriptions {
  private readonly entries = new Map<string, Subscription>();

  /** @param isUrgent names that are asked for before all others */
  constructor(private readonly isUrgent: (name: string) => boolean = () => false) {}

  /** Names the server counts for this connection, those being given up included. */
  get size(): number {
    return this.entries.size;
  }

  get confirmed(): number {
    let count = 0;
    for (const entry of this.entries.values()) if (entry.phase === CONFIRMED && entry.wanted) count++;
    return count;
  }

  isConfirmed(name: string): boolean {
    return this.entries.get(name)?.phase === CONFIRMED;
  }

  /** Nothing left to ask, nothing unanswered. */
  get isSettled(): boolean {
    for (const entry of this.entries.values()) if (entry.phase !== CONFIRMED || !entry.wanted) return false;
    return true;
  }

  /** Wanted names the server may have been sending: they lose continuity when the connection ends. */
  flowing(): string[] {
    const names: string[] = [];
    for (const entry of this.entries.values()) if (entry.asked && entry.wanted) names.push(entry.name);
    return names;
  }

  add(name: string): void {
    const entry = this.entries.get(name);
    if (entry) {
      entry.wanted = true;
      return;
    }
    this.entries.set(name, {
      name,
      phase: PENDING,
      wanted: true,
      asked: false,
      batch: MAX_BATCH,
      refusals: 0,
      retryAt: 0,
    });
  }

  remove(name: string): void {
    const entry = this.entries.get(name);
    if (!entry) return;
    entry.wanted = false;
    if (entry.phase === PENDING && !entry.asked) this.entries.delete(name);
    else if (entry.phase === PENDING) entry.phase = LEAVING;
  }

  /** Gives a stream up and subscribes it again, for one that has gone silent while others flow. */
  renew(name: string): void {
    const entry = this.entries.get(name);
    if (entry?.phase === CONFIRMED && entry.wanted) entry.phase = LEAVING;
  }

  /** The next request to send, if one is due; it counts as sent. */
  next(now: Millis): ControlRequest | undefined {
    const leaving = this.take((e) => isToLeave(e) && e.retryAt <= now, UNSUBSCRIBING);
    if (leaving) return { method: 'UNSUBSCRIBE', names: leaving };
    const pending = this.take((e) => e.phase === PENDING && e.retryAt <= now, SUBSCRIBING);
    return pending && { method: 'SUBSCRIBE', names: pending };
  }

  /** When `next` has something again; undefined when nothing waits. */
  nextDueAt(): Millis | undefined {
    let due: Millis | undefined;
    for (const entry of this.entries.values()) {
      if (entry.phase !== PENDING && !isToLeave(entry)) continue;
      if (due === undefined || entry.retryAt < due) due = entry.retryAt;
    }
    return due;
  }

  /** @returns names that are wanted again after an UNSUBSCRIBE: their continuity is lost */
  confirm(request: ControlRequest): string[] {
    const interrupted: string[] = [];
    for (const entry of this.of(request)) {
      entry.refusals = 0;
      entry.batch = MAX_BATCH;
      if (request.method === 'SUBSCRIBE') {
        entry.phase = CONFIRMED;
      } else if (entry.wanted) {
        entry.phase = PENDING;
        entry.asked = false;
        interrupted.push(entry.name);
      } else {
        this.entries.delete(entry.name);
      }
    }
    return interrupted;
  }

  /** The server refused: the names stay and are asked for again, in smaller company and later. */
  refuse(request: ControlRequest, now: Millis): void {
    const batch = Math.max(1, request.names.length >> 1);
    for (const entry of this.of(request)) {
      if (request.method === 'SUBSCRIBE' && !entry.wanted) {
        this.entries.delete(entry.name);
        continue;
      }
      entry.phase = request.method === 'SUBSCRIBE' ? PENDING : LEAVING;
      entry.batch = batch;
      if (request.names.length > 1) continue;
      entry.retryAt =
        now + Math.min(REFUSED_RETRY_MOST_MS, REFUSED_RETRY_MS * 2 ** Math.min(entry.refusals, 10));
      entry.refusals++;
    }
  }

  /** No answer came. Both requests may be repeated: the server takes them for done when they are. */
  expire(request: ControlRequest): void {
    for (const entry of this.of(request)) {
      if (request.method === 'UNSUBSCRIBE' || !entry.wanted) entry.phase = LEAVING;
      else entry.phase = PENDING;
    }
  }

  private take(isDue: (entry: Subscription) => boolean, phase: SubscriptionPhase): string[] | undefined {
    let batch = 0;
    const names: string[] = [];
    for (const entry of this.inOrder(isDue)) {
      if (names.length === 0) batch = entry.batch;
      else if (entry.batch !== batch) continue;
      entry.phase = phase;
      if (phase === SUBSCRIBING) entry.asked = true;
      if (names.push(entry.name) === batch) break;
    }
    return names.length > 0 ? names : undefined;
  }

  private *inOrder(isDue: (entry: Subscription) => boolean): Iterable<Subscription> {
    const rest: Subscription[] = [];
    for (const entry of this.entries.values()) {
      if (!isDue(entry)) continue;
      if (this.isUrgent(entry.name)) yield entry;
      else rest.push(entry);
    }
    yield* rest;
  }

  private *of(request: ControlRequest): Iterable<Subscription> {
    const phase = request.method === 'SUBSCRIBE' ? SUBSCRIBING : UNSUBSCRIBING;
    for (const name of request.names) {
      const entry = this.entries.get(name);
      if (entry?.phase === phase) yield entry;
    }
  }
}

/** A name no longer wanted whose SUBSCRIBE is under way waits for the answer to that. */
function isToLeave(entry: Subscription): boolean {
  return entry.phase === LEAVING || (entry.phase === CONFIRMED && !entry.wanted);
}
