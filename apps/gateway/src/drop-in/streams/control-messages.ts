// Control messages of the market streams, in Binance's words.
// https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams#live-subscribingunsubscribing-to-streams

const METHODS = ['SUBSCRIBE', 'UNSUBSCRIBE', 'LIST_SUBSCRIPTIONS', 'SET_PROPERTY', 'GET_PROPERTY'] as const;
type Method = (typeof METHODS)[number];

const VARIANTS = METHODS.map((method) => `\`${method}\``).join(', ');
/** Of what is said back. */
const MAX_SHOWN = 100;
const TEXT_ID = /^[A-Za-z0-9_-]{1,36}$/;
const NUMBER_ID = /"id"\s*:\s*(-?[0-9]{1,19})\s*[,}]/;

/** What a control message may do to its connection. */
export interface ControlTarget {
  isCombined: boolean;
  /** @returns false when there would be too many; nothing is subscribed then */
  subscribe(names: readonly string[]): boolean;
  unsubscribe(names: readonly string[]): void;
  subscriptions(): string[];
}

class Complaint extends Error {
  constructor(
    readonly code: 0 | 1 | 2 | 3 | 4,
    message: string,
  ) {
    super(message);
  }
}

/** Carries out one control message. @returns the text of the answer; it has the id as it was written, if it had one */
export function answerControl(text: string, target: ControlTarget): string {
  let id: string | undefined;
  try {
    const request = parse(text);
    id = idOf(request, text);
    const method = methodOf(request, text);
    if (id === undefined) throw new Complaint(2, 'Invalid request: request ID must be an unsigned integer');
    const result = carryOut(method, paramsOf(request), target);
    return `{"result":${JSON.stringify(result)},"id":${id}}`;
  } catch (error) {
    if (!(error instanceof Complaint)) throw error;
    const body = JSON.stringify({ code: error.code, msg: error.message });
    return id === undefined ? `{"error":${body}}` : `{"error":${body},"id":${id}}`;
  }
}

function parse(text: string): Record<string, unknown> {
  let request: unknown;
  try {
    request = JSON.parse(text);
  } catch (error) {
    const position = Number(/position (\d+)/.exec((error as Error).message)?.[1] ?? 0);
    throw new Complaint(3, `Invalid JSON: expected value at ${placeOf(text.slice(0, position), 1)}`);
  }
  if (typeof request === 'object' && request !== null && !Array.isArray(request)) {
    return request as Record<string, unknown>;
  }
  throw new Complaint(2, `Invalid request: missing field \`method\` at ${placeOf(text)}`);
}

function methodOf(request: Record<string, unknown>, text: string): Method {
  const { method } = request;
  if (method === undefined) {
    throw new Complaint(2, `Invalid request: missing field \`method\` at ${placeOf(text)}`);
  }
  const known = METHODS.find((name) => name === method);
  if (known) return known;
  if (typeof method === 'object' && method !== null)
    throw new Complaint(2, 'Invalid request: `method` must be text');
  const written = JSON.stringify(method);
  const said = typeof method === 'string' ? method : written;
  const shown = said.length > MAX_SHOWN ? `${said.slice(0, MAX_SHOWN)}…` : said;
  const place = placeOf(text.slice(0, text.indexOf(written) + written.length));
  throw new Complaint(
    2,
    `Invalid request: unknown variant \`${shown}\`, expected one of ${VARIANTS} at ${place}`,
  );
}

/** As it was written: a 64-bit integer would not survive a JavaScript number. */
function idOf({ id }: Record<string, unknown>, text: string): string | undefined {
  if (id === null) return 'null';
  if (typeof id === 'string') return TEXT_ID.test(id) ? JSON.stringify(id) : undefined;
  return typeof id === 'number' ? NUMBER_ID.exec(text)?.[1] : undefined;
}

function paramsOf({ params = [] }: Record<string, unknown>): unknown[] {
  if (!Array.isArray(params)) throw new Complaint(2, 'Invalid request: params must be an array');
  return params as unknown[];
}

function carryOut(method: Method, params: unknown[], target: ControlTarget): null | boolean | string[] {
  switch (method) {
    case 'SUBSCRIBE':
      if (!target.subscribe(namesOf(params))) throw new Complaint(4, 'Too many subscriptions');
      return null;
    case 'UNSUBSCRIBE':
      target.unsubscribe(namesOf(params));
      return null;
    case 'LIST_SUBSCRIPTIONS':
      if (params.length > 0) throw tooMany();
      return target.subscriptions();
    case 'SET_PROPERTY':
      checkProperty(params, 2);
      if (typeof params[1] !== 'boolean') throw new Complaint(1, 'Invalid value type: expected Boolean');
      target.isCombined = params[1];
      return null;
    case 'GET_PROPERTY':
      checkProperty(params, 1);
      return target.isCombined;
  }
}

function namesOf(params: unknown[]): string[] {
  if (params.every((name) => typeof name === 'string')) return params;
  throw new Complaint(2, 'Invalid request: stream name must be a string');
}

function checkProperty(params: unknown[], count: number): void {
  if (typeof params[0] !== 'string')
    throw new Complaint(2, 'Invalid request: property name must be a string');
  if (params.length > count) throw tooMany();
  if (params[0] !== 'combined') throw new Complaint(0, 'Unknown property');
}

function tooMany(): Complaint {
  return new Complaint(2, 'Invalid request: too many parameters');
}

function placeOf(before: string, beyond = 0): string {
  const lines = before.split('\n');
  return `line ${lines.length} column ${(lines.at(-1) as string).length + beyond}`;
}
