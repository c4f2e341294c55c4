import { Inject, Injectable } from '@nestjs/common';
import type { Upstream } from '@binance-gateway/platform';
import { UPSTREAM } from '../core/tokens.js';

/** What names an order in an event: its number, and its client order ids, the first one first. */
export interface OrderNames {
  readonly symbol: string;
  readonly orderId: number;
  readonly clientOrderIds: readonly string[];
}

/** What is remembered beside the journal, newest last. */
const MAX_REMEMBERED = 50_000;

/**
 * Whose an order is. The journal knows; but an event may overtake the answer that tells the journal the numbers of a
 * list's orders, and a client order id changes when an order is amended.
 */
@Injectable()
export class OrderOwners {
  private readonly byId = new Map<string, string>();
  private readonly byNumber = new Map<string, string>();

  constructor(@Inject(UPSTREAM) private readonly upstream: Upstream) {}

  /** Orders are about to be sent under these ids. */
  claim(clientOrderIds: readonly string[], owner: string): void {
    for (const id of clientOrderIds) remember(this.byId, id, owner);
  }

  /** undefined: nobody here has placed it. */
  of({ symbol, orderId, clientOrderIds }: OrderNames): string | undefined {
    const number = `${symbol} ${orderId}`;
    const known = this.byNumber.get(number);
    if (known !== undefined) return known;
    const owner = this.placedBy({ symbol, orderId, clientOrderIds }) ?? this.claimedBy(clientOrderIds);
    if (owner !== undefined) remember(this.byNumber, number, owner);
    return owner;
  }

  /** Before what was claimed: an id may have been claimed in vain, while its order was another's. */
  private placedBy({ symbol, orderId, clientOrderIds }: OrderNames): string | undefined {
    for (const clientOrderId of clientOrderIds) {
      const owner = this.upstream.ownerOf({ symbol, orderId, clientOrderId });
      if (owner !== undefined) return owner;
    }
    return undefined;
  }

  private claimedBy(ids: readonly string[]): string | undefined {
    return ids.map((id) => this.byId.get(id)).find((owner) => owner !== undefined);
  }

  /** Of a list, by the id it was given. */
  ofList(listClientOrderId: string): string | undefined {
    return this.byId.get(listClientOrderId);
  }
}

function remember(owners: Map<string, string>, key: string, owner: string): void {
  if (owners.size >= MAX_REMEMBERED && !owners.has(key)) {
    const [oldest] = owners.keys();
    if (oldest !== undefined) owners.delete(oldest);
  }
  owners.set(key, owner);
}
