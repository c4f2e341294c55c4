import type { Fields } from '../control/fields.js';
import { symbolName } from '../engine/symbol-shape.js';
import { LONGEST_DELAY_MS, LONGEST_WAIT_MS, requestPath } from './fault-shapes.js';
import { FAULTS, type Fault, type FaultEffect, banned, tooManyRequests } from './effects.js';
import type { FaultSwitch, FaultTargets, Standing } from './switch.js';

/** Which requests; the same for every switch of this group. */
export const REQUEST_FIELDS = {
  transport: '`rest` or `ws`; both when absent',
  method: 'HTTP method; any when absent',
  path: 'HTTP path or WS API method, exactly; any when absent',
  symbol: 'value of the parameter `symbol`; any when absent',
  times: 'how many requests it hits, `1` when absent',
  skip: 'so many matching requests pass unharmed first',
  chance: 'of each matching request to be hit, 0 to 1, drawn from the seed',
} as const;

const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'WS'] as const;
const ORDER = { method: 'POST', path: '/api/v3/order' };
const DEPTH = { path: '/api/v3/depth' };

const MEANINGS: Readonly<Record<keyof typeof FAULTS, readonly [string, Readonly<Record<string, unknown>>]>> =
  {
    acceptThenSilence: ['carried out, never answered; the connection stays open', ORDER],
    acceptThenReset: ['carried out, then the connection is reset', ORDER],
    acceptThenTear: ['carried out; the answer breaks off in the middle', ORDER],
    acceptThenUnavailable: ['carried out; the answer is 503 with the HTML page of a proxy', ORDER],
    acceptThenUnexpected: ['carried out; the answer is 500 with -1006', ORDER],
    acceptThenError: ['carried out; the answer is 500 with -1000', ORDER],
    acceptThenUnknown: ['carried out; the answer is 504 with -1007', ORDER],
    refuseThenUnknown: ['not carried out; the answer is 504 with -1007', ORDER],
    refuseThenUnexpected: ['not carried out; the answer is 500 with -1006', ORDER],
    silence: ['not carried out, never answered', ORDER],
    reset: ['not carried out; the connection is reset', { ...ORDER, skip: 2, times: 3 }],
    unavailable: ['not carried out; 503 with -1008', { path: '/api/v3/time', chance: 0.1, times: 1000 }],
    badGateway: ['not carried out; 502 with an HTML page', DEPTH],
    emptyBody: ['200 without a body', DEPTH],
    firewall: ['not carried out; 403 with an HTML page', { path: '/api/v3/account' }],
  };

function start(fault: Fault): (targets: FaultTargets) => Standing {
  return ({ faults }) => {
    const end = faults.inject(fault);
    return { isOver: () => !faults.has(fault), end };
  };
}

function readFault(fields: Fields, effect: FaultEffect): Fault {
  const match = {
    transport: fields.optionalOneOf('transport', ['rest', 'ws']),
    method: fields.optionalOneOf('method', METHODS),
    path: fields.optionalText('path', requestPath),
    symbol: fields.optionalText('symbol', symbolName),
  };
  return {
    match: Object.fromEntries(Object.entries(match).filter(([, value]) => value !== undefined)),
    times: fields.optionalInteger('times', { min: 1 }) ?? 1,
    skip: fields.optionalInteger('skip', { min: 0 }) ?? 0,
    chance: fields.optionalNumber('chance', { min: 0, max: 1 }) ?? 1,
    effect,
  };
}

const named = (Object.keys(FAULTS) as (keyof typeof FAULTS)[]).map((name): FaultSwitch => {
  const [meaning, example] = MEANINGS[name];
  return {
    name,
    group: 'requests',
    meaning,
    fields: REQUEST_FIELDS,
    example,
    read: (fields) => start(readFault(fields, FAULTS[name])),
  };
});

/** What happens to requests, REST and WS API alike. */
export const REQUEST_SWITCHES: readonly FaultSwitch[] = [
  ...named,
  {
    name: 'tooManyRequests',
    group: 'requests',
    meaning: '429 with -1003 and Retry-After, though the budget is not used up',
    fields: { retryAfterMs: 'Retry-After, rounded up to seconds; `7000` when absent', ...REQUEST_FIELDS },
    example: { ...DEPTH, retryAfterMs: 7000 },
    read: (fields) => {
      const retryAfterMs = fields.optionalInteger('retryAfterMs', { min: 0, max: LONGEST_WAIT_MS }) ?? 7000;
      return start(readFault(fields, tooManyRequests(retryAfterMs)));
    },
  },
  {
    name: 'banned',
    group: 'requests',
    meaning: '418 with -1003 and Retry-After for this request alone; `ban` is the real thing',
    fields: { retryAfterMs: 'Retry-After, rounded up to seconds; `120000` when absent', ...REQUEST_FIELDS },
    example: { ...DEPTH, retryAfterMs: 120_000 },
    read: (fields) => {
      const retryAfterMs =
        fields.optionalInteger('retryAfterMs', { min: 0, max: LONGEST_WAIT_MS }) ?? 120_000;
      const fault = readFault(fields, FAULTS.firewall);
      return (targets) => start({ ...fault, effect: banned(retryAfterMs, targets.clock.now()) })(targets);
    },
  },
  {
    name: 'delay',
    group: 'requests',
    meaning: 'the request waits at the door, then is carried out: a signed one may be too old by then',
    fields: { ms: 'how long', ...REQUEST_FIELDS },
    example: { ...ORDER, ms: 6000 },
    read: (fields) => {
      const ms = fields.integer('ms', { min: 0, max: LONGEST_DELAY_MS });
      return start(readFault(fields, { kind: 'delay', ms }));
    },
  },
  {
    name: 'late',
    group: 'requests',
    meaning:
      'carried out at once, answered later with the headers of that moment: the user data event comes first, and the weight may be that of the minute before',
    fields: { ms: 'how long', ...REQUEST_FIELDS },
    example: { ...ORDER, ms: 2000 },
    read: (fields) => {
      const ms = fields.integer('ms', { min: 0, max: LONGEST_DELAY_MS });
      return start(readFault(fields, { kind: 'late', ms }));
    },
  },
];
