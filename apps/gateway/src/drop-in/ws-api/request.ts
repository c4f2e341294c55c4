import { REFUSE, Refusal } from '../refusal.js';

/** Echoed as it was written. */
export type RequestId = number | string | null;

export interface ApiRequest {
  readonly id: RequestId;
  /** Without the optional version. */
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** A frame that cannot be read, with its id if that much could. */
export class UnreadableFrame extends Error {
  constructor(
    readonly id: RequestId,
    readonly refusal: Refusal,
  ) {
    super(refusal.message);
  }
}

const ID_PATTERN = /^[a-zA-Z0-9-_]{1,36}$/;
const BAD_ID = `Invalid 'id' in JSON request; expected an integer, a string matching '${ID_PATTERN.source}', or null.`;

/** @throws UnreadableFrame */
export function parseRequest(text: string): ApiRequest {
  const frame = parseObject(text);
  const { id, method, params = {} } = frame;
  if (!isRequestId(id)) throw new UnreadableFrame(null, new Refusal(400, -1135, BAD_ID, 'INVALID_INPUT'));
  if (typeof method !== 'string') throw new UnreadableFrame(id, REFUSE.missing('method'));
  if (!isObject(params)) throw new UnreadableFrame(id, REFUSE.invalidJson());
  return { id, method: method.replace(/^v3\//, ''), params };
}

function parseObject(text: string): Record<string, unknown> {
  let frame: unknown;
  try {
    frame = JSON.parse(text);
  } catch {
    frame = undefined;
  }
  if (isObject(frame)) return frame;
  throw new UnreadableFrame(null, REFUSE.invalidJson());
}

/** Half of a character: JSON can say it, UTF-8 cannot, so it can neither be signed nor sent on. */
const HALF_CHARACTER = /\p{Surrogate}/u;

/**
 * Parameters as a query string would carry them; null counts as not sent.
 * @throws Refusal -1100, -1130
 */
export function textsOf(params: Readonly<Record<string, unknown>>): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const [name, value] of Object.entries(params)) {
    if (value === null) continue;
    const text = textOf(name, value);
    if (HALF_CHARACTER.test(name) || HALF_CHARACTER.test(text)) throw REFUSE.illegalEncoding();
    texts.set(name, text);
  }
  return texts;
}

/**
 * What a signature on the WS API may cover: every parameter but the signature, sorted by name, as raw UTF-8 text. The
 * second form is percent-encoded: two widespread clients sign that, which differs for names outside ASCII only.
 * https://developers.binance.com/docs/binance-spot-api-docs/websocket-api/request-security
 */
export function signedTexts(texts: ReadonlyMap<string, string>): Buffer[] {
  const entries = [...texts].filter(([name]) => name !== 'signature').sort(([a], [b]) => (a < b ? -1 : 1));
  const joined = (encode: (text: string) => string): Buffer =>
    Buffer.from(entries.map(([name, value]) => `${name}=${encode(value)}`).join('&'));
  return [joined((text) => text), joined(encodeURIComponent)];
}

export function encodedTexts(texts: ReadonlyMap<string, string>, without: ReadonlySet<string>): string {
  return [...texts]
    .filter(([name]) => !without.has(name))
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .join('&');
}

function textOf(name: string, value: unknown): string {
  if (typeof value === 'string') return value;
  try {
    return JSON.stringify(value);
  } catch {
    // JSON.parse takes nesting by the thousand, which is more than JSON.stringify can walk
    throw REFUSE.invalidValue(name.slice(0, 40));
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isRequestId(id: unknown): id is RequestId {
  if (id === null) return true;
  return typeof id === 'string' ? ID_PATTERN.test(id) : Number.isSafeInteger(id);
}
