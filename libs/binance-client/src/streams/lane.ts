import type { Millis, TimerHandle } from '@binance-gateway/domain-types';
import { backoffMs } from './backoff.js';
import { type FrameSink, MarketConnection } from './connection.js';
import { Handover } from './handover.js';
import { type LaneOptions, LaneState, type LaneStatus } from './lane-types.js';
import { type Loss, SocketState } from './socket.js';

const HOUR_MS = 3_600_000;
/** 24 h less an hour for the order in which many are replaced; a part of it is left to chance. */
const MAX_AGE_MS = 23 * HOUR_MS;
const AGE_SPREAD_MS = 30 * 60_000;
const IDLE_MS = 30_000;
/** A connection that lived this long starts the next back-off from the beginning. */
const STABLE_MS = 5_000;
/** A successor that has not confirmed everything by then takes over as it is. */
const TAKE_OVER_MS = 15_000;
const HANDOVER_MS = 5_000;
/** 1008, policy violation: we broke a limit, and doing so repeatedly is punished with a ban. */
const POLICY_VIOLATION = 1008;
const POLICY_ATTEMPT = 4;

/**
 * Up to 1024 names and the connection that serves them, one after another: connects, comes back after a
 * loss with the names it was given, and prepares a successor before a connection ends by age or notice.
 *
 * Continuity is never assumed: when a connection ends, `onGap` is called for every stream that had been
 * flowing, before anything of the next connection passes. When it hands over while it lives, only for those
 * whose ids do not meet; see Handover.
 */
export class Lane {
  readonly names = new Set<string>();
  private state: LaneState = LaneState.IDLE;
  private current: MarketConnection | undefined;
  private successor: MarketConnection | undefined;
  private successorReason = '';
  /** The connection before, while its streams cross over to the current one. */
  private outgoing: MarketConnection | undefined;
  private handover: Handover | undefined;
  private attempt = 0;
  private losses = 0;
  private lastLoss: Loss | undefined;
  private openedAt: Millis | undefined;
  private frames = 0;
  private bytes = 0;
  private unreadable = 0;
  private retryTimer: TimerHandle | undefined;
  private ageTimer: TimerHandle | undefined;
  private takeOverTimer: TimerHandle | undefined;
  private idleTimer: TimerHandle | undefined;

  constructor(private readonly options: LaneOptions) {}

  /** Names the server may count for the connection. */
  get load(): number {
    return Math.max(this.names.size, this.current?.subscriptions.size ?? 0);
  }

  get isIdle(): boolean {
    return this.state === LaneState.IDLE;
  }

  get isOpen(): boolean {
    return this.state === LaneState.OPEN || this.state === LaneState.REPLACING;
  }

  add(name: string): void {
    this.names.add(name);
    this.current?.add(name);
    this.successor?.add(name);
    if (this.state === LaneState.IDLE) this.connect();
    this.options.clock.clearTimeout(this.idleTimer);
    this.idleTimer = undefined;
  }

  remove(name: string): void {
    this.names.delete(name);
    this.current?.remove(name);
    this.successor?.remove(name);
    if (this.names.size > 0 || this.idleTimer) return;
    this.idleTimer = this.options.clock.setTimeout(() => {
      this.idleTimer = undefined;
      void this.release(LaneState.IDLE);
    }, this.options.times.idleMs ?? IDLE_MS);
  }

  renew(name: string): void {
    this.current?.renew(name);
  }

  /** While streams cross over, both connections have to be heard: either may be the one that delivers. */
  silentMs(name: string): Millis | undefined {
    const silent = this.current?.silentMs(name);
    if (silent === undefined || !this.outgoing) return silent;
    const before = this.outgoing.silentMs(name);
    return before === undefined ? undefined : Math.max(silent, before);
  }

  close(): Promise<void> {
    return this.release(LaneState.CLOSED);
  }

  status(): LaneStatus {
    const { current } = this;
    return {
      id: this.options.id,
      state: this.state,
      streams: this.names.size,
      confirmed: current?.subscriptions.confirmed ?? 0,
      ageMs:
        this.openedAt === undefined || !this.isOpen
          ? undefined
          : this.options.clock.monotonic() - this.openedAt,
      frames: this.frames + (current?.frames ?? 0),
      bytes: this.bytes + (current?.bytes ?? 0),
      unreadable: this.unreadable + (current?.unreadable ?? 0),
      losses: this.losses,
      lastLoss: this.lastLoss,
    };
  }

