import { type McpServer, type ServerContext, completable } from '@modelcontextprotocol/server';
import * as z from 'zod/v4';
import { isSymbolName, quoteValue } from '@binance-gateway/domain-types';
import { type Principal, toAppError } from '@binance-gateway/platform';
import type { McpCore } from '../server/mcp-core.js';
import { protocolError } from '../server/protocol-error.js';
import { symbolCompletion } from '../server/symbol-completion.js';
import type { ToolCall, ToolCalls } from '../tools/call-tool.js';
import { PROMPTS, type PromptRead, type PromptSpec } from './prompt-table.js';

/** The prompts, filled with live data at the moment they are asked for. */
export function registerPrompts(
  server: McpServer,
  core: McpCore,
  calls: ToolCalls,
  principal: Principal,
): void {
  const argsSchema = symbolArgument(symbolCompletion(core));
  for (const spec of PROMPTS) {
    const { title, description } = spec;
    const fill = async (symbol: string | undefined, context: ServerContext) => {
      try {
        if (symbol !== undefined) await (await core.upstream()).symbols.require(symbol);
        const text = await textOf(spec, symbol, calls, { principal, signal: context.mcpReq.signal });
        return {
          description,
          messages: [{ role: 'user' as const, content: { type: 'text' as const, text } }],
        };
      } catch (error) {
        throw protocolError(error, core.newId(), core.clock);
      }
    };
    if (spec.ofSymbol) {
      server.registerPrompt(spec.name, { title, description, argsSchema }, ({ symbol }, context) =>
        fill(symbol, context),
      );
    } else server.registerPrompt(spec.name, { title, description }, (context) => fill(undefined, context));
  }
}

function symbolArgument(complete: (text?: string) => Promise<string[]>) {
  const symbol = z
    .string({ error: 'required: a symbol such as "BTCUSDT"' })
    .transform((text) => text.trim().toUpperCase())
    .refine(isSymbolName, {
      error: ({ input }) => `must be a symbol such as "BTCUSDT", got ${quoteValue(input)}`,
    })
    .describe('Symbol, e.g. BTCUSDT');
  return z.strictObject(
    { symbol: completable(symbol, complete) },
    {
      error: (issue) =>
        issue.code === 'unrecognized_keys'
          ? `${issue.keys.slice(0, 10).map(quoteValue).join(', ')} is not an argument; there is "symbol"`
          : undefined,
    },
  );
}

type Caller = Pick<ToolCall, 'principal' | 'signal'>;

async function textOf(
  { task, reads }: PromptSpec,
  symbol: string | undefined,
  calls: ToolCalls,
  caller: Caller,
): Promise<string> {
  const sections = await Promise.all(reads.map((read) => sectionOf(read, symbol, calls, caller)));
  return [symbol === undefined ? task : `Symbol: ${symbol}\n\n${task}`, ...sections].join('\n\n');
}

/** The answer as JSON, or why there is none: one part that fails leaves the others. */
async function sectionOf(
  { title, operation, input }: PromptRead,
  symbol: string | undefined,
  calls: ToolCalls,
  caller: Caller,
): Promise<string> {
  try {
    const { answer, moment } = await calls.read(
      operation,
      { ...(symbol ? { symbol } : {}), ...input },
      caller,
    );
    const at = new Date(moment.asOf).toISOString();
    return `## ${title} (${operation.name}, as of ${at})\n${JSON.stringify(answer)}`;
  } catch (thrown) {
    const { code, message } = toAppError(thrown);
    return `## ${title} (${operation.name})\nNot available: ${code}, ${message}`;
  }
}
