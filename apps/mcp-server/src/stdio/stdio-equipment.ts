import type { JSONRPCMessage, ProtocolEra } from '@modelcontextprotocol/server';
import type { ResourceUpdates } from '../resources/resource-updates.js';
import { LOCAL_PRINCIPAL, type McpCore } from '../server/mcp-core.js';
import type { WordedServer } from '../server/worded-server.js';
import type * as Loaded from './loaded-equipment.js';

/** What can be answered with nothing loaded: the handshakes of both eras, and notifications. */
const BEFORE_LOADING = new Set(['initialize', 'server/discover', 'ping']);

export function needsEquipment(message: JSONRPCMessage): boolean {
  return 'method' in message && 'id' in message && !BEFORE_LOADING.has(message.method);
}

/**
 * Tools, resources and prompts of a stdio process. They are loaded when the handshake is answered, which who starts the
 * process waits for; it takes about as long as the handshake did.
 */
export class StdioEquipment {
  private loading: Promise<void> | undefined;
  private loaded: ReturnType<typeof Loaded.loadedEquipment> | undefined;
  /** Servers that were made before it was there. */
  private readonly bare: (() => void)[] = [];

  constructor(
    private readonly core: McpCore,
    private readonly updates: ResourceUpdates,
  ) {}

  /** Now, or once it is loaded, which begins with this. */
  give(server: WordedServer, era: ProtocolEra): void {
    const client = { principal: LOCAL_PRINCIPAL, toolsets: this.core.config.mcp.toolsets };
    const give = (): void => this.loaded?.equip(server, client, era);
    if (this.loaded) return give();
    this.bare.push(give);
    setImmediate(() => void this.load());
  }

  load(): Promise<void> {
    this.loading ??= import('./loaded-equipment.js').then(({ loadedEquipment }) => {
      this.loaded = loadedEquipment(this.core, this.updates);
      for (const give of this.bare.splice(0)) give();
    });
    return this.loading;
  }

  /** Resolves when no call is running. */
  async idle(): Promise<void> {
    await this.loaded?.calls.idle();
  }
}
