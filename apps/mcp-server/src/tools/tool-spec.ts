import type { Operation } from '@binance-gateway/domain-types';

/** How an operation of the catalog is shown to models. Everything else comes from the operation. */
export interface ToolSpec {
  readonly operation: Operation;
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
}

/** Binds a spec to the input type of its operation. */
export function toolOf<I extends object>(
  operation: Operation<I>,
  spec: Omit<ToolSpec, 'operation' | 'defaults'> & { readonly defaults?: Readonly<Partial<I>> },
): ToolSpec {
  // a tool is called with unknown arguments, which parseInput makes the operation's own
  return { ...spec, operation: operation as unknown as Operation };
}
