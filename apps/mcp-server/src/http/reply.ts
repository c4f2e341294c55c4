import type { ServerResponse } from 'node:http';
import type { AppError } from '@binance-gateway/domain-types';
import { type Refusal, refusalText } from '../server/read-message.js';
import { PROBLEM_CONTENT_TYPE, retryAfterSeconds, toProblem } from '@binance-gateway/platform';

/** One request being answered. */
export interface Exchange {
  readonly response: ServerResponse;
  readonly requestId: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export function sendJson({ response }: Exchange, status: number, body: object): void {
  send(response, status, 'application/json', JSON.stringify(body));
}

/** An error below the protocol, as the gateway gives it. */
export function sendProblem({ response, requestId, now }: Exchange, error: AppError): void {
  const wait = retryAfterSeconds(error);
  if (wait !== undefined) response.setHeader('Retry-After', String(wait));
  const body = JSON.stringify(toProblem(error, { requestId, now }));
  send(response, error.spec.status, PROBLEM_CONTENT_TYPE, body);
}

/** An error of the protocol about what was sent, or where it was sent to. */
export function sendRefusal({ response }: Exchange, status: number, refusal: Refusal): void {
  send(response, status, 'application/json', refusalText(refusal));
}

export function send(response: ServerResponse, status: number, contentType: string, body: string): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(status, {
    'Content-Type': contentType,
    'Content-Length': Buffer.byteLength(body),
    'Cache-Control': 'no-store',
  });
  response.end(body);
}
