import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WsProbe, until } from '@binance-gateway/testing';
import { AppProcess, freePort } from './app-process.js';
import { HttpsClient } from './https-client.js';
import { DEPLOY, describeWithTool } from './tool.js';

const TOKEN = 'deploy-e2e-token-000001';
const INITIALIZE = {
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'e2e', version: '1' } },
};
const ACCEPT = { accept: 'application/json, text/event-stream' };

/** Both apps behind the deployed Caddyfile, with a certificate of Caddy's own authority. */
class Deployment {
  private constructor(
    private readonly directory: string,
    private readonly env: Readonly<Record<string, string>>,
    readonly ports: {
      readonly https: number;
      readonly http: number;
      readonly gateway: number;
      readonly mcp: number;
    },
    readonly client: HttpsClient,
    private readonly caddy: AppProcess,
    private gateway: AppProcess,
    private mcp: AppProcess,
  ) {}

  static async start(): Promise<Deployment> {
    const directory = mkdtempSync(join(tmpdir(), 'caddy-e2e-'));
    const ports = {
      https: await freePort(),
      http: await freePort(),
      gateway: await freePort(),
      mcp: await freePort(),
    };
    const env = { GATEWAY_TOKENS: `ops:${TOKEN}:read+trade+admin`, DATA_DIR: join(directory, 'data') };
    const [gateway, mcp] = await Promise.all([
      AppProcess.app('gateway', { ...env, PORT: String(ports.gateway) }),
      AppProcess.app('mcp-server', { ...env, PORT: String(ports.mcp) }),
    ]);
    const caddy = await AppProcess.start(
      'caddy',
      ['run', '--adapter', 'caddyfile', '--config', join(DEPLOY, 'caddy/Caddyfile')],
      {
        HOME: directory,
        XDG_DATA_HOME: directory,
        XDG_CONFIG_HOME: directory,
        DOMAIN: 'localhost',
        GATEWAY_ADDRESS: `127.0.0.1:${ports.gateway}`,
        MCP_ADDRESS: `127.0.0.1:${ports.mcp}`,
        CADDY_OPTIONS: [
          `http_port ${ports.http}`,
          `https_port ${ports.https}`,
          'default_bind 127.0.0.1',
          'skip_install_trust',
        ].join('\n'),
      },
      /certificate obtained successfully/,
    );
    const root = join(directory, 'caddy/pki/authorities/local/root.crt');
    await until(() => existsSync(root));
    const client = new HttpsClient(ports.https, readFileSync(root, 'utf8'), TOKEN);
    return new Deployment(directory, env, ports, client, caddy, gateway, mcp);
  }

  open(path: string, options: { token?: string } = {}): Promise<WsProbe> {
    const { token = TOKEN } = options;
    return WsProbe.open(`${this.client.wsUrl}${path}`, {
      headers: { authorization: `Bearer ${token}` },
      client: { ca: this.client.ca },
    });
  }

  /** The next process on the same port, as after an upgrade. */
  async restartGateway(): Promise<void> {
    await this.gateway.stop();
    this.gateway = await AppProcess.app('gateway', { ...this.env, PORT: String(this.ports.gateway) });
  }

  async restartMcp(): Promise<void> {
    await this.mcp.stop();
    this.mcp = await AppProcess.app('mcp-server', { ...this.env, PORT: String(this.ports.mcp) });
  }

  async close(): Promise<void> {
    await Promise.all([this.gateway.stop(), this.mcp.stop()]);
    await this.caddy.stop();
    rmSync(this.directory, { recursive: true, force: true });
  }
}

interface EventStream {
  readonly text: () => string;
  readonly hasEnded: () => boolean;
  close(): void;
}

