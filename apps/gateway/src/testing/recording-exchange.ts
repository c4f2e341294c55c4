import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface RecordedRequest {
  readonly method: string;
  readonly url: string;
  readonly body: string;
}

/** A socket that answers like an exchange with two symbols and remembers what reached it. */
export class RecordingExchange {
  readonly requests: RecordedRequest[] = [];

  private constructor(private readonly server: Server) {}

  static async start(): Promise<RecordingExchange> {
    const server = createServer();
    const exchange = new RecordingExchange(server);
    server.on('request', (request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
      request.on('end', () => {
        const url = request.url ?? '';
        exchange.requests.push({ method: request.method ?? '', url, body });
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify(ANSWERS[url.split('?', 1)[0] as string] ?? {}));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return exchange;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Requests a caller caused: not those of the start. */
  get caused(): readonly RecordedRequest[] {
    return this.requests.filter(({ url }) => !/^\/api\/v3\/(time|exchangeInfo)/.test(url));
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.server.close(() => resolve());
      this.server.closeAllConnections();
    });
  }
}

const symbol = (base: string): object => ({
  symbol: `${base}USDT`,
  status: 'TRADING',
  baseAsset: base,
  baseAssetPrecision: 8,
  quoteAsset: 'USDT',
  quoteAssetPrecision: 8,
  orderTypes: ['LIMIT', 'MARKET'],
  filters: [],
  permissions: [],
  permissionSets: [['SPOT']],
});

const ANSWERS: Readonly<Record<string, unknown>> = {
  '/api/v3/time': { serverTime: 1_767_225_600_000 },
  '/api/v3/exchangeInfo': {
    timezone: 'UTC',
    serverTime: 1_767_225_600_000,
    rateLimits: [],
    exchangeFilters: [],
    symbols: [symbol('BTC'), symbol('ETH')],
  },
  '/api/v3/ticker/price': { symbol: 'BTCUSDT', price: '50000.00000000' },
};
