import { type ProtocolEra, type ServerOptions, type jsonSchemaValidator } from '@modelcontextprotocol/server';
import type { Config } from '@binance-gateway/platform';
import { instructionsFor } from './instructions.js';
import { WordedServer } from './worded-server.js';

export const SERVER_INFO = { name: 'binance-gateway', title: 'Binance Gateway', version: '0.1.0' } as const;

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
 * Makes servers that can shake hands, and nothing else yet. By itself, because a stdio client waits for its handshake
 * before anything is called.
 * @param own options of somebody else in place of ours; capabilities beside ours
 */
export function createShells(config: Config, own?: ServerOptions): (era: ProtocolEra) => WordedServer {
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
    ...own,
    capabilities: { ...capabilities, ...own?.capabilities },
  };
  // a level may be set; the server's own lines go to its log, where keys are removed from them
  const legacyOptions = { ...options, capabilities: { ...options.capabilities, logging: {} } };
  return (era) => new WordedServer(SERVER_INFO, era === 'legacy' ? legacyOptions : options);
}
