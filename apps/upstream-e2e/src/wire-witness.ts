import { subscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';

/** Whose requests are those of another program at the same address; it keeps limits of its own. */
export const OTHER_USER_AGENT = 'another-program';

const REFUSED = /^HTTP\/1\.1 (418|429) /;
const RETRY_AFTER = /^retry-after: (\d+)\r$/im;
const WS_REFUSED = /"status":(418|429)\b/;
const WS_RETRY_AFTER = /"serverTime":(\d+),"retryAfter":(\d+)/;
/** Too many unfilled orders: no silence, only no new orders. */
const TOO_MANY_ORDERS = '"code":-1015';
const REQUEST = /^(?:GET|POST|PUT|DELETE) (\/api\/[^? ]*)/;
const MASKED_TEXT = 0x81;

/**
 * What this process had read when it wrote: every byte to and from the ports of an exchange, in the order in which it
 * passed the sockets, by one clock. A request that left before the 429 was read is nobody's fault, however late it
 * arrives; one that leaves after it is, however early.
 */
export class WireWitness {
  /** Requests that were written although a 429 or 418 that had been read asked for silence. */
  readonly disobedient: string[] = [];
  private silentUntil = -Infinity;

  constructor(private readonly ports: readonly number[]) {
    watchSockets();
    for (const port of ports) witnesses.set(port, this);
  }

  close(): void {
    for (const port of this.ports) witnesses.delete(port);
  }

  onRead(bytes: Buffer): void {
    const silenceMs = askedSilence(bytes.toString('latin1'));
    if (silenceMs !== undefined) this.silentUntil = Math.max(this.silentUntil, performance.now() + silenceMs);
  }

  onWrite(request: string): void {
    const leftMs = this.silentUntil - performance.now();
    if (leftMs > 0) this.disobedient.push(`${request} with ${Math.round(leftMs)} ms of silence left`);
  }
}

const witnesses = new Map<number, WireWitness>();
const watched = new WeakSet<Socket>();
let isWatching = false;

function watchSockets(): void {
  if (isWatching) return;
  isWatching = true;
  subscribe('net.client.socket', (message) => {
    const { socket } = message as { socket: Socket };
    if (!watched.has(socket)) watch(socket);
    watched.add(socket);
  });
}

function watch(socket: Socket): void {
  let isOthers = false;
  const witness = (): WireWitness | undefined =>
    isOthers ? undefined : witnesses.get(socket.remotePort ?? 0);
  const push = socket.push.bind(socket);
  socket.push = (chunk: unknown, encoding?: BufferEncoding) => {
    if (Buffer.isBuffer(chunk)) witness()?.onRead(chunk);
    return push(chunk, encoding);
  };
  // not earlier: `connect` puts its own `write` back
  socket.prependOnceListener('connect', () => {
    const write = socket.write.bind(socket) as (...args: unknown[]) => boolean;
    socket.write = ((...args: unknown[]) => {
      const [chunk] = args;
      if (typeof chunk === 'string') isOthers ||= chunk.includes(`\r\nuser-agent: ${OTHER_USER_AGENT}\r\n`);
      const request = requestIn(chunk);
      if (request !== undefined) witness()?.onWrite(request);
      return write(...args);
    }) as Socket['write'];
  });
}

function askedSilence(text: string): number | undefined {
  if (REFUSED.test(text)) {
    const seconds = RETRY_AFTER.exec(text)?.[1];
    return seconds === undefined || text.includes(TOO_MANY_ORDERS) ? undefined : Number(seconds) * 1_000;
  }
  if (!WS_REFUSED.test(text) || text.includes(TOO_MANY_ORDERS)) return undefined;
  const [, from, until] = WS_RETRY_AFTER.exec(text) ?? [];
  return until === undefined ? undefined : Number(until) - Number(from);
}

/** A request of REST, or a text frame of a WebSocket client, whose content is masked. */
function requestIn(chunk: unknown): string | undefined {
  if (typeof chunk === 'string') {
    return REQUEST.exec(chunk)?.[0];
  }
  if (!Buffer.isBuffer(chunk) || chunk.length < 6 || chunk[0] !== MASKED_TEXT) return undefined;
  const short = (chunk[1] as number) & 0x7f;
  const isMasked = (chunk[1] as number) >= 0x80;
  const head = short < 126 ? 6 : 8;
  const length = short < 126 ? short : chunk.readUInt16BE(2);
  return isMasked && (chunk.length === head || chunk.length === head + length) ? 'a text frame' : undefined;
}
