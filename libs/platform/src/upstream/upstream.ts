import type { Operation } from '@binance-gateway/domain-types';

/** Who asks, for the log and the audit trail. */
export interface CallContext {
  readonly requestId: string;
  /** Name of the token's owner. */
  readonly principal: string;
  /** Aborted when the caller is gone. */
  readonly signal?: AbortSignal;
}

/** Why the process cannot serve yet; empty when it can. */
export interface Readiness {
  readonly ready: boolean;
  readonly reasons: readonly string[];
}

/** Carries out operations. REST and MCP call this and nothing else. */
export interface Operations {
  /**
   * @throws AppError CREDENTIALS_MISSING or TRADING_DISABLED when the configuration rules the operation out
   */
  admit(operation: Pick<Operation, 'name' | 'scope' | 'needsAccount'>): void;
  /** `input` has been through `parseInput`. Answers what `operation.output` describes. */
  run<I extends object>(operation: Operation<I>, input: I, context: CallContext): Promise<unknown>;
}

/** Everything towards the exchange, running. */
export interface Upstream {
  readonly operations: Operations;
  readiness(): Readiness;
  /** Tells every stream client that the process is going away, and closes it. */
  drain(): void;
  close(): Promise<void>;
}
