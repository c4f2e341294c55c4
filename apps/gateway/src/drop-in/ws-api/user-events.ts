import { Inject, Injectable } from '@nestjs/common';
import type { WireExecutionReport } from '@binance-gateway/domain-types';
import { USER_CHANNEL, type Upstream } from '@binance-gateway/platform';
import { UPSTREAM } from '../../core/tokens.js';
import { OrderOwners } from '../order-owners.js';

/** Whoever hears the events of the account under a virtual key. */
export interface UserListener {
  /** Name of the key. */
  readonly owner: string;
  /** @param event the event alone, as the exchange sent it */
  onEvent(event: string): void;
  /** Events may have been lost: whoever counts on them has to begin anew. */
  onGap(): void;
}

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
  private untap: (() => void) | undefined;

  constructor(
    @Inject(UPSTREAM) private readonly upstream: Upstream,
    private readonly orders: OrderOwners,
  ) {}

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
      const { s: symbol, i: orderId, c, C } = event as WireExecutionReport;
      // of a cancel and of an amendment, C is the order's own id and c that of the request
      return this.orders.of({ symbol, orderId, clientOrderIds: C ? [C, c] : [c] });
    }
    if (event.e === 'listStatus') {
      const { s: symbol, C, O = [] } = event as ListStatus;
      const owners = O.map(({ i: orderId, c }) =>
        this.orders.of({ symbol, orderId, clientOrderIds: [c, C] }),
      );
      return owners.find((owner) => owner !== undefined) ?? this.orders.ofList(C);
    }
    return undefined;
  }
}
