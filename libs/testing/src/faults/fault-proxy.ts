import { once } from 'node:events';
import { type AddressInfo, type Server, type Socket, connect, createServer } from 'node:net';
import { FrameSplitter, type WireFrame } from './frame-splitter.js';

/** What becomes of one text message on its way to the client; `swap` sends it after its successor. */
export type MessageFate = 'pass' | 'drop' | 'twice' | 'swap';

export interface FaultProxyOptions {
  readonly target: { readonly host: string; readonly port: number };
  /** Times of slow links. Structurally a `Clock` of domain-types. */
  readonly clock: {
    setTimeout(callback: () => void, delayMs: number): object;
    clearTimeout(handle: object | undefined): void;
  };
  /**
   * Asked for every text message from the server of a WebSocket. Absent: bytes are passed on unread, whatever
   * protocol they are of.
   */
  readonly fate?: (payload: Buffer) => MessageFate;
}

const SLOW_TICK_MS = 50;

/**
 * A TCP proxy on loopback that does to connections what networks do: resets them, stops forwarding without a
 * sign, lets bytes trickle, refuses. With `fate` it also loses, repeats and swaps whole WebSocket messages.
 */
export class FaultProxy {
  private readonly links = new Set<Link>();
  private isRefusing = false;
  /** Bytes moved in either direction since the start. */
  bytes = 0;
  accepted = 0;

  private constructor(
    private readonly server: Server,
    readonly options: FaultProxyOptions,
  ) {
    server.on('connection', (client) => {
      this.accepted++;
      if (this.isRefusing) {
        client.resetAndDestroy();
        return;
      }
      const link = new Link(client, this, () => this.links.delete(link));
      this.links.add(link);
    });
  }

  static async start(options: FaultProxyOptions): Promise<FaultProxy> {
    const server = createServer({ noDelay: true });
    const proxy = new FaultProxy(server, options);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return proxy;
  }

  /** `host:port` to put in place of the target's. */
  get authority(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  get open(): number {
    return this.links.size;
  }

  /** Requests that went to the server without anything having come back; for protocols that ask and answer. */
  get unanswered(): number {
    let count = 0;
    for (const link of this.links) if (link.isAwaiting) count++;
    return count;
  }

  /** Every connection is reset: RST, nothing that is under way arrives. @returns how many */
  reset(): number {
    const count = this.links.size;
    for (const link of [...this.links]) link.reset();
    return count;
  }

  /** Every connection stays open and nothing passes through it any more, in either direction, for ever. */
  halfOpen(): void {
    for (const link of this.links) link.pause('both');
  }

  /** Holds bytes back until `resume`; TCP pushes back on whoever sends. */
  pause(direction: Direction = 'both'): void {
    for (const link of this.links) link.pause(direction);
  }

  resume(): void {
    for (const link of this.links) link.resume();
  }

  /** Towards the client no more than this passes, on the connections that are open now; undefined lifts it. */
  slow(bytesPerSecond: number | undefined): void {
    for (const link of this.links) link.slow(bytesPerSecond);
  }

  /** New connections are reset as soon as they are there, or let in again. */
  refuse(isRefusing = true): void {
    this.isRefusing = isRefusing;
  }

  async close(): Promise<void> {
    this.reset();
    this.server.close();
    await once(this.server, 'close');
  }
}

export type Direction = 'toClient' | 'toServer' | 'both';

/** One connection through the proxy. */
class Link {
  isAwaiting = false;
  private readonly server: Socket;
  private readonly splitter: FrameSplitter | undefined;
  /** A swapped message waits for its successor. */
  private held: WireFrame | undefined;
  private readonly paused = new Set<'toClient' | 'toServer'>();
  private waiting: Buffer[] = [];
  private bytesPerSecond: number | undefined;
  private slowTimer: object | undefined;
  private isOver = false;

