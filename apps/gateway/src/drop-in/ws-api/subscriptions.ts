import type { Millis } from '@binance-gateway/domain-types';
import type { VirtualKey } from '@binance-gateway/platform';
import { REFUSE } from '../refusal.js';
import type { UserEvents, UserListener } from './user-events.js';

interface Subscription {
  readonly key: VirtualKey;
  readonly listener: UserListener;
  /** Ends with the logon. */
  readonly isOfLogon: boolean;
}

export interface SubscriptionsOwner {
  deliver(subscriptionId: number, event: string): void;
  onGap(): void;
}

const MAX_ACTIVE = 1_000;
/** Over the life of a connection. */
const MAX_IDS = 65_535;

/** The subscriptions of one connection to events of the account, each under a key. */
export class Subscriptions {
  private readonly active = new Map<number, Subscription>();
  private nextId = 0;

  constructor(
    private readonly events: UserEvents,
    private readonly owner: SubscriptionsOwner,
  ) {}

  get size(): number {
    return this.active.size;
  }

  ids(): number[] {
    return [...this.active.keys()];
  }

  /** @throws Refusal -2035 for a second one under a key, -2042, -1191 */
  add(key: VirtualKey, isOfLogon: boolean): number {
    for (const other of this.active.values()) if (other.key === key) throw REFUSE.subscriptionActive();
    if (this.active.size >= MAX_ACTIVE) throw REFUSE.tooManySubscriptions(MAX_ACTIVE);
    if (this.nextId >= MAX_IDS) throw REFUSE.subscriptionIdsExhausted();
    const id = this.nextId;
    const listener: UserListener = {
      owner: key.name,
      onEvent: (event) => this.owner.deliver(id, event),
      onGap: () => this.owner.onGap(),
    };
    this.events.add(listener);
    this.nextId++;
    this.active.set(id, { key, listener, isOfLogon });
    return id;
  }

  /** @returns false when there is no such subscription */
  end(id: number, now: Millis): boolean {
    const subscription = this.active.get(id);
    if (!subscription) return false;
    this.active.delete(id);
    this.events.remove(subscription.listener);
    this.owner.deliver(id, JSON.stringify({ e: 'eventStreamTerminated', E: now }));
    return true;
  }

  endOf(key: VirtualKey, now: Millis): void {
    for (const [id, subscription] of [...this.active]) if (subscription.key === key) this.end(id, now);
  }

  endOfLogon(now: Millis): void {
    for (const [id, { isOfLogon }] of [...this.active]) if (isOfLogon) this.end(id, now);
  }

  /** The connection is gone. */
  clear(): void {
    for (const { listener } of this.active.values()) this.events.remove(listener);
    this.active.clear();
  }
}