  private connect(): void {
    this.retryTimer = undefined;
    const wait = this.options.budget.take();
    if (wait > 0) {
      this.retryIn(wait);
      return;
    }
    this.enter(LaneState.CONNECTING);
    this.current = this.openConnection(this.options.events);
  }

  private openConnection(sink: FrameSink): MarketConnection {
    const { url, clock, logger, metrics, times, isUrgent } = this.options;
    metrics.connectAttempt();
    const connection = new MarketConnection({
      url,
      clock,
      logger,
      sink,
      ...times,
      ...(isUrgent ? { isUrgent } : {}),
      events: {
        onOpen: (opened) => this.opened(opened),
        onLost: (lost, loss) => this.lost(lost, loss),
        onShutdownNotice: (notified) => {
          if (notified === this.current) this.replace('server shutdown');
        },
        onInterrupted: (names) => this.gap(names, 'resubscribed'),
        onRefused: (names, error) => {
          metrics.subscriptionRefused(names.length);
          const fields = { lane: this.options.id, streams: names.slice(0, 5), count: names.length };
          logger.warn({ ...fields, code: error.code, reply: error.msg }, 'stream request refused');
        },
        onConfirmed: (settled) => {
          if (settled === this.successor && settled.subscriptions.isSettled) this.takeOver();
        },
      },
    });
    for (const name of this.names) connection.add(name);
    return connection;
  }

  private opened(connection: MarketConnection): void {
    this.options.metrics.connected(this.options.clock.monotonic() - connection.createdAt);
    if (connection === this.successor) {
      this.takeOverTimer = this.options.clock.setTimeout(() => this.takeOver(), TAKE_OVER_MS);
      if (connection.subscriptions.isSettled) this.takeOver();
      return;
    }
    this.live();
  }

  private live(): void {
    const { clock, random, times } = this.options;
    this.openedAt = clock.monotonic();
    this.enter(LaneState.OPEN);
    clock.clearTimeout(this.ageTimer);
    const age =
      (times.maxAgeMs ?? MAX_AGE_MS) -
      random() * Math.min(AGE_SPREAD_MS, (times.maxAgeMs ?? MAX_AGE_MS) / 10);
    this.ageTimer = clock.setTimeout(() => this.replace('age'), age);
  }

  private lost(connection: MarketConnection, loss: Loss): void {
    const { budget, clock, random, logger, metrics, id } = this.options;
    this.losses++;
    this.lastLoss = loss;
    metrics.connectionLost(loss.reason);
    logger.warn({ lane: id, ...loss }, 'market stream connection lost');
    const isBan = loss.reason === 'connect-refused' && loss.code === 418;
    if (loss.retryAfterMs !== undefined) budget.block(loss.retryAfterMs, isBan);
    else if (loss.reason === 'connect-refused' && (loss.code === 429 || loss.code === 418))
      budget.block(60_000, isBan);
    if (connection === this.outgoing) {
      this.endHandover(true);
      return;
    }
    if (connection === this.successor) {
      this.dropSuccessor();
      this.enter(LaneState.OPEN);
      this.ageTimer = clock.setTimeout(
        () => this.replace(this.successorReason),
        backoffMs(this.attempt++, random),
      );
      return;
    }
    this.endHandover(true);
    const wasStable = this.openedAt !== undefined && clock.monotonic() - this.openedAt >= STABLE_MS;
    this.retire(connection);
    this.gap(connection.subscriptions.flowing(), loss.reason);
    if (this.successor) {
      this.promote();
      return;
    }
    if (wasStable) this.attempt = 0;
    if (loss.code === POLICY_VIOLATION) this.attempt = Math.max(this.attempt, POLICY_ATTEMPT);
    if (this.names.size === 0) this.enter(LaneState.IDLE);
    else this.retryIn(backoffMs(this.attempt++, random));
  }

  private retryIn(ms: Millis): void {
    this.enter(LaneState.WAITING);
    this.retryTimer = this.options.clock.setTimeout(() => this.connect(), ms);
  }

