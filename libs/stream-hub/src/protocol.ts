import { AppError, formatStreamName, parseStreamName, quoteValue } from '@binance-gateway/domain-types';
import type { Client, Wanted } from './client.js';
import type { Position } from './envelope.js';

/**
 * Codes of error replies. 2 and 3 are Binance's own (`web-socket-streams.md`, "Error Messages"); the others
 * say what Binance would leave unsaid.
 */
export const PROTOCOL_ERROR = {
  /** The frame is JSON but no request: wrong method, id, params or fields. */
  INVALID_REQUEST: 2,
  INVALID_JSON: 3,
  /** A name in `params` is no stream. Nothing of the request was carried out. */
  UNKNOWN_STREAM: 4,
  /** More streams than a connection or a request may have. Nothing of the request was carried out. */
  TOO_MANY_STREAMS: 5,
  /** Resume objects in a place where they mean nothing. */
  INVALID_RESUME: 6,
  TOO_LARGE: 7,
} as const;

export interface ProtocolOptions {
  /**
   * Canonical name of a stream a client may ask for, or undefined. Default: Binance's market streams.
   * A gateway with channels of its own lets them in here.
   */
  readonly resolve?: (name: string) => string | undefined;
  /**
   * Asked for each stream the client is about to join, when all of them are known.
   * @throws AppError: nothing of the request is carried out
   */
  readonly admit?: (name: string) => void;
  /** Longer requests are refused unread. Default 64 KiB. */
  readonly maxRequestBytes?: number;
  /** Streams in one request. Default: as many as a connection may hold. */
  readonly maxParams?: number;
}

const MAX_REQUEST_BYTES = 64 * 1024;
const MAX_ID_LENGTH = 36;
const METHODS = ['SUBSCRIBE', 'UNSUBSCRIBE', 'LIST_SUBSCRIPTIONS'] as const;
const FIELDS: ReadonlySet<string> = new Set(['method', 'params', 'id']);

type Method = (typeof METHODS)[number];
type RequestId = number | string | null;

class Refusal extends Error {
  constructor(
    readonly code: number,
    message: string,
  ) {
    super(message);
  }
}

export function marketStreamName(name: string): string | undefined {
  const stream = parseStreamName(name);
  return stream && formatStreamName(stream);
}

/**
 * Answers one text frame of a client: Binance's SUBSCRIBE, UNSUBSCRIBE and LIST_SUBSCRIPTIONS
 * (`{"method":…,"params":[…],"id":…}`, id an integer, a string of up to 36 characters, or null).
 * A SUBSCRIBE of an enveloped client may hold `{"stream":…,"epoch":…,"offset":…}` in place of a name, to
 * resume. Every frame is answered: `{"result":…,"id":…}` or `{"error":{"code":…,"msg":…},"id":…}`;
 * a refused request changes nothing. Never throws for what the client sent.
 */
export function handleRequest(client: Client, text: string | Buffer, options: ProtocolOptions = {}): void {
  let id: RequestId = null;
  try {
    if (text.length > (options.maxRequestBytes ?? MAX_REQUEST_BYTES)) {
      throw new Refusal(PROTOCOL_ERROR.TOO_LARGE, `Request too large: ${text.length} bytes`);
    }
    const request = parse(text.toString());
    id = readId(request);
    run(client, request, id, options);
  } catch (error) {
    const refusal = refusalOf(error);
    client.reply(Buffer.from(JSON.stringify({ error: { code: refusal.code, msg: refusal.message }, id })));
  }
}

function run(
  client: Client,
  request: Record<string, unknown>,
  id: RequestId,
  options: ProtocolOptions,
): void {
  for (const field of Object.keys(request)) {
    if (!FIELDS.has(field)) throw invalid(`unknown field ${quoteValue(field)}`);
  }
  const method = readMethod(request['method']);
  if (method === 'LIST_SUBSCRIPTIONS') {
    const { params } = request;
    if (params !== undefined && !(Array.isArray(params) && params.length === 0)) {
      throw invalid('LIST_SUBSCRIPTIONS takes no params');
    }
    answer(client, id, client.subscriptions());
    return;
  }
  const wanted = readParams(request['params'], client, method, options);
  if (method === 'UNSUBSCRIBE') {
    for (const { name } of wanted) client.unsubscribe(name);
    answer(client, id, null);
    return;
  }
  for (const { name } of wanted) if (!client.isSubscribed(name)) options.admit?.(name);
  client.subscribeAll(wanted, () => answer(client, id, null));
}

