import type { IncomingMessage, ServerResponse } from 'node:http';
import { EngineReject } from '../../engine/types.js';
import { WrongValue, brief } from '../../shape.js';
import { ControlError } from '../fields.js';
import { refuseControl } from './access.js';
import { readJson, readQuery } from './read-request.js';
import type { ControlContext } from './route.js';
import { type MatchedRoute, routesOf } from './routes.js';

interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** `/control/*`: JSON in, JSON out, errors as `{error, field?}`. */
export class ControlServer {
  constructor(
    private readonly context: ControlContext,
    /** Needed from everybody when there is one; without it only this machine gets in. */
    private readonly token: string | undefined,
  ) {}

  /** Answers one request; never rejects. */
  async handle(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const answer = await this.answer(message).catch(toAnswer);
    const text = answer.body === undefined ? '' : JSON.stringify(answer.body, plain);
    response.writeHead(answer.status, {
      ...(text === '' ? {} : { 'content-type': 'application/json; charset=utf-8' }),
      ...answer.headers,
      'content-length': Buffer.byteLength(text),
    });
    response.end(text);
    // What is left of a body that was not wanted is read and forgotten, so that its sender gets to the answer
    message.resume();
  }

  private async answer(message: IncomingMessage): Promise<Answer> {
    const refusal = refuseControl(message, this.token);
    if (refusal !== undefined) {
      return { status: this.token === undefined ? 403 : 401, body: { error: refusal } };
    }
    const url = new URL(message.url ?? '/', 'http://localhost');
    const matched = find(url.pathname, message.method);
    if ('status' in matched) return matched;
    const { route, path } = matched;
    const query = readQuery(url.searchParams, route);
    const request = { path, query, body: await readJson(message, route) };
    const body = route.run(request, this.context);
    return body === undefined ? { status: 204 } : { status: 200, body };
  }
}

function find(path: string, method: string | undefined): MatchedRoute | Answer {
  let routes: MatchedRoute[];
  try {
    routes = routesOf(path);
  } catch {
    return { status: 400, body: { error: 'the path is not percent-encoded text' } };
  }
  if (routes.length === 0)
    return { status: 404, body: { error: `no ${brief(path)}; GET /control lists what there is` } };
  const matched = routes.find(({ route }) => route.method === method);
  if (matched) return matched;
  const allowed = routes.map(({ route }) => route.method).join(', ');
  return { status: 405, body: { error: `use ${allowed}` }, headers: { allow: allowed } };
}

function toAnswer(error: unknown): Answer {
  if (error instanceof ControlError) {
    const { status, message, field } = error;
    return { status, body: { error: message, ...(field === undefined ? {} : { field }) } };
  }
  if (error instanceof WrongValue) {
    const { path, message } = error;
    return { status: 400, body: { error: message, ...(path === '' ? {} : { field: path }) } };
  }
  if (error instanceof EngineReject) return { status: 400, body: { error: error.message, code: error.code } };
  return { status: 500, body: { error: error instanceof Error ? error.message : 'unknown' } };
}

/** What broke inside the simulator is told in words. */
function plain(_name: string, value: unknown): unknown {
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  return typeof value === 'bigint' ? value.toString() : value;
}
