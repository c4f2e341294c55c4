import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { AppError } from '@binance-gateway/domain-types';
import type { ProblemContext } from '@binance-gateway/platform';
import { problemReply } from '../http/problem-reply.js';

/** Answers an upgrade with a problem document in place of the 101, and closes the connection. */
export function refuseUpgrade(
  socket: Duplex,
  error: AppError,
  context: ProblemContext,
  more: Readonly<Record<string, string>> = {},
): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const { status, headers, body } = problemReply(error, context);
  const lines = Object.entries({
    ...headers,
    ...more,
    'Content-Length': String(Buffer.byteLength(body)),
    Connection: 'close',
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  // a client that never closes its half would hold the socket open
  socket.once('finish', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${body}`);
}