function answer(client: Client, id: RequestId, result: unknown): void {
  client.reply(Buffer.from(JSON.stringify({ result, id })));
}

function parse(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Refusal(PROTOCOL_ERROR.INVALID_JSON, `Invalid JSON: ${(error as Error).message.slice(0, 120)}`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalid('expected an object {"method","params","id"}');
  }
  return value as Record<string, unknown>;
}

function readId(request: Record<string, unknown>): RequestId {
  const { id } = request;
  if (id === null || (typeof id === 'number' && Number.isSafeInteger(id))) return id;
  if (typeof id === 'string' && id.length <= MAX_ID_LENGTH) return id;
  throw invalid('`id` must be an integer, a string of up to 36 characters, or null');
}

function readMethod(method: unknown): Method {
  if (method === undefined) throw invalid('missing field `method`');
  const known = METHODS.find((name) => name === method);
  if (!known) throw invalid(`unknown method ${quoteValue(method)}, expected one of ${METHODS.join(', ')}`);
  return known;
}

function readParams(params: unknown, client: Client, method: Method, options: ProtocolOptions): Wanted[] {
  if (!Array.isArray(params) || params.length === 0) {
    throw invalid('`params` must be a list of one or more stream names');
  }
  const most = options.maxParams ?? client.maxSubscriptions;
  if (params.length > most) {
    throw new Refusal(PROTOCOL_ERROR.TOO_MANY_STREAMS, `Too many streams: a request may name ${most}`);
  }
  const resolve = options.resolve ?? marketStreamName;
  const unknown: string[] = [];
  const wanted = params.map((param: unknown): Wanted => {
    const { stream, resume } =
      typeof param === 'string' ? { stream: param, resume: undefined } : readResume(param, client, method);
    const name = resolve(stream);
    if (name === undefined) unknown.push(stream);
    if (resume && name !== undefined && client.isSubscribed(name)) {
      throw new Refusal(
        PROTOCOL_ERROR.INVALID_RESUME,
        `Invalid resume: ${quoteValue(stream)} is already subscribed`,
      );
    }
    return resume ? { name: name ?? stream, resume } : { name: name ?? stream };
  });
  if (unknown.length > 0) {
    const named = unknown.slice(0, 5).map(quoteValue).join(', ');
    const more = unknown.length > 5 ? ` and ${unknown.length - 5} more` : '';
    throw new Refusal(PROTOCOL_ERROR.UNKNOWN_STREAM, `Unknown stream: ${named}${more}`);
  }
  return wanted;
}

function readResume(param: unknown, client: Client, method: Method): { stream: string; resume: Position } {
  if (typeof param !== 'object' || param === null || Array.isArray(param)) {
    throw invalid(`\`params\` must be a list of stream names, found ${quoteValue(param)}`);
  }
  const { stream, epoch, offset } = param as Record<string, unknown>;
  if (typeof stream !== 'string' || typeof epoch !== 'string' || !isOffset(offset)) {
    throw new Refusal(
      PROTOCOL_ERROR.INVALID_RESUME,
      'Invalid resume: expected {"stream":string,"epoch":string,"offset":integer}',
    );
  }
  if (method !== 'SUBSCRIBE' || client.format !== 'envelope') {
    throw new Refusal(PROTOCOL_ERROR.INVALID_RESUME, 'Invalid resume: only SUBSCRIBE on /ws can resume');
  }
  return { stream, resume: { epoch, offset } };
}

function isOffset(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function invalid(message: string): Refusal {
  return new Refusal(PROTOCOL_ERROR.INVALID_REQUEST, `Invalid request: ${message}`);
}

function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  if (AppError.is(error) && error.code === 'FULL') {
    return new Refusal(PROTOCOL_ERROR.TOO_MANY_STREAMS, `Too many streams: ${error.message}`);
  }
  if (AppError.is(error)) return invalid(error.message);
  throw error;
}
