import { once } from 'node:events';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { type Socket, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSimulator } from '@binance-gateway/exchange-simulator';
import { WsProbe, until } from '@binance-gateway/testing';
import { AppProcess, freePort } from './app-process.js';
import { Collector } from './collector.js';

const TOKEN = 'marked-token-7f3a9c51e2';
const SECRETS = {
  token: TOKEN,
  admin: 'marked-admin-0b64d8a7f1',
  apiSecret: 'marked-api-secret-5e8f1a2b3c4d',
  apiKey: 'marked-api-key-9d8c7b6a5f4e',
  header: 'marked-collector-key-3c2b1a',
};

describe('a run with marked secrets', () => {
  let directory: string;
  beforeAll(() => (directory = mkdtempSync(join(tmpdir(), 'secrets-e2e-'))));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  it('leaves them in no log, metric, error, trace or report', async () => {
    const exchange = await startSimulator({
      accounts: [{ id: 'team', apiKey: SECRETS.apiKey, apiSecret: SECRETS.apiSecret }],
    });
    const collector = await Collector.start();
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const gateway = await AppProcess.app('gateway', {
      PORT: String(port),
      DATA_DIR: join(directory, 'data'),
      LOG_LEVEL: 'debug',
      BINANCE_ENV: 'testnet',
      BINANCE_REST_URL: exchange.urls.rest,
      BINANCE_STREAM_URL: exchange.urls.stream,
      BINANCE_WS_API_URL: exchange.urls.wsApi,
      BINANCE_API_KEY: SECRETS.apiKey,
      BINANCE_API_SECRET: SECRETS.apiSecret,
      GATEWAY_TOKENS: `bot:${TOKEN}:read+trade,ops:${SECRETS.admin}:admin`,
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_EXPORTER_OTLP_HEADERS: `x-key=${SECRETS.header}`,
      // what Node writes when a process crashes, on demand
      NODE_OPTIONS: `--report-on-signal --report-signal=SIGUSR2 --report-directory=${directory}`,
    });
    let said = '';
    const ask = async (path: string, token = TOKEN, init: RequestInit = {}): Promise<number> => {
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const response = await fetch(url + path, { ...init, headers });
      said += JSON.stringify([...response.headers]) + (await response.text());
      return response.status;
    };
    const order = { symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quoteOrderQty: '50' };
    const post = (body: unknown): RequestInit => ({ method: 'POST', body: JSON.stringify(body) });
    try {
      expect(await ask('/api/v1/account')).toBe(200);
      expect(await ask('/api/v1/order', TOKEN, post(order))).toBe(200);
      expect(await ask('/api/v1/order', TOKEN, post({ ...order, quoteOrderQty: '99999999' }))).toBe(400);
      expect(await ask(`/api/v1/time?token=${TOKEN}`)).toBe(400);
      expect(await ask('/api/v1/account', `${TOKEN}x`)).toBe(401);
      expect(await ask('/api/v1/order', TOKEN, { method: 'POST', body: `{"${TOKEN}":` })).toBe(400);
      const socket = await WsProbe.open(`ws://127.0.0.1:${port}/ws`, { protocols: [`bearer.${TOKEN}`] });
      socket.send('{"method":"NOTHING"}');
      await until(() => socket.messages.length > 0);
      said += socket.messages.join();
      // what goes wrong upstream is told and logged too
      exchange.control.revokeKey(SECRETS.apiKey);
      expect(await ask('/api/v1/account')).toBeGreaterThanOrEqual(400);
      await exchange.close();
      expect(await ask('/api/v1/openOrders?symbol=BTCUSDT')).toBeGreaterThanOrEqual(500);
      expect(await ask('/metrics')).toBe(200);
      gateway.child.kill('SIGUSR2');
      const reports = (): string[] => readdirSync(directory).filter((name) => name.startsWith('report.'));
      await until(
        () => reports().length > 0 && JSON.parse(readFileSync(join(directory, reports()[0]!), 'utf8')),
      );
      const report = readFileSync(join(directory, reports()[0]!), 'utf8');
      await gateway.stop();
      const places = { answers: said, log: gateway.output, traces: collector.text, report };
      for (const [place, text] of Object.entries(places)) {
        expect([place, text.length > 100]).toEqual([place, true]);
        for (const [name, secret] of Object.entries(SECRETS)) {
          // the report has the memory of strings nowhere, but what was in the environment would be there
          expect([place, name, text.includes(secret)]).toEqual([place, name, false]);
        }
      }
    } finally {
      await gateway.stop();
      collector.close();
    }
  });

  it('an invalid setting is named without its value', async () => {
    writeFileSync(join(directory, 'key'), 'marked key with blanks');
    const started = AppProcess.app('gateway', {
      PORT: '0',
      GATEWAY_TOKENS: `bot:${TOKEN}:fly`,
      BINANCE_API_KEY_FILE: join(directory, 'key'),
    });
    const error = (await started.catch((thrown: unknown) => thrown)) as Error;
    expect(error.message).toContain('GATEWAY_TOKENS entry 1 has an unknown scope');
    expect(error.message).toContain('BINANCE_API_KEY must hold printable ASCII');
    expect(error.message).not.toMatch(/marked/);
  });
});

describe.each(['gateway', 'mcp-server'])('%s, when somebody holds its sockets', (app) => {
  let port: number;
  let process: AppProcess;
  const sockets: Socket[] = [];
  beforeAll(async () => {
    port = await freePort();
    process = await AppProcess.app(app, {
      PORT: String(port),
      WS_MAX_CLIENTS: '1',
      MCP_MAX_CONNECTIONS: '1',
      GATEWAY_TOKENS: `bot:${TOKEN}`,
    });
  });
  afterAll(async () => {
    for (const socket of sockets) socket.destroy();
    await process.stop();
  });

  /** @returns how many of them are still open */
  const open = async (count: number, text: string): Promise<() => number> => {
    const ended = new Set<Socket>();
    const opened = Array.from({ length: count }, () => {
      const socket = connect(port, '127.0.0.1', () => socket.write(text));
      socket.resume();
      for (const end of ['close', 'end', 'error'] as const) socket.on(end, () => ended.add(socket));
      return socket;
    });
    sockets.push(...opened);
    await Promise.all(
      opened.map((socket) => Promise.race([once(socket, 'connect'), once(socket, 'close')])),
    ).catch(() => undefined);
    return () => count - ended.size;
  };
  const health = async (): Promise<number> =>
    (await fetch(`http://127.0.0.1:${port}/health`, { headers: { connection: 'close' } })).status;

  it('with half a request each: others are served, and they are cut off', async () => {
    const left = await open(50, 'GET /api/v1/time HTTP/1.1\r\nHost: localhost\r\nX-Slow: ');
    expect(await health()).toBe(200);
    await until(() => left() === 0, { timeoutMs: 60_000 });
  }, 90_000);

  it('with more connections than it takes: the rest is refused, and it goes on', async () => {
    const most = app === 'gateway' ? 2_001 : 116;
    const left = await open(most + 50, '');
    await until(() => left() <= most, { timeoutMs: 60_000 });
    for (const socket of sockets) socket.destroy();
    expect(await until(health, { timeoutMs: 30_000 })).toBe(200);
  }, 120_000);
});
