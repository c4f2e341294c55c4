import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type Server, createServer } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';

export interface Request {
  readonly id: number | string | null;
  readonly method: string;
  readonly params?: never;
}

export interface Link {
  readonly socket: WebSocket;
  readonly path: string;
  readonly requests: Request[];
  /** Arrival of every client frame, pings and pongs included; ms. */
  readonly arrivals: number[];
  readonly names: Set<string>;
}

/** What the exchange does with a request: an object is sent, undefined is silence. */
export type Script = (request: Request, link: Link) => unknown;

/** A WebSocket server that does what a test tells it, and keeps what it saw. */
export class ScriptedExchange {
  readonly links: Link[] = [];
  /** Upgrades that came, refused ones included. */
  attempts = 0;
  /** While set, upgrades are answered with it. */
  refuse: { status: number; headers?: Record<string, string> } | undefined;
  /** While set, upgrades are left without an answer. */
  isDeaf = false;
  private unheard: (() => void)[] = [];

  private readonly sockets = new Set<Duplex>();

  private constructor(
    private readonly server: Server,
    readonly port: number,
    public script: Script,
  ) {}

  static async start(script: Script): Promise<ScriptedExchange> {
    const server = createServer();
    const sockets = new WebSocketServer({ noServer: true });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const exchange = new ScriptedExchange(server, (server.address() as AddressInfo).port, script);
    server.on('upgrade', (request, socket, head) => {
      exchange.attempts++;
      socket.on('error', () => undefined);
      exchange.sockets.add(socket);
      if (exchange.isDeaf) {
        exchange.unheard.push(() =>
          sockets.handleUpgrade(request, socket, head, (ws) => exchange.accept(ws, request.url ?? '')),
        );
        return;
      }
      if (exchange.refuse) {
        const { status, headers = {} } = exchange.refuse;
        const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
        socket.end(`HTTP/1.1 ${status} Refused\r\nContent-Length: 0\r\n${lines.join('')}\r\n`);
        return;
      }
      sockets.handleUpgrade(request, socket, head, (ws) => exchange.accept(ws, request.url ?? ''));
    });
    return exchange;
  }

  /** Answers what came while it was deaf, too. */
  hear(): void {
    this.isDeaf = false;
    for (const answer of this.unheard.splice(0)) answer();
  }

  get url(): string {
    return `ws://127.0.0.1:${this.port}`;
  }

  get open(): Link[] {
    return this.links.filter((link) => link.socket.readyState === link.socket.OPEN);
  }

  get requests(): Request[] {
    return this.links.flatMap((link) => link.requests);
  }

  send(message: unknown, links: readonly Link[] = this.open): void {
    const text = typeof message === 'string' ? message : JSON.stringify(message);
    for (const link of links) link.socket.send(text);
  }

  /** To the links that subscribed the name. */
  publish(name: string, data: unknown): void {
    this.send(
      { stream: name, data },
      this.open.filter((link) => link.names.has(name)),
    );
  }

  /** Cuts every connection without a closing handshake. */
  kill(): void {
    for (const link of this.open) link.socket.terminate();
  }

  /** The most client frames any connection saw in any rolling second. */
  get busiestSecond(): number {
    let most = 0;
    for (const { arrivals } of this.links) {
      for (let end = 0, start = 0; end < arrivals.length; end++) {
        while ((arrivals[end] as number) - (arrivals[start] as number) > 1_000) start++;
        most = Math.max(most, end - start + 1);
      }
    }
    return most;
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
    await once(this.server, 'close');
  }

  private accept(socket: WebSocket, path: string): void {
    const link: Link = { socket, path, requests: [], arrivals: [], names: new Set() };
    this.links.push(link);
    const arrived = (): void => void link.arrivals.push(performance.now());
    socket.on('ping', arrived);
    socket.on('pong', arrived);
    socket.on('error', () => undefined);
    socket.on('message', (data: Buffer) => {
      arrived();
      const request = JSON.parse(data.toString('utf8')) as Request;
      link.requests.push(request);
      const answer = this.script(request, link);
      if (answer !== undefined) this.send(answer, [link]);
    });
  }
}

/** What Binance does with a market stream request. */
export const obliging: Script = (request, link) => {
  const names = (request.params ?? []) as string[];
  for (const name of names) {
    if (request.method === 'SUBSCRIBE') link.names.add(name);
    else link.names.delete(name);
  }
  return { result: null, id: request.id };
};
