import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';

const HOP_HEADERS: ReadonlySet<string> = new Set(['upgrade', 'http2-settings']);
const UPGRADE_TOKEN = /^\s*(?:upgrade|http2-settings)\s*$/i;

/**
 * Answers a request whose `Upgrade` is not for us as if it had not asked, which RFC 9110 section 7.8 allows:
 * HTTP clients of Java offer h2c on every connection. Node (before `shouldUpgradeCallback`, 24.9) hands any
 * upgrade over without a way back, so the request goes through the server's parser again without the offer.
 */
export function answerAsPlainRequest(
  server: Server,
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): void {
  const lines = [`${request.method} ${request.url} HTTP/${request.httpVersion}`];
  for (let i = 0; i < request.rawHeaders.length; i += 2) {
    const name = request.rawHeaders[i] as string;
    let value = request.rawHeaders[i + 1] as string;
    if (HOP_HEADERS.has(name.toLowerCase())) continue;
    if (name.toLowerCase() === 'connection') {
      value = value
        .split(',')
        .filter((token) => !UPGRADE_TOKEN.test(token))
        .join(',')
        .trim();
      if (value === '') continue;
    }
    lines.push(`${name}: ${value}`);
  }
  const text = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
  socket.unshift(head.length === 0 ? text : Buffer.concat([text, head]));
  server.emit('connection', socket);
}
