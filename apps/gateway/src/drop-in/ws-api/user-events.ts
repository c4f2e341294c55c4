import { Inject, Injectable } from '@nestjs/common';
import type { WireExecutionReport } from '@binance-gateway/domain-types';
import { USER_CHANNEL, type Upstream } from '@binance-gateway/platform';
import { UPSTREAM } from '../../core/tokens.js';

/** Whoever hears the events of the account under a virtual key. */
export interface UserListener {
  /** Name of the key. */
  readonly owner: string;
  /** @param event the event alone, as the exchange sent it */
  onEvent(event: string): void;
  /** Events may have been lost: whoever counts on them has to begin anew. */
  onGap(): void;
}

/** Orders whose owner is remembered by their number: a client order id changes when an order is amended. */
const MAX_REMEMBERED = 50_000;

interface ListStatus {
  readonly e: 'listStatus';
  readonly s: string;
  readonly C: string;
  readonly O?: readonly { readonly i: number; readonly c: string }[];
}

/**
 * The account's events, for the keys they concern. Orders that were placed here under another name are withheld; what
 * is the account's as a whole, and orders nobody here has placed, everybody hears.
 */
@Injectable()
export class UserEvents {
  private readonly listeners = new Set<UserListener>();
  private readonly owners = new Map<string, string>();
  private untap: (() => void) | undefined;

  constructor(@Inject(UPSTREAM) private readonly upstream: Upstream) {}

  /** @throws AppError CREDENTIALS_MISSING when there is no account to listen to */
  add(listener: UserListener): void {
    this.untap ??= this.upstream.hub.tap(USER_CHANNEL, {
      onMessage: (payload) => this.publish(payload.toString()),
      onGap: (reason) => {
        // the first subscription ends nothing
        if (reason !== 'subscribed') for (const each of [...this.listeners]) each.onGap();
      },
    });
    this.listeners.add(listener);
  }

  remove(listener: UserListener): void {
    this.listeners.delete(listener);
    if (this.listeners.size > 0) return;
    this.untap?.();
    this.untap = undefined;
  }

  private publish(event: string): void {
    const owner = this.ownerOf(event);
    for (const listener of [...this.listeners]) {
      if (owner === undefined || owner === listener.owner) listener.onEvent(event);
    }
  }

  /** undefined: it concerns everybody. */
  private ownerOf(text: string): string | undefined {
    const event = JSON.parse(text) as { readonly e?: unknown };
    if (event.e === 'executionReport') {
      const { s, i, c, C } = event as WireExecutionReport;
      return this.find(`${s} ${i}`, [C, c]);
    }
    if (event.e === 'listStatus') {
      const { s, C, O = [] } = event as ListStatus;
      const legs = O.map(({ i, c }) => this.find(`${s} ${i}`, [c]));
      return this.find('', [C]) ?? legs.find((owner) => owner !== undefined);
    }
    return undefined;
  }

  private find(order: string, ids: readonly string[]): string | undefined {
    const known = this.owners.get(order);
    if (known !== undefined) return known;
    for (const id of ids) {
      const owner = id === '' ? undefined : this.upstream.ownerOf(id);
      if (owner === undefined) continue;
      if (order !== '') this.remember(order, owner);
      return owner;
    }
    return undefined;
  }

  private remember(order: string, owner: string): void {
    if (this.owners.size >= MAX_REMEMBERED) {
      const [oldest] = this.owners.keys();
      if (oldest !== undefined) this.owners.delete(oldest);
    }
    this.owners.set(order, owner);
  }
}
