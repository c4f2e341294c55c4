import type { Clock, Millis, TimerHandle } from '@binance-gateway/domain-types';
import type { AccountId, Engine } from '../engine/types.js';
import { encodeUserEvent } from '../wire/encode-user-event.js';
import { type TimeUnit, toMicroseconds } from '../wire/time-unit.js';

/** One subscription of one connection to one account. */
export interface UserSubscriber {
  readonly account: AccountId;
  readonly timeUnit: TimeUnit;
  /** @param event JSON text of the inner event */
  deliver(event: string): void;
}

/** An event as the exchange made it. */
export interface MadeEvent {
  readonly account: AccountId;
  readonly event: object;
  /** Subscriptions that it was meant for. */
  readonly receivers: number;
  /** A fault kept it back for ever. */
  readonly isDropped: boolean;
}

/** Brings the engine's account events to those who subscribed, encoded once per time unit. */
export class UserEvents {
  /** Hears of every event, heard by anybody or not. */
  onEvent: ((made: MadeEvent) => void) | undefined;
  private readonly subscribers = new Map<AccountId, Set<UserSubscriber>>();
  private readonly unsubscribe: () => void;
  private readonly timers = new Set<TimerHandle>();
  private held: (() => void)[] | undefined;
  private toDrop = 0;
  private toRepeat = 0;
  private delayMs: Millis = 0;

  constructor(
    engine: Engine,
    private readonly clock: Clock,
  ) {
    this.unsubscribe = engine.subscribe((event) => {
      if (event.kind === 'trade' || event.kind === 'level' || event.kind === 'symbol') return;
      this.publish(event.account, encodeUserEvent(event, this.clock.now()));
    });
  }

  add(subscriber: UserSubscriber): void {
    const set = this.subscribers.get(subscriber.account);
    if (set) set.add(subscriber);
    else this.subscribers.set(subscriber.account, new Set([subscriber]));
  }

  remove(subscriber: UserSubscriber): void {
    const set = this.subscribers.get(subscriber.account);
    set?.delete(subscriber);
    if (set?.size === 0) this.subscribers.delete(subscriber.account);
  }

  /** Fault: events wait until the returned function is called, then go out in order. */
  hold(): () => void {
    this.held ??= [];
    return () => this.release();
  }

  /** Fault: the next events are lost. */
  drop(count: number): void {
    this.toDrop += count;
  }

  /** Fault: the next events arrive twice. */
  repeat(count: number): void {
    this.toRepeat += count;
  }

  /** Fault: every event arrives so much later, in order; 0 ends it. */
  delay(ms: Millis): void {
    this.delayMs = ms;
  }

  clearFaults(): void {
    this.toDrop = this.toRepeat = this.delayMs = 0;
    this.release();
  }

  close(): void {
    for (const timer of this.timers) this.clock.clearTimeout(timer);
    this.unsubscribe();
    this.subscribers.clear();
  }

  private publish(account: AccountId, event: object): void {
    const receivers = this.subscribers.get(account)?.size ?? 0;
    const isDropped = receivers > 0 && this.toDrop > 0;
    this.onEvent?.({ account, event, receivers, isDropped });
    if (receivers === 0) return;
    if (isDropped) {
      this.toDrop -= 1;
      return;
    }
    const isRepeated = this.toRepeat > 0;
    if (isRepeated) this.toRepeat -= 1;
    const send = (): void => {
      this.deliver(account, event);
      if (isRepeated) this.deliver(account, event);
    };
    if (this.held) this.held.push(send);
    else if (this.delayMs > 0) this.sendLater(send);
    else send();
  }

  private release(): void {
    const waiting = this.held ?? [];
    this.held = undefined;
    for (const send of waiting) send();
  }

  private sendLater(send: () => void): void {
    const timer = this.clock.setTimeout(() => {
      this.timers.delete(timer);
      send();
    }, this.delayMs);
    this.timers.add(timer);
  }

  private deliver(account: AccountId, event: object): void {
    const texts = new Map<TimeUnit, string>();
    for (const subscriber of this.subscribers.get(account) ?? []) {
      let text = texts.get(subscriber.timeUnit);
      if (text === undefined) {
        text = JSON.stringify(subscriber.timeUnit === 'MICROSECOND' ? toMicroseconds(event) : event);
        texts.set(subscriber.timeUnit, text);
      }
      subscriber.deliver(text);
    }
  }
}
