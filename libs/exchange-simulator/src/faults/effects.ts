import type { Millis } from '@binance-gateway/domain-types';

/** Which requests a fault hits; absent members match everything. */
export interface FaultMatch {
  readonly transport?: 'rest' | 'ws';
  /** HTTP method. */
  readonly method?: string;
  /** HTTP path or WS API method, exactly. */
  readonly path?: string;
  /** Value of the parameter `symbol`. */
  readonly symbol?: string;
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
  | { readonly kind: 'delay'; readonly ms: Millis }
  /** It is carried out at once and answered later, with the headers of the moment it was carried out. */
  | { readonly kind: 'late'; readonly ms: Millis }
  /** It is carried out; half of the answer arrives, then the connection is reset. On the WS API: a frame of broken JSON. */
  | { readonly kind: 'tear' };

export interface Fault {
  readonly match?: FaultMatch;
  /** How many requests it hits. @default 1 */
  readonly times?: number;
  /** So many matching requests pass unharmed first. @default 0 */
  readonly skip?: number;
  /** Of each matching request to be hit, 0 to 1; drawn from the simulator's seed. @default 1 */
  readonly chance?: number;
  readonly effect: FaultEffect;
}

const UNEXPECTED_RESPONSE =
  'An unexpected response was received from the message bus. Execution status unknown.';
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
  /** The order is in the book, the answer breaks off in the middle. */
  acceptThenTear: { kind: 'tear' },
  /** -1006 with the order in fact placed. */
  acceptThenUnexpected: { kind: 'answer', when: 'after', status: 500, code: -1006, msg: UNEXPECTED_RESPONSE },
  /** -1000 with the order in fact placed. */
  acceptThenError: {
    kind: 'answer',
    when: 'after',
    status: 500,
    code: -1000,
    msg: 'An unknown error occurred while processing the request.',
  },
  /** -1007 with the order in fact placed. */
  acceptThenUnknown: { kind: 'answer', when: 'after', status: 504, code: -1007, msg: UNKNOWN_EXECUTION },
  /** -1007 with the order in fact not placed. */
  refuseThenUnknown: { kind: 'answer', when: 'before', status: 504, code: -1007, msg: UNKNOWN_EXECUTION },
  /** -1006 with the order in fact not placed. */
  refuseThenUnexpected: {
    kind: 'answer',
    when: 'before',
    status: 500,
    code: -1006,
    msg: UNEXPECTED_RESPONSE,
  },
  silence: { kind: 'silence', when: 'before' },
  reset: { kind: 'reset', when: 'before' },
  unavailable: {
    kind: 'answer',
    when: 'before',
    status: 503,
    code: -1008,
    msg: 'Server is currently overloaded with other requests. Please try again in a few minutes.',
  },
  /** A proxy in front of nothing: HTML, no code. */
  badGateway: {
    kind: 'answer',
    when: 'before',
    status: 502,
    body: '<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>',
    contentType: 'text/html',
  },
  /** Status 200 and not a byte of body. */
  emptyBody: { kind: 'answer', when: 'before', status: 200, body: '' },
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

/** One 418, as during a ban, without a ban: the next request is served. */
export function banned(retryAfterMs: Millis, now: Millis): FaultEffect {
  return {
    kind: 'answer',
    when: 'before',
    status: 418,
    code: -1003,
    msg: `Way too much request weight used; IP banned until ${now + retryAfterMs}. Please use WebSocket Streams for live updates to avoid bans.`,
    retryAfterMs,
  };
}
