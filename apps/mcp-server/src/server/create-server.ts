import {
  type ClientCapabilities,
  CLIENT_CAPABILITIES_META_KEY,
  McpServer,
  type ProtocolEra,
  type ServerContext,
  type ServerOptions,
  type StandardSchemaWithJSON,
  type jsonSchemaValidator,
} from '@modelcontextprotocol/server';
import type { JsonSchema } from '@binance-gateway/domain-types';
import type { Config, Principal, Toolset } from '@binance-gateway/platform';
import { connectorTools } from '../connector/connector-tools.js';
import { registerPrompts } from '../prompts/register-prompts.js';
import { registerResources, serveSubscriptions } from '../resources/register-resources.js';
import type { ResourceUpdates } from '../resources/resource-updates.js';
import type { ToolAnswer, ToolCalls } from '../tools/call-tool.js';
import type { ClientDialog } from '../tools/order-confirmation.js';
import { inputSchemaOf, outputSchemaOf } from '../tools/tool-schema.js';
import type { ToolSpec } from '../tools/tool-spec.js';
import { TOOLS } from '../tools/tool-table.js';
import { instructionsFor } from './instructions.js';
import type { McpCore } from './mcp-core.js';

export const SERVER_INFO = { name: 'binance-gateway', title: 'Binance Gateway', version: '0.1.0' } as const;

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

/** What the servers of all sessions share. */
export interface Shared {
  readonly calls: ToolCalls;
  readonly updates: ResourceUpdates;
  readonly extension?: ServerExtension | undefined;
}

/**
 * The SDK would make an Ajv with each server, five milliseconds a request, to check answers to `elicitation/create`.
 * Orders are confirmed by `input_required` results, whose answers the confirmation checks itself; anything else is refused.
 */
const NO_VALIDATOR: jsonSchemaValidator = {
  getValidator: () => () => ({
    valid: false,
    data: undefined,
    errorMessage: 'answers of this kind are not taken',
  }),
};

const HOUR_MS = 3_600_000;
const LISTS = { ttlMs: HOUR_MS, cacheScope: 'private' } as const;

/**
 * The factory behind every transport. Schemas and texts are built here, once: a modern HTTP request makes a server of
 * its own.
 */
export function createServerFactory(core: McpCore, { calls, updates, extension }: Shared): ServerFactory {
  const { config } = core;
  const all = [...TOOLS, ...connectorTools(config.binance.environment)];
  const tools = all
    .filter((spec) => isOffered(spec, config))
    .map((spec) => ({
      spec,
      definition: definitionOf(spec, config),
    }));
  const capabilities = {
    tools: { listChanged: false },
    resources: { listChanged: false, subscribe: true },
    prompts: { listChanged: false },
    completions: {},
  };
  const options = {
    instructions: instructionsFor(config),
    cacheHints: {
      'tools/list': LISTS,
      'prompts/list': LISTS,
      'resources/list': LISTS,
      'resources/templates/list': LISTS,
      'resources/read': { ttlMs: 1_000, cacheScope: 'private' },
      'server/discover': LISTS,
    } as const,
    // the body is bounded, and the operation says what is wrong in its own words
    maxToolInputElements: Number.MAX_SAFE_INTEGER,
    jsonSchemaValidator: NO_VALIDATOR,
    ...extension?.options,
    capabilities: { ...capabilities, ...extension?.options?.capabilities },
  };
  // a level may be set; the server's own lines go to its log, where keys are removed from them
  const legacyOptions = { ...options, capabilities: { ...options.capabilities, logging: {} } };
  return ({ principal, toolsets }, era) => {
    const server = new McpServer(SERVER_INFO, era === 'legacy' ? legacyOptions : options);
    for (const { spec, definition } of tools) {
      if (!isIn(toolsets, spec)) continue;
      // a token that may not trade is not shown how to
      if (!principal.scopes.has(spec.operation.scope)) continue;
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
    extension?.register(server, era);
    return server;
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
