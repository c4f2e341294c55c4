import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { type SpotConnection, connectSpot, createCredential } from '@binance-gateway/binance-client';
import { ORDER_TYPES, systemClock } from '@binance-gateway/domain-types';
import { rulesOf } from './rules.js';

export interface Asked {
  /** `POST /api/v3/order` */
  readonly route: string;
  readonly params: URLSearchParams;
}

/** `drop` closes the socket after the request was read. */
export type Answer = { readonly status?: number; readonly json: unknown } | 'drop';
export type Route = (asked: Asked, time: number) => Answer;

export const refuse = (code: number, msg: string, status = 400): Answer => ({ status, json: { code, msg } });

/** A real HTTP server with the few endpoints a test writes down; time and symbols are always there. */
export class StubExchange {
  readonly asked: Asked[] = [];
  readonly routes: Record<string, Route> = {
    'GET /api/v3/time': () => ({ json: { serverTime: Date.now() } }),
    'GET /api/v3/exchangeInfo': () => ({
      json: {
        timezone: 'UTC',
        serverTime: Date.now(),
        rateLimits: [],
        exchangeFilters: [],
        symbols: [
          rulesOf({ orderTypes: [...ORDER_TYPES] }),
          rulesOf({ symbol: 'ETHUSDT', baseAsset: 'ETH' }),
          rulesOf({ symbol: 'ETHBTC', baseAsset: 'ETH', quoteAsset: 'BTC' }),
        ],
      },
    }),
  };
  private readonly sockets = new Set<Socket>();
  private readonly server = createServer((request, response) => void this.handle(request, response));

  private constructor(routes: Record<string, Route>) {
    Object.assign(this.routes, routes);
    this.server.on('connection', (socket) => {
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket));
    });
  }

  static async start(routes: Record<string, Route>): Promise<StubExchange> {
    const stub = new StubExchange(routes);
    await new Promise<void>((resolve) => stub.server.listen(0, '127.0.0.1', resolve));
    return stub;
  }

  times(route: string): number {
    return this.asked.filter((a) => a.route === route).length;
  }

  connect(): SpotConnection {
    return connectSpot({
      restUrl: `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`,
      credential: createCredential({ apiKey: 'key', apiSecret: 'secret' }),
      clock: systemClock,
      random: () => 0.5,
      newClientOrderId: () => {
        throw new Error('the desk makes the ids');
      },
    });
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const [path = '', query = ''] = (request.url ?? '').split('?');
    const body = Buffer.concat(chunks).toString('utf8');
    const route = `${request.method} ${path}`;
    const asked = {
      route,
      params: new URLSearchParams([query, body].filter((part) => part !== '').join('&')),
    };
    this.asked.push(asked);
    const answer = (this.routes[route] ?? (() => refuse(-1000, `no ${route}`, 404)))(
      asked,
      this.times(route),
    );
    if (answer === 'drop') {
      request.socket.destroy();
      return;
    }
    response.writeHead(answer.status ?? 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer.json));
  }
}
