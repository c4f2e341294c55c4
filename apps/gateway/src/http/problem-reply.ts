import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { HttpException } from '@nestjs/common';
import { AppError, type ErrorCode } from '@binance-gateway/domain-types';
import {
  PROBLEM_CONTENT_TYPE,
  type ProblemContext,
  retryAfterSeconds,
  toAppError,
  toProblem,
} from '@binance-gateway/platform';
import { identityHeaders, requestIdOf } from './request-identity.js';

export interface ProblemReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** An error as a finished HTTP answer; REST, the router's own errors and refused upgrades all use it. */
export function problemReply(error: AppError, context: ProblemContext): ProblemReply {
  const retryAfter = retryAfterSeconds(error);
  return {
    status: error.spec.status,
    headers: {
      'Content-Type': PROBLEM_CONTENT_TYPE,
      'Cache-Control': 'no-store',
      ...identityHeaders(context.requestId, context.now),
      ...(error.spec.status === 401 ? { 'WWW-Authenticate': 'Bearer realm="binance-gateway"' } : {}),
      ...(retryAfter === undefined ? {} : { 'Retry-After': String(retryAfter) }),
    },
    body: JSON.stringify(toProblem(error, context)),
  };
}

const BY_STATUS: Readonly<Record<number, ErrorCode>> = {
  404: 'NOT_FOUND',
  405: 'METHOD_NOT_ALLOWED',
  413: 'BODY_TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
};

/** What Nest and Fastify throw by themselves, in our terms. Their messages tell of the request only. */
export function fromFramework(error: unknown): AppError {
  const original = error instanceof HttpException && error.cause !== undefined ? error.cause : error;
  if (AppError.is(original)) return original;
  if (isBrokenBody(original))
    return new AppError('MALFORMED_BODY', 'The body broke off or is badly chunked', { cause: error });
  const status = error instanceof HttpException ? error.getStatus() : fastifyStatus(error);
  if (status === undefined || status >= 500) return toAppError(error);
  // FST_ERR_CTP_…: the content type parser, that is, everything about bodies
  const isAboutBody = String((original as { code?: unknown }).code).startsWith('FST_ERR_CTP_');
  const code = BY_STATUS[status] ?? (isAboutBody ? 'MALFORMED_BODY' : 'INVALID_INPUT');
  const detail = DETAILS[(original as { code?: string }).code ?? ''] ?? byCode(code, error as Error);
  return new AppError(code, detail, { cause: error });
}

/** Where what Fastify says tells little, or the whole path once more. */
const DETAILS: Readonly<Record<string, string>> = {
  FST_ERR_BAD_URL: 'The path has an escape that is none; after % come two hexadecimal digits of UTF-8',
  FST_ERR_MAX_PARAM_LENGTH: 'A part of the path is too long',
  FST_ERR_CTP_BODY_TOO_LARGE: 'The body is larger than BODY_LIMIT',
};

function byCode(code: ErrorCode, { message }: Error): string {
  return code === 'UNSUPPORTED_MEDIA_TYPE' ? JSON_WANTED : message;
}

export const JSON_WANTED = 'Send JSON: Content-Type: application/json, UTF-8, without Content-Encoding';

/** The caller hung up, or its framing is wrong. Answers of the exchange never look like this: they come as AppErrors. */
function isBrokenBody(error: unknown): boolean {
  const code = error instanceof Error ? String((error as NodeJS.ErrnoException).code) : '';
  return code === 'ECONNRESET' || code === 'ERR_STREAM_PREMATURE_CLOSE' || code.startsWith('HPE_');
}

function fastifyStatus(error: unknown): number | undefined {
  if (!(error instanceof Error) || error.name !== 'FastifyError') return undefined;
  return (error as { statusCode?: number }).statusCode;
}

/** Answers bytes that are no HTTP request: there is no request object, so the socket gets the text. */
export function answerClientError(error: Error & { code?: string }, socket: Socket, now: number): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const context = { requestId: requestIdOf({ headers: {} }), now };
  const reply = problemReply(unreadable(error.code), context);
  const head = Object.entries({
    ...reply.headers,
    'Content-Length': String(Buffer.byteLength(reply.body)),
    Connection: 'close',
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${reply.status} ${STATUS_CODES[reply.status]}\r\n${head.join('')}\r\n${reply.body}`);
}

function unreadable(code: string | undefined): AppError {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    return new AppError('REQUEST_TIMEOUT', 'The request did not arrive in time');
  }
  const isTooLarge = code === 'HPE_HEADER_OVERFLOW';
  return new AppError(
    'INVALID_INPUT',
    isTooLarge ? 'Request line and headers are larger than 16 kB' : 'This is not a readable HTTP request',
  );
}
