import type { Millis } from '@binance-gateway/domain-types';

/** Values of a span. Names, codes and ids only: never amounts, never what could be a secret. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;

export interface SpanEnd {
  readonly attributes?: SpanAttributes;
  /** Code of the error it ended with. */
  readonly error?: string;
}

/** Follows requests from their face to the exchange, by their id. */
export interface Tracing {
  /**
   * A request has come in.
   * @param traceparent header of W3C Trace Context, when the caller is part of a trace already
   * @returns ends its span
   */
  enter(requestId: string, name: string, traceparent?: string): (name: string, end: SpanEnd) => void;
  /** Runs a part of a request in a span of its own. */
  within<T>(requestId: string, name: string, attributes: SpanAttributes, work: () => Promise<T>): Promise<T>;
  /** A call to the exchange that has just ended, made for a request. */
  called(requestId: string | undefined, name: string, durationMs: Millis, end: SpanEnd): void;
  /** Sends what has not been sent yet. */
  close(): Promise<void>;
}
