import type { IncomingMessage } from 'node:http';

/** The address that limits are counted by. */
export function addressOf(message: IncomingMessage): string {
  return message.socket.remoteAddress ?? 'unknown';
}

/**
 * The body with one character per byte, so that a signature can be checked on what was sent.
 * @returns undefined when it is longer than allowed
 */
export async function readBody(message: IncomingMessage, maxBytes: number): Promise<string | undefined> {
  return (await readBytes(message, maxBytes))?.toString('latin1');
}

/** @returns undefined when there are more than allowed; the connection is still there for the answer */
export async function readBytes(message: IncomingMessage, maxBytes: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of message.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > maxBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
