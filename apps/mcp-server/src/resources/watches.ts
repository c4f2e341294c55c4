import { ProtocolError, ProtocolErrorCode } from '@modelcontextprotocol/server';
import type { ResourceUpdates } from './resource-updates.js';

/** Of one client. */
export const MAX_WATCHES = 50;
/** Those of this server are short, and others are only kept to be compared. */
const MAX_URI_CHARACTERS = 500;

/** What one client watches. */
export class Watches {
  private readonly stops = new Map<string, () => void>();

  constructor(private readonly updates: ResourceUpdates) {}

  /** @throws ProtocolError when it is more than one client may watch */
  add(uri: string, onUpdate: () => void): void {
    if (this.stops.has(uri)) return;
    if (uri.length > MAX_URI_CHARACTERS) {
      throw new ProtocolError(
        ProtocolErrorCode.InvalidParams,
        `A URI may have ${MAX_URI_CHARACTERS} characters`,
      );
    }
    if (this.stops.size >= MAX_WATCHES) {
      throw new ProtocolError(ProtocolErrorCode.InvalidParams, `A client may watch ${MAX_WATCHES} resources`);
    }
    this.stops.set(uri, this.updates.watch(uri, onUpdate));
  }

  remove(uri: string): void {
    this.stops.get(uri)?.();
    this.stops.delete(uri);
  }

  close(): void {
    for (const uri of [...this.stops.keys()]) this.remove(uri);
  }
}

/** What all listeners of the stateless revision watch: one bus tells them all, so a resource is watched once. */
export class SharedWatches {
  private readonly shared = new Map<string, { listeners: number; readonly stop: () => void }>();

  constructor(
    private readonly updates: ResourceUpdates,
    private readonly tell: (uri: string) => void,
  ) {}

  /** @returns how to stop */
  watch(uris: readonly string[]): () => void {
    const own = [...new Set(uris)].filter((uri) => uri.length <= MAX_URI_CHARACTERS);
    for (const uri of own) {
      const known = this.shared.get(uri);
      if (known) known.listeners++;
      else this.shared.set(uri, { listeners: 1, stop: this.updates.watch(uri, () => this.tell(uri)) });
    }
    return () => {
      for (const uri of own.splice(0)) this.release(uri);
    };
  }

  private release(uri: string): void {
    const known = this.shared.get(uri);
    if (!known || --known.listeners > 0) return;
    this.shared.delete(uri);
    known.stop();
  }
}

/** The resources that a `subscriptions/listen` of revision 2026-07-28 asks for. */
export function listenedUris(message: unknown): string[] {
  const { method, params } = message as {
    method?: unknown;
    params?: { notifications?: { resourceSubscriptions?: unknown } };
  };
  if (method !== 'subscriptions/listen') return [];
  const uris = params?.notifications?.resourceSubscriptions;
  return Array.isArray(uris) ? uris.filter((uri): uri is string => typeof uri === 'string') : [];
}
