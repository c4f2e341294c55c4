import type { WireRequestId } from '@binance-gateway/domain-types';
import { ApiError, REFUSE } from '../wire/api-error.js';
import { paramText } from '../wire/signature-payload.js';

export interface WsApiRequest {
  readonly id: WireRequestId;
  /** Without the optional version prefix. */
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** A frame that could not be read, with the id if that much could. */
export class UnreadableFrame extends Error {
  constructor(
    readonly id: WireRequestId,
    readonly refusal: ApiError,
  ) {
    super(refusal.message);
  }
}

const ID_PATTERN = /^[a-zA-Z0-9-_]{1,36}$/;
const BAD_ID = `Invalid 'id' in JSON request; expected an integer, a string matching '${ID_PATTERN.source}', or null.`;

/** @throws UnreadableFrame */
export function parseRequest(text: string): WsApiRequest {
  const frame = parseObject(text);
  const id = frame['id'];
  if (!isRequestId(id)) throw new UnreadableFrame(null, new ApiError(400, -1135, BAD_ID));
  const method = frame['method'];
  if (typeof method !== 'string') throw new UnreadableFrame(id, REFUSE.missing('method'));
  const params = frame['params'] ?? {};
  if (!isObject(params)) throw new UnreadableFrame(id, REFUSE.invalidJson());
  return { id, method: method.replace(/^v3\//, ''), params };
}

/** Half of a character, which JSON can say and UTF-8 cannot. */
const HALF_CHARACTER = /\p{Surrogate}/u;

/**
 * Values as text, the way a query string would carry them; null counts as not sent.
 * @throws UnreadableFrame
 */
export function paramTexts({ id, params }: Pick<WsApiRequest, 'id' | 'params'>): Map<string, string> {
  const texts = new Map<string, string>();
  for (const [name, value] of Object.entries(params)) {
    if (value === null) continue;
    const text = textOf(id, name, value);
    if (HALF_CHARACTER.test(name + text)) throw new UnreadableFrame(id, REFUSE.illegalEncoding());
    texts.set(name, text);
  }
  return texts;
}

/** JSON.parse takes nesting by the thousand, which is more than JSON.stringify can walk. */
function textOf(id: WireRequestId, name: string, value: unknown): string {
  try {
    return paramText(value);
  } catch {
    throw new UnreadableFrame(id, REFUSE.invalidValue(name.slice(0, 40)));
  }
}

function parseObject(text: string): Record<string, unknown> {
  let frame: unknown;
  try {
    frame = JSON.parse(text);
  } catch {
    throw new UnreadableFrame(null, REFUSE.invalidJson());
  }
  if (!isObject(frame)) throw new UnreadableFrame(null, REFUSE.invalidJson());
  return frame;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isRequestId(id: unknown): id is WireRequestId {
  if (id === null) return true;
  return typeof id === 'string' ? ID_PATTERN.test(id) : Number.isSafeInteger(id);
}
