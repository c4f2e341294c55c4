import {
  type ClientCapabilities,
  CLIENT_CAPABILITIES_META_KEY,
  type McpServer,
  type ProtocolEra,
  type ServerContext,
  type StandardSchemaWithJSON,
} from '@modelcontextprotocol/server';
import type { JsonSchema } from '@binance-gateway/domain-types';
import type { Config, Toolset } from '@binance-gateway/platform';
import { connectorTools } from '../connector/connector-tools.js';
import { registerPrompts } from '../prompts/register-prompts.js';
import { registerResources, serveSubscriptions } from '../resources/register-resources.js';
import type { ResourceUpdates } from '../resources/resource-updates.js';
import type { ToolAnswer, ToolCalls } from '../tools/call-tool.js';
import type { ClientDialog } from '../tools/order-confirmation.js';
import { inputSchemaOf, outputSchemaOf } from '../tools/tool-schema.js';
import type { ToolSpec } from '../tools/tool-spec.js';
import { TOOLS } from '../tools/tool-table.js';
import type { ClientChoice } from './create-server.js';
import type { McpCore } from './mcp-core.js';
import { unknownName } from './unknown-names.js';
import type { WordedServer } from './worded-server.js';

/** What the servers of all sessions share. */
export interface Shared {
  readonly calls: ToolCalls;
  readonly updates: ResourceUpdates;
}

/** Gives a server its tools, resources and prompts. */
export type Equip = (server: WordedServer, client: ClientChoice, era: ProtocolEra) => void;

/** Schemas and texts are built here, once: a modern HTTP request makes a server of its own. */
export function createEquipment(core: McpCore, { calls, updates }: Shared): Equip {
  const { config } = core;
  const all = [...TOOLS, ...connectorTools(config.binance.environment)];
  const tools = all
    .filter((spec) => isOffered(spec, config))
    .map((spec) => ({
      spec,
      definition: definitionOf(spec, config),
    }));
  return (server, client, era) => {
    const { principal, toolsets } = client;
    // a token that may not trade is not shown how to
    const own = tools.filter(
      ({ spec }) => isIn(toolsets, spec) && principal.scopes.has(spec.operation.scope),
    );
    const names = own.map(({ spec }) => spec.operation.name);
    server.wordUnknown = (asked) => unknownName(asked, { all, tools: names, client, config });
    for (const { spec, definition } of own) {
      server.registerTool(spec.operation.name, definition, (args, context): Promise<ToolAnswer> =>
        calls.call({
          spec,
          args,
          principal,
          signal: context.mcpReq.signal,
          dialog: dialogOf(server, context),
        }),
      );
    }
    registerResources(server, core, calls, principal);
    registerPrompts(server, core, calls, principal);
    if (era === 'legacy') serveSubscriptions(server, updates);
  };
}

/** The stateless revision tells what a client can with each request, the others told it once. */
function dialogOf({ server }: McpServer, { mcpReq }: ServerContext): ClientDialog {
  const envelope = mcpReq.envelope as Record<string, unknown> | undefined;
  const declared = envelope?.[CLIENT_CAPABILITIES_META_KEY] as ClientCapabilities | undefined;
  const { elicitation } = declared ?? server.getClientCapabilities() ?? {};
  // an empty object means forms, as before there was anything else
  const canElicit =
    elicitation !== undefined && (elicitation.form !== undefined || elicitation.url === undefined);
  return { canElicit, responses: mcpReq.inputResponses, state: mcpReq.requestState() };
}

function isOffered({ operation }: ToolSpec, { trading }: Config): boolean {
  return operation.scope === 'read' || trading.enabled;
}

function isIn(toolsets: readonly Toolset[], { toolset }: ToolSpec): boolean {
  return toolsets.includes(toolset) || (toolset !== 'connector' && toolsets.includes('default'));
}

function definitionOf(spec: ToolSpec, { mcp }: Config) {
  const { effect, idempotent } = spec.operation;
  return {
    title: spec.title,
    description: spec.description,
    inputSchema: advertised(inputSchemaOf(spec, spec.isConfirmed === true && mcp.confirmsOrders)),
    outputSchema: advertised(outputSchemaOf(spec)),
    annotations: {
      title: spec.title,
      readOnlyHint: effect === 'read',
      destructiveHint: effect === 'destructive',
      idempotentHint: idempotent,
      openWorldHint: true,
    },
  };
}

/**
 * A schema that is shown and checks nothing: inputs are checked by the operation, whose words are those of REST, and
 * outputs by the specs.
 */
function advertised(schema: JsonSchema): StandardSchemaWithJSON {
  const json = (): JsonSchema => schema;
  return {
    '~standard': {
      version: 1,
      vendor: 'binance-gateway',
      validate: (value) => ({ value }),
      jsonSchema: { input: json, output: json },
    },
  };
}