  /** Opens the next connection while this one still serves. */
  private replace(reason: string): void {
    const { budget, clock, times } = this.options;
    if (this.successor || !this.isOpen) return;
    clock.clearTimeout(this.ageTimer);
    const wait = this.handover ? (times.handoverMs ?? HANDOVER_MS) : budget.take();
    if (wait > 0) {
      this.ageTimer = clock.setTimeout(() => this.replace(reason), wait);
      return;
    }
    this.successorReason = reason;
    this.enter(LaneState.REPLACING);
    this.successor = this.openConnection(IGNORED);
  }

  /** The successor is ready, or has had its time. */
  private takeOver(): void {
    const { clock, events, times } = this.options;
    const { successor, current: old, successorReason: reason } = this;
    if (!successor || !old) return;
    const flowing = old.subscriptions.flowing();
    const ready = flowing.filter((name) => successor.subscriptions.isConfirmed(name));
    this.gap(
      flowing.filter((name) => !successor.subscriptions.isConfirmed(name)),
      reason,
    );
    this.outgoing = old;
    this.handover = new Handover(
      ready,
      events,
      (names) => this.gap(names, reason),
      () => this.endHandover(false),
    );
    old.sink = this.handover.fromOld;
    this.promote();
    successor.sink = this.handover.fromNew;
    this.enter(LaneState.REPLACING);
    this.takeOverTimer = clock.setTimeout(() => this.endHandover(false), times.handoverMs ?? HANDOVER_MS);
    if (this.handover.waiting === 0) this.endHandover(false);
  }

  private endHandover(hasBrokenOff: boolean): void {
    const { outgoing, handover } = this;
    if (!outgoing || !handover) return;
    this.options.clock.clearTimeout(this.takeOverTimer);
    this.outgoing = this.handover = undefined;
    if (this.current) this.current.sink = this.options.events;
    this.count(outgoing);
    void outgoing.close();
    handover.finish(hasBrokenOff);
    if (this.state === LaneState.REPLACING) this.enter(LaneState.OPEN);
  }

  /** The successor becomes the connection. */
  private promote(): void {
    const { clock, events, metrics, logger, id } = this.options;
    const { successor, successorReason: reason } = this;
    if (!successor) return;
    clock.clearTimeout(this.takeOverTimer);
    this.successor = undefined;
    this.current = successor;
    successor.sink = events;
    metrics.connectionReplaced(reason);
    logger.info({ lane: id, reason }, 'market stream connection replaced');
    if (successor.state === SocketState.OPEN) this.live();
    else this.enter(LaneState.CONNECTING);
  }

  /** The connection serves no longer. */
  private retire(connection: MarketConnection): void {
    this.options.clock.clearTimeout(this.ageTimer);
    this.openedAt = undefined;
    this.current = undefined;
    this.count(connection);
  }

  private count({ frames, bytes, unreadable }: MarketConnection): void {
    this.frames += frames;
    this.bytes += bytes;
    this.unreadable += unreadable;
  }

  private gap(names: readonly string[], reason: string): void {
    if (names.length === 0) return;
    this.options.metrics.gap(names.length, reason);
    this.options.events.onGap(names, reason);
  }

  private dropSuccessor(): void {
    this.options.clock.clearTimeout(this.takeOverTimer);
    this.successor = undefined;
  }

  private async release(state: LaneState): Promise<void> {
    const { clock } = this.options;
    for (const timer of [this.retryTimer, this.ageTimer, this.takeOverTimer, this.idleTimer])
      clock.clearTimeout(timer);
    this.endHandover(true);
    const { current, successor } = this;
    const open = [current, successor];
    this.dropSuccessor();
    if (current) {
      this.retire(current);
      this.gap(current.subscriptions.flowing(), 'closed');
    }
    this.enter(state);
    await Promise.all(open.map((connection) => connection?.close()));
  }

  private enter(state: LaneState): void {
    if (this.state === state) return;
    this.state = state;
    this.options.events.onStateChange();
  }
}

/** A successor is silent until it takes over: two sources at once would mix. */
const IGNORED: FrameSink = { onFrame: () => undefined };
