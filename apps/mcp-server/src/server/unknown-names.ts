import { ProtocolError, ProtocolErrorCode, ResourceNotFoundError } from '@modelcontextprotocol/server';
import { quoteValue } from '@binance-gateway/domain-types';
import type { Config } from '@binance-gateway/platform';
import { PROMPTS } from '../prompts/prompt-table.js';
import { RESOURCE_URIS } from '../resources/resource-uris.js';
import type { ToolSpec } from '../tools/tool-spec.js';
import type { ClientChoice } from './create-server.js';
import { nearNames } from './near-names.js';
import type { Asked } from './worded-server.js';

/** What there is for a client, and what there would be for another. */
export interface Offer {
  /** Every tool that this version has. */
  readonly all: readonly ToolSpec[];
  /** Names of the tools that the client has. */
  readonly tools: readonly string[];
  readonly client: ClientChoice;
  readonly config: Config;
}

/** An error that says what there is in place of what was asked for. */
export function unknownName({ kind, name }: Asked, offer: Offer): ProtocolError {
  if (kind === 'resource') {
    return new ResourceNotFoundError(name, `${nothing(kind, name)}; there are ${RESOURCE_URIS.join(', ')}`);
  }
  const message =
    kind === 'tool'
      ? (withheldTool(name, offer) ?? `${nothing(kind, name)}; ${alternatives(name, offer.tools)}`)
      : `${nothing(kind, name)}; there are ${PROMPTS.map((prompt) => prompt.name).join(', ')}`;
  return new ProtocolError(ProtocolErrorCode.InvalidParams, message);
}

function nothing(kind: Asked['kind'], name: string): string {
  return `There is no ${kind} ${quoteValue(name)}`;
}

function alternatives(name: string, tools: readonly string[]): string {
  const near = nearNames(name, tools);
  if (near.length > 0) return `near it are ${near.join(', ')}`;
  return tools.length > 0 ? `there are ${tools.join(', ')}` : 'this token has none';
}

/** Why a tool that exists is not there for this client. */
function withheldTool(name: string, { all, client, config }: Offer): string | undefined {
  const spec = all.find(({ operation }) => operation.name === name);
  if (!spec) return undefined;
  const { scope } = spec.operation;
  if (scope !== 'read' && !config.trading.enabled) {
    return `The tool ${name} is not offered: trading is switched off (TRADING_ENABLED)`;
  }
  if (!client.principal.scopes.has(scope)) {
    return `The tool ${name} needs the scope "${scope}", which the token "${client.principal.name}" lacks`;
  }
  return `The tool ${name} is in the toolset ${spec.toolset}, which was not chosen: ?toolsets= in the address, or MCP_TOOLSETS, says which are`;
}
