import type { JSONRPCMessage } from '@modelcontextprotocol/server';
import type { ResourceUpdates } from '../resources/resource-updates.js';
import { SharedWatches, listenedUris } from '../resources/watches.js';

/**
 * What the one client of a stdio connection listens to in revision 2026-07-28. The SDK answers `subscriptions/listen`
 * by itself and tells nobody, so the messages are looked at as they pass.
 */
export class ListenWatches {
  private readonly watches: SharedWatches;
  private readonly stops = new Map<string | number, () => void>();

  constructor(updates: ResourceUpdates, tell: (uri: string) => void) {
    this.watches = new SharedWatches(updates, tell);
  }

  observe(message: JSONRPCMessage): void {
    if (!('method' in message)) return;
    if (message.method === 'notifications/cancelled') {
      const { requestId } = (message.params ?? {}) as { requestId?: string | number };
      if (requestId === undefined) return;
      this.stops.get(requestId)?.();
      this.stops.delete(requestId);
      return;
    }
    const uris = listenedUris(message);
    if (uris.length > 0 && 'id' in message) this.stops.set(message.id, this.watches.watch(uris));
  }
}
