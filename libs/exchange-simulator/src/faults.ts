import type { Millis } from '@binance-gateway/domain-types';

/** Which requests a fault hits; absent members match everything. */
export interface FaultMatch {
  readonly transport?: 'rest' | 'ws';
  /** HTTP method. */
  readonly method?: string;
  /** HTTP path or WS API method, exactly. */
  readonly path?: string;
}

/**
 * `before`: the request has no effect. `after`: it is carried out, and what goes wrong is the answer.
 */
export type FaultMoment = 'before' | 'after';

export type FaultEffect =
  /** The connection is reset. */
  | { readonly kind: 'reset'; readonly when: FaultMoment }
  /** Nothing is ever answered; the connection stays open. */
  | { readonly kind: 'silence'; readonly when: FaultMoment }
  /** This answer instead of the right one. */
  | {
      readonly kind: 'answer';
      readonly when: FaultMoment;
      readonly status: number;
      readonly code?: number;
      readonly msg?: string;
      /** Sent as it is instead of `{code, msg}`: an HTML page of a proxy, broken JSON. */
      readonly body?: string;
      readonly contentType?: string;
      readonly retryAfterMs?: Millis;
    }
  /** The request waits at the door, then is carried out as usual. */
  | { readonly kind: 'delay'; readonly ms: Millis };

export interface Fault {
  readonly match?: FaultMatch;
  /** How many requests it hits. @default 1 */
  readonly times?: number;
  readonly effect: FaultEffect;
}

const UNKNOWN_EXECUTION =
  'Timeout waiting for response from backend server. Send status unknown; execution status unknown.';

/** The faults every client of Binance must survive, by name. */
export const FAULTS = {
  /** The order is in the book, the client hears nothing. */
  acceptThenSilence: { kind: 'silence', when: 'after' },
  acceptThenReset: { kind: 'reset', when: 'after' },
  /** A gateway error in front of an exchange that has done its work; the body is HTML, as proxies send it. */
  acceptThenUnavailable: {
    kind: 'answer',
    when: 'after',
    status: 503,
    body: '<html><body><h1>503 Service Temporarily Unavailable</h1></body></html>',
    contentType: 'text/html',
  },
  /** -1007 with the order in fact placed. */
  acceptThenUnknown: { kind: 'answer', when: 'after', status: 504, code: -1007, msg: UNKNOWN_EXECUTION },
  /** -1007 with the order in fact not placed. */
  refuseThenUnknown: { kind: 'answer', when: 'before', status: 504, code: -1007, msg: UNKNOWN_EXECUTION },
  silence: { kind: 'silence', when: 'before' },
  reset: { kind: 'reset', when: 'before' },
  unavailable: {
    kind: 'answer',
    when: 'before',
    status: 503,
    code: -1008,
    msg: 'Server is currently overloaded with other requests. Please try again in a few minutes.',
  },
  /** The web application firewall: HTML, no code. */
  firewall: {
    kind: 'answer',
    when: 'before',
    status: 403,
    body: '<html><head><title>403 Forbidden</title></head><body>403 Forbidden</body></html>',
    contentType: 'text/html',
  },
} as const satisfies Record<string, FaultEffect>;

/** One 429 without the budget being used up. */
export function tooManyRequests(retryAfterMs: Millis): FaultEffect {
  return {
    kind: 'answer',
    when: 'before',
    status: 429,
    code: -1003,
    msg: 'Too much request weight used; current limit is 6000 request weight per 1 MINUTE. Please use WebSocket Streams for live updates to avoid polling the API.',
    retryAfterMs,
  };
}

export interface RequestShape {
  readonly transport: 'rest' | 'ws';
  readonly method: string;
  readonly path: string;
}

/** The faults still to come, in the order they were injected. */
export class FaultQueue {
  private readonly faults: { readonly fault: Fault; left: number }[] = [];

  /** @returns takes the rest of the fault back */
  inject(fault: Fault): () => void {
    const entry = { fault, left: fault.times ?? 1 };
    this.faults.push(entry);
    return () => this.remove(entry);
  }

  clear(): void {
    this.faults.length = 0;
  }

  /** The first fault that hits this request, spent by one. */
  take(request: RequestShape): FaultEffect | undefined {
    const entry = this.faults.find(({ fault }) => matches(fault.match, request));
    if (!entry) return undefined;
    entry.left -= 1;
    if (entry.left <= 0) this.remove(entry);
    return entry.fault.effect;
  }

  private remove(entry: (typeof this.faults)[number]): void {
    const index = this.faults.indexOf(entry);
    if (index >= 0) this.faults.splice(index, 1);
  }
}

function matches(match: FaultMatch | undefined, request: RequestShape): boolean {
  if (!match) return true;
  return (
    (match.transport === undefined || match.transport === request.transport) &&
    (match.method === undefined || match.method === request.method) &&
    (match.path === undefined || match.path === request.path)
  );
}
