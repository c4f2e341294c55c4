import { type JSONRPCMessage, ProtocolErrorCode, isSpecType } from '@modelcontextprotocol/server';
import { MAX_WATCHES, listenedUris } from '../resources/watches.js';
import { jsonProblem } from './json-problem.js';

/** Why a text is not answered as a message: an error of JSON-RPC. */
export interface Refusal {
  /** Of the message, where it has one to answer to. */
  readonly id: string | number | null;
  readonly code: number;
  readonly message: string;
}

export type ReadMessage =
  | { readonly message: JSONRPCMessage; readonly refusal?: never }
  | { readonly message?: never; readonly refusal: Refusal };

/** One message, or what is wrong with the text. The same on every transport, before the SDK sees any of it. */
export function readMessage(text: string): ReadMessage {
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    return refuse(null, ProtocolErrorCode.ParseError, 'Parse error: not JSON');
  }
  if (Array.isArray(message)) {
    return refuse(
      null,
      ProtocolErrorCode.InvalidRequest,
      'Invalid Request: batches are not taken; send one message',
    );
  }
  const problem = jsonProblem(text);
  const id = idOf(message);
  if (problem !== undefined)
    return refuse(id, ProtocolErrorCode.InvalidRequest, `Invalid Request: ${problem}`);
  if (!isSpecType.JSONRPCMessage(message)) {
    return refuse(id, ProtocolErrorCode.InvalidRequest, `Invalid Request: ${messageProblem(message)}`);
  }
  if (listenedUris(message).length > MAX_WATCHES) {
    return refuse(
      id,
      ProtocolErrorCode.InvalidParams,
      `Invalid params: a client may watch ${MAX_WATCHES} resources`,
    );
  }
  return { message };
}

/** Of JSON that is no message of JSON-RPC 2.0. */
function messageProblem(message: unknown): string {
  if (typeof message !== 'object' || message === null) return 'a message is a JSON object';
  const { jsonrpc, id, method, params, result, error } = message as Record<string, unknown>;
  if (jsonrpc !== '2.0') return 'a message has "jsonrpc":"2.0"';
  if ('id' in message && idOf({ id }) === null) return 'id must be a text or an integer';
  if (method === undefined && result === undefined && error === undefined) return 'there is no method';
  if (method !== undefined && (result !== undefined || error !== undefined)) {
    return 'a request has neither result nor error';
  }
  if (method !== undefined && typeof method !== 'string') return 'method must be a text';
  if (params !== undefined && (typeof params !== 'object' || params === null || Array.isArray(params))) {
    return 'params must be an object';
  }
  return 'not one JSON-RPC 2.0 message';
}

function refuse(id: Refusal['id'], code: number, message: string): ReadMessage {
  return { refusal: { id, code, message } };
}

function idOf(message: unknown): Refusal['id'] {
  const id = (message as { id?: unknown } | null)?.id;
  return typeof id === 'string' || Number.isSafeInteger(id) ? (id as string | number) : null;
}

/** As the error of a request that may not even have an id. */
export function refusalText({ id, code, message }: Refusal): string {
  return JSON.stringify({ jsonrpc: '2.0', id, error: { code, message } });
}
