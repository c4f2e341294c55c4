import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WsProbe } from '@binance-gateway/testing';
import { StreamsServer, type StreamsServerOptions } from './streams.js';

/** A streams server on a port of its own. */
export class StreamsBed {
  readonly probes: WsProbe[] = [];

  private constructor(
    readonly server: StreamsServer,
    private readonly http: Server,
  ) {}

  static async open(options: StreamsServerOptions): Promise<StreamsBed> {
    const server = new StreamsServer(options);
    const http = createServer();
    http.on('upgrade', (request, socket, head) => server.handleUpgrade(request, socket, head));
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    return new StreamsBed(server, http);
  }

  get url(): string {
    return `ws://127.0.0.1:${(this.http.address() as AddressInfo).port}`;
  }

  async connect(path: string, client: object = {}): Promise<WsProbe> {
    const probe = await WsProbe.open(this.url + path, { client });
    this.probes.push(probe);
    return probe;
  }

  async close(): Promise<void> {
    await Promise.all(this.probes.map((probe) => probe.close()));
    this.server.close();
    this.http.closeAllConnections();
    await new Promise((resolve) => this.http.close(resolve));
  }
}
