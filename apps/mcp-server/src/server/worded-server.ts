import {
  type Implementation,
  type JSONRPCRequest,
  McpServer,
  type McpServerOptions,
  ProtocolError,
  ProtocolErrorCode,
  type Result,
  Server,
  type ServerContext,
  type ServerOptions,
} from '@modelcontextprotocol/server';
import { paramsProblem } from './params-problem.js';

/** What a request asks for by name. */
export interface Asked {
  readonly kind: 'tool' | 'prompt' | 'resource';
  /** Of a resource its URI. */
  readonly name: string;
}

/** The error about something that is not there, in place of the SDK's: that says so, and not what is. */
export type WordUnknown = (asked: Asked) => ProtocolError;

/** A server that words errors about names and parameters itself, and may be given what it serves after the handshake. */
export class WordedServer extends McpServer {
  override readonly server: Server;
  wordUnknown: WordUnknown | undefined;

  constructor(info: Implementation, options: McpServerOptions) {
    // without capabilities it registers nothing at the server that is put in the place of its own
    const { capabilities: _, ...rest } = options;
    super(info, rest);
    this.server = new WordedProtocol(info, options, (asked) => this.wordUnknown?.(asked));
    // now, as McpServer does it: capabilities are settled with the handshake
    this['setToolRequestHandlers']();
    this['setResourceRequestHandlers']();
    this['setPromptRequestHandlers']();
    this['setCompletionRequestHandler']();
  }

  override sendToolListChanged(): void {
    if (this.server.getCapabilities().tools?.listChanged === true) super.sendToolListChanged();
  }

  override sendResourceListChanged(): void {
    if (this.server.getCapabilities().resources?.listChanged === true) super.sendResourceListChanged();
  }

  override sendPromptListChanged(): void {
    if (this.server.getCapabilities().prompts?.listChanged === true) super.sendPromptListChanged();
  }
}

type Handler = (request: JSONRPCRequest, context: ServerContext) => Promise<Result>;

class WordedProtocol extends Server {
  constructor(
    info: Implementation,
    options: ServerOptions,
    private readonly word: (asked: Asked) => ProtocolError | undefined,
  ) {
    super(info, options);
  }

  protected override _wrapHandler(method: string, handler: Handler): Handler {
    const answer = super._wrapHandler(method, handler);
    return async (request, context) => {
      try {
        return await answer(request, context);
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        const asked = error instanceof ProtocolError ? ASKED[method]?.(request.params ?? {}) : undefined;
        if (asked && saysUnknown(error.message, asked.name)) throw this.word(asked) ?? error;
        const problem = paramsProblem(error.message);
        if (problem === undefined) throw error;
        throw new ProtocolError(ProtocolErrorCode.InvalidParams, `Invalid params: ${problem}`);
      }
    };
  }
}

type Params = Readonly<Record<string, unknown>>;

const ASKED: Readonly<Record<string, (params: Params) => Asked>> = {
  'tools/call': ({ name }) => ({ kind: 'tool', name: String(name) }),
  'prompts/get': ({ name }) => ({ kind: 'prompt', name: String(name) }),
  'resources/read': ({ uri }) => ({ kind: 'resource', name: String(uri) }),
  'completion/complete': ({ ref }) => {
    const { type, name, uri } = ref as Params;
    return type === 'ref/prompt'
      ? { kind: 'prompt', name: String(name) }
      : { kind: 'resource', name: String(uri) };
  },
};

/** The SDK gives every error about arguments one code: only its words tell them apart. */
function saysUnknown(message: string, name: string): boolean {
  return [
    `Tool ${name} not found`,
    `Prompt ${name} not found`,
    `Resource not found: ${name}`,
    `Resource URI ${name} is invalid`,
    `Resource template ${name} not found`,
  ].includes(message);
}
