import type { McpServer, ProtocolEra, ServerOptions } from '@modelcontextprotocol/server';
import type { Principal, Toolset } from '@binance-gateway/platform';
import { type Shared, createEquipment } from './equip-server.js';
import type { McpCore } from './mcp-core.js';
import { createShells } from './server-shell.js';

/** Makes a server for one session, or for one request of the stateless revision. */
export type ServerFactory = (client: ClientChoice, era: ProtocolEra) => McpServer;

/** Who is served, and with what. */
export interface ClientChoice {
  readonly principal: Principal;
  readonly toolsets: readonly Toolset[];
}

/** What somebody else adds to the server of every session. */
export interface ServerExtension {
  /** In place of ours; capabilities beside ours. */
  readonly options?: ServerOptions;
  register(server: McpServer, era: ProtocolEra): void;
}

/** The factory behind both transports of HTTP. */
export function createServerFactory(
  core: McpCore,
  { extension, ...shared }: Shared & { readonly extension?: ServerExtension | undefined },
): ServerFactory {
  const shell = createShells(core.config, extension?.options);
  const equip = createEquipment(core, shared);
  return (client, era) => {
    const server = shell(era);
    equip(server, client, era);
    extension?.register(server, era);
    return server;
  };
}
