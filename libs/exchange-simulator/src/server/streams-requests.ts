// Control messages of the market streams.
// https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams#live-subscribingunsubscribing-to-streams

const METHODS = ['SUBSCRIBE', 'UNSUBSCRIBE', 'LIST_SUBSCRIPTIONS', 'SET_PROPERTY', 'GET_PROPERTY'] as const;
type Method = (typeof METHODS)[number];

const VARIANTS = METHODS.map((method) => `\`${method}\``).join(', ');
/** Hex and UUIDs included. */
const TEXT_ID = /^[A-Za-z0-9_-]{1,36}$/;
const NUMBER_ID = /"id"\s*:\s*(-?[0-9]+)\s*[,}]/;
const MAX_INT64 = 2n ** 63n;

/** What a control message may do to its connection. */
export interface RequestTarget {
  combined: boolean;
  /** @returns false when the connection would have too many */
  subscribe(names: readonly string[]): boolean;
  unsubscribe(names: readonly string[]): void;
  subscriptions(): string[];
}

class Refusal extends Error {
  constructor(
    readonly code: 0 | 1 | 2 | 3 | 4,
    message: string,
  ) {
    super(message);
  }
}

/**
 * Carries out one control message.
 * @returns the text of the answer: `{"result":…,"id":…}`, or `{"error":{"code","msg"},"id":…}` without id
 * when none could be read
 */
export function answerRequest(text: string, target: RequestTarget): string {
  let id: string | undefined;
  try {
    const request = parse(text);
    id = idOf(request, text);
    const method = methodOf(request, text);
    if (id === undefined) throw new Refusal(2, 'Invalid request: request ID must be an unsigned integer');
    return `{"result":${JSON.stringify(carryOut(method, paramsOf(request), target))},"id":${id}}`;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
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
    const before = text.slice(0, position).split('\n');
    const place = `line ${before.length} column ${(before.at(-1) as string).length + 1}`;
    throw new Refusal(3, `Invalid JSON: expected value at ${place}`);
  }
  if (typeof request !== 'object' || request === null || Array.isArray(request)) {
    throw new Refusal(2, `Invalid request: missing field \`method\` at ${endOf(text)}`);
  }
  return request as Record<string, unknown>;
}

function methodOf(request: Record<string, unknown>, text: string): Method {
  const method = request['method'];
  if (method === undefined)
    throw new Refusal(2, `Invalid request: missing field \`method\` at ${endOf(text)}`);
  if (METHODS.includes(method as Method)) return method as Method;
  // nesting that JSON.parse takes can be too much for JSON.stringify
  if (typeof method === 'object' && method !== null)
    throw new Refusal(2, 'Invalid request: `method` must be text');
  const shown = typeof method === 'string' ? method : JSON.stringify(method);
  const written = JSON.stringify(method);
  const end = text.slice(0, text.indexOf(written) + written.length);
  throw new Refusal(
    2,
    `Invalid request: unknown variant \`${shown}\`, expected one of ${VARIANTS} at ${endOf(end)}`,
  );
}

/** The id as it was written: a 64-bit integer would not survive a JavaScript number. */
function idOf(request: Record<string, unknown>, text: string): string | undefined {
  const id = request['id'];
  if (id === null) return 'null';
  if (typeof id === 'string') return TEXT_ID.test(id) ? JSON.stringify(id) : undefined;
  if (typeof id !== 'number') return undefined;
  const written = NUMBER_ID.exec(text)?.[1];
  if (written === undefined) return undefined;
  const value = BigInt(written);
  return value >= -MAX_INT64 && value < MAX_INT64 ? written : undefined;
}

function paramsOf(request: Record<string, unknown>): unknown[] {
  const params = request['params'] ?? [];
  if (!Array.isArray(params)) throw new Refusal(2, 'Invalid request: params must be an array');
  return params;
}

function carryOut(method: Method, params: unknown[], target: RequestTarget): null | boolean | string[] {
  switch (method) {
    case 'SUBSCRIBE':
      if (!target.subscribe(names(params))) throw new Refusal(4, 'Too many subscriptions');
      return null;
    case 'UNSUBSCRIBE':
      target.unsubscribe(names(params));
      return null;
    case 'LIST_SUBSCRIPTIONS':
      if (params.length > 0) throw tooMany();
      return target.subscriptions();
    case 'SET_PROPERTY':
      checkProperty(params, 2);
      if (typeof params[1] !== 'boolean') throw new Refusal(1, 'Invalid value type: expected Boolean');
      target.combined = params[1];
      return null;
    case 'GET_PROPERTY':
      checkProperty(params, 1);
      return target.combined;
  }
}

function names(params: unknown[]): string[] {
  if (!params.every((name) => typeof name === 'string')) {
    throw new Refusal(2, 'Invalid request: stream name must be a string');
  }
  return params as string[];
}

function checkProperty(params: unknown[], count: number): void {
  if (typeof params[0] !== 'string') throw new Refusal(2, 'Invalid request: property name must be a string');
  if (params.length > count) throw tooMany();
  if (params[0] !== 'combined') throw new Refusal(0, 'Unknown property');
}

function tooMany(): Refusal {
  return new Refusal(2, 'Invalid request: too many parameters');
}

function endOf(text: string): string {
  const lines = text.split('\n');
  return `line ${lines.length} column ${(lines.at(-1) as string).length}`;
}