  constructor(
    private readonly client: Socket,
    private readonly proxy: FaultProxy,
    private readonly onEnd: () => void,
  ) {
    const { target, fate } = proxy.options;
    if (fate) this.splitter = new FrameSplitter();
    this.server = connect({ ...target, noDelay: true });
    client.on('data', (chunk: Buffer) => {
      this.proxy.bytes += chunk.length;
      this.isAwaiting = true;
      if (!this.server.destroyed) this.server.write(chunk);
    });
    this.server.on('data', (chunk: Buffer) => {
      this.proxy.bytes += chunk.length;
      this.isAwaiting = false;
      this.toClient(chunk);
    });
    for (const [from, to] of [
      [client, this.server],
      [this.server, client],
    ] as const) {
      from.on('end', () => {
        if (to === client) this.flush();
        if (!to.destroyed) to.end();
      });
      from.on('error', () => this.reset());
      from.on('close', () => this.end());
    }
  }

  reset(): void {
    // not after `end`: Node keeps the handle of a socket that is reset while it shuts down
    this.settle();
    for (const socket of [this.client, this.server]) if (!socket.destroyed) socket.resetAndDestroy();
  }

  pause(direction: Direction): void {
    for (const each of ['toClient', 'toServer'] as const) {
      if (direction !== 'both' && direction !== each) continue;
      this.paused.add(each);
      (each === 'toClient' ? this.server : this.client).pause();
    }
  }

  resume(): void {
    this.paused.clear();
    this.client.resume();
    this.server.resume();
  }

  slow(bytesPerSecond: number | undefined): void {
    this.bytesPerSecond = bytesPerSecond;
    if (bytesPerSecond !== undefined) return;
    this.flush();
    if (!this.paused.has('toClient')) this.server.resume();
  }

  private toClient(chunk: Buffer): void {
    const bytes = this.splitter ? this.damaged(this.splitter.push(chunk)) : chunk;
    if (bytes.length === 0 || this.client.destroyed) return;
    if (this.bytesPerSecond === undefined && this.waiting.length === 0) {
      this.client.write(bytes);
      return;
    }
    this.waiting.push(bytes);
    // what a slow link holds is what a network holds: a little
    this.server.pause();
    this.slowTimer ??= this.proxy.options.clock.setTimeout(() => this.trickle(), SLOW_TICK_MS);
  }

  private trickle(): void {
    this.slowTimer = undefined;
    if (this.isOver) return;
    const all = Buffer.concat(this.waiting);
    const some = Math.ceil(((this.bytesPerSecond ?? Infinity) * SLOW_TICK_MS) / 1_000);
    this.client.write(all.subarray(0, some));
    this.proxy.bytes += Math.min(some, all.length);
    this.waiting = all.length > some ? [all.subarray(some)] : [];
    if (this.waiting.length > 0) {
      this.slowTimer = this.proxy.options.clock.setTimeout(() => this.trickle(), SLOW_TICK_MS);
    } else if (!this.paused.has('toClient')) {
      this.server.resume();
    }
  }

  private damaged({ head, frames }: { head: Buffer | undefined; frames: WireFrame[] }): Buffer {
    const out: Buffer[] = head ? [head] : [];
    for (const frame of frames) {
      const fate = frame.opcode === 1 ? (this.proxy.options.fate?.(frame.payload) ?? 'pass') : 'pass';
      const { held } = this;
      if (held && frame.opcode === 1) {
        this.held = undefined;
        out.push(frame.bytes, held.bytes);
      } else if (fate === 'swap') {
        this.held = frame;
      } else if (fate !== 'drop') {
        out.push(frame.bytes);
        if (fate === 'twice') out.push(frame.bytes);
      }
    }
    return out.length === 1 ? (out[0] as Buffer) : Buffer.concat(out);
  }

  private flush(): void {
    if (!this.client.destroyed) for (const bytes of this.waiting) this.client.write(bytes);
    this.waiting = [];
  }

  /** One side is gone: the other ends as well, after the bytes that are on their way to it. */
  private end(): void {
    if (!this.settle()) return;
    for (const socket of [this.client, this.server]) {
      if (socket.destroyed) continue;
      socket.resume(); // or a side that was paused would never see its end
      socket.end();
    }
  }

  /** @returns whether this is the first call */
  private settle(): boolean {
    if (this.isOver) return false;
    this.isOver = true;
    this.isAwaiting = false;
    this.proxy.options.clock.clearTimeout(this.slowTimer);
    this.onEnd();
    return true;
  }
}
