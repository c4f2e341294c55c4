import type { IncomingMessage } from 'node:http';
import { readBytes } from '../../server/node-http.js';
import { brief } from '../../shape.js';
import { ControlError, Fields } from '../fields.js';
import type { ControlRoute } from './route.js';

const MIB = 1024 * 1024;
/** JSON, whatever curl (`-d`) and fetch call a text by themselves. */
const JSON_TYPES: readonly string[] = ['application/json', 'text/plain', 'application/x-www-form-urlencoded'];
const CHARSETS: readonly string[] = ['utf-8', 'utf8', 'us-ascii'];

/** @throws ControlError for a name that the route does not know, or one that comes twice */
export function readQuery(search: URLSearchParams, { method, fields = {} }: ControlRoute): Fields {
  const twice = [...search.keys()].find((name) => search.getAll(name).length > 1);
  if (twice !== undefined) {
    throw new ControlError(
      400,
      `${brief(twice)} must be sent once, not ${search.getAll(twice).length} times`,
      brief(twice),
    );
  }
  const query = Fields.of(Object.fromEntries(search));
  query.only(method === 'GET' ? Object.keys(fields) : []);
  return query;
}

/** @throws ControlError for what is no JSON object, too long, or has a member that the route does not know */
export async function readJson(message: IncomingMessage, route: ControlRoute): Promise<Fields> {
  const { method, fields = {}, maxBodyBytes = MIB } = route;
  const bytes = await readBytes(message, maxBodyBytes);
  if (bytes === undefined) throw new ControlError(413, `the body must be at most ${maxBodyBytes} bytes`);
  if (bytes.length === 0) return Fields.of({});
  checkType(message);
  const body = Fields.of(parse(bytes));
  body.only(method === 'GET' ? [] : Object.keys(fields));
  return body;
}

function checkType(message: IncomingMessage): void {
  const encoding = message.headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity')
    throw new ControlError(415, 'the body must be sent without a content-encoding');
  const contentType = message.headers['content-type'];
  if (contentType === undefined) return;
  const [type = '', ...parameters] = contentType.toLowerCase().split(';');
  const charset = /charset="?([^"\s]+)/.exec(parameters.join(';'))?.[1] ?? 'utf-8';
  if (JSON_TYPES.includes(type.trim()) && CHARSETS.includes(charset)) return;
  throw new ControlError(415, 'the body must be JSON in UTF-8: content-type application/json');
}

function parse(bytes: Buffer): unknown {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new ControlError(400, 'the body is not UTF-8');
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ControlError(400, `the body is not JSON: ${brief((error as Error).message)}`);
  }
}
