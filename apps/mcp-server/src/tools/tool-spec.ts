import type { Operation } from '@binance-gateway/domain-types';
import type { Toolset, Upstream } from '@binance-gateway/platform';
import type { Known, ToolCall, ToolCalls } from './call-tool.js';

/** What a tool needs of an operation. */
export type ToolOperation = Pick<
  Operation,
  'name' | 'input' | 'output' | 'scope' | 'needsAccount' | 'effect' | 'idempotent' | 'example'
>;

/** What a tool of the MCP server alone carries its calls out with. */
export interface AnswerContext {
  readonly calls: ToolCalls;
  readonly upstream: Upstream;
  readonly caller: Pick<ToolCall, 'principal' | 'signal'>;
}

interface SharedSpec {
  /** For people: three or four words. */
  readonly title: string;
  /** For models: what it answers, when to use it, what it costs. */
  readonly description: string;
  /** Arguments a model leaves out, where the default of the REST route would be a longer answer than it can read. */
  readonly defaults?: Readonly<Record<string, unknown>>;
  /** The answer is state of a market or account, and says as of when; this is where it comes from if nobody says otherwise. */
  readonly source?: 'rest' | 'stream';
  /** Waits for a confirmation where the configuration wants one. */
  readonly isConfirmed?: true;
  readonly toolset: Exclude<Toolset, 'default'>;
}

/** How an operation of the catalog is shown to models. Everything else comes from the operation. */
export interface CatalogTool extends SharedSpec {
  readonly operation: Operation;
  readonly answer?: never;
}

/** A tool that is no operation of the gateway. */
export interface OwnTool extends SharedSpec {
  readonly operation: ToolOperation;
  /** `input` has been through `parseInput`. */
  readonly answer: (input: object, context: AnswerContext) => Promise<Known>;
}

export type ToolSpec = CatalogTool | OwnTool;

/** Binds a spec to the input type of its operation. */
export function toolOf<I extends object>(
  operation: Operation<I>,
  spec: Omit<CatalogTool, 'operation' | 'defaults'> & { readonly defaults?: Readonly<Partial<I>> },
): CatalogTool {
  // a tool is called with unknown arguments, which parseInput makes the operation's own
  return { ...spec, operation: operation as unknown as Operation };
}