describeWithTool('caddy', 'behind Caddy, over HTTPS', () => {
  let deployment: Deployment;
  let client: HttpsClient;
  beforeAll(async () => {
    deployment = await Deployment.start();
    client = deployment.client;
  });
  afterAll(() => deployment.close());

  const events = async (path: string): Promise<EventStream> => {
    const response = await client.open('GET', path, undefined, { accept: 'text/event-stream' });
    expect(response.statusCode).toBe(200);
    let text = '';
    let hasEnded = false;
    response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    for (const end of ['close', 'error'] as const) response.on(end, () => (hasEnded = true));
    return { text: () => text, hasEnded: () => hasEnded, close: () => response.destroy() };
  };

  it('answers REST, and sends plain HTTP to HTTPS', async () => {
    const price = await client.ask('GET', '/api/v1/ticker/price?symbol=BTCUSDT');
    expect([price.status, JSON.parse(price.body)]).toMatchObject([200, { symbol: 'BTCUSDT' }]);
    expect(price.headers).toMatchObject({
      'x-request-id': expect.any(String),
      'strict-transport-security': 'max-age=31536000',
    });
    const order = { symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quoteOrderQty: '50' };
    expect((await client.ask('POST', '/api/v1/order', order)).status).toBe(200);
    const plain = await fetch(`http://127.0.0.1:${deployment.ports.http}/docs`, {
      headers: { host: 'localhost' },
      redirect: 'manual',
    });
    expect([plain.status, plain.headers.get('location')]).toEqual([
      308,
      expect.stringMatching(/^https:\/\//),
    ]);
  });

  it('keeps what is for the inside inside', async () => {
    for (const path of ['/metrics', '/health/ready'])
      expect((await client.ask('GET', path)).status).toBe(404);
    expect((await client.ask('GET', '/health')).status).toBe(200);
    expect((await new HttpsClient(client.port, client.ca, 'wrong').ask('GET', '/api/v1/time')).status).toBe(
      401,
    );
  });

  it.each([
    ['/ws/ticker/BTCUSDT', '24hrTicker'],
    ['/ws/depth/BTCUSDT?levels=20', 'depthSnapshot'],
  ])('passes %s', async (path, event) => {
    const probe = await deployment.open(path);
    expect(await probe.next()).toMatchObject({ e: event });
    await probe.close();
  });

  it('passes /ws and /ws/user', async () => {
    const [many, user] = await Promise.all([deployment.open('/ws'), deployment.open('/ws/user')]);
    many.send({ method: 'SUBSCRIBE', params: ['btcusdt@trade'], id: 1 });
    await until(() => many.messages.some((text) => text.includes('"stream":"btcusdt@trade"')));
    await client.ask('POST', '/api/v1/order', {
      symbol: 'BTCUSDT',
      side: 'BUY',
      type: 'MARKET',
      quoteOrderQty: '50',
    });
    await until(() => user.messages.some((text) => text.includes('"executionReport"')));
    await Promise.all([many.close(), user.close()]);
  });

  it('keeps an idle event stream open over four heartbeats, a minute, and it still works', async () => {
    const stream = await events('/mcp/sse');
    const endpoint = await until(() => /data: (\/mcp\/message\?\S+)/.exec(stream.text())?.[1]);
    await until(() => (stream.text().match(/^:/gm) ?? []).length >= 4, { timeoutMs: 120_000 });
    expect(stream.hasEnded()).toBe(false);
    expect((await client.ask('POST', endpoint, INITIALIZE)).status).toBe(202);
    await until(() => stream.text().includes('"serverInfo"'));
    stream.close();
  }, 180_000);

  it('speaks Streamable HTTP, and names itself to those without a token', async () => {
    const answer = await client.ask('POST', '/mcp', INITIALIZE, ACCEPT);
    expect(answer.status).toBe(200);
    expect(answer.body).toContain('"serverInfo"');
    const stranger = await new HttpsClient(client.port, client.ca, 'wrong').ask(
      'POST',
      '/mcp',
      INITIALIZE,
      ACCEPT,
    );
    expect([stranger.status, stranger.headers['www-authenticate']]).toEqual([
      401,
      expect.stringContaining(`resource_metadata="https://localhost:${client.port}/`),
    ]);
  });

  it('tells clients of a restart, and they are back and resumed within seconds', async () => {
    const probe = await deployment.open('/ws');
    probe.send({ method: 'SUBSCRIBE', params: ['btcusdt@trade'], id: 1 });
    const { epoch, offset } = (await until(() =>
      probe.json<{ stream?: string; epoch?: string; offset?: number }>().find(({ stream }) => stream),
    )) as { epoch: string; offset: number };
    const restarted = deployment.restartGateway();
    await until(() => probe.closed);
    expect(probe.closed).toMatchObject({ code: 3001, reason: expect.stringContaining('shutdown') });
    const again = await until(() => deployment.open('/ws'), { timeoutMs: 30_000 });
    await restarted;
    again.send({ method: 'SUBSCRIBE', params: [{ stream: 'btcusdt@trade', epoch, offset }], id: 2 });
    // another process has another epoch: it cannot have what was missed, and says so
    const resumed = await until(() => again.json().find((message) => 'recovered' in message));
    expect(resumed).toMatchObject({ stream: 'btcusdt@trade', recovered: false });
    await until(() => again.messages.some((text) => text.includes('"e":"trade"')));
    await again.close();
  }, 90_000);

  it('ends event streams at a restart, and takes new ones after it', async () => {
    const stream = await events('/mcp/sse');
    await until(() => stream.text().includes('/mcp/message'));
    const restarted = deployment.restartMcp();
    await until(() => stream.hasEnded(), { timeoutMs: 30_000 });
    await restarted;
    const next = await until(() => events('/mcp/sse'), { timeoutMs: 30_000 });
    await until(() => next.text().includes('/mcp/message'));
    next.close();
  }, 90_000);
});
