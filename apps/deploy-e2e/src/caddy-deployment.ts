import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WsProbe, until } from '@binance-gateway/testing';
import { AppProcess, freePort } from './app-process.js';
import { HttpsClient } from './https-client.js';
import { DEPLOY } from './tool.js';

const TOKEN = 'deploy-e2e-token-000001';

/** Both apps behind the deployed Caddyfile, with a certificate of Caddy's own authority. */
export class Deployment {
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

  /** @param headers what shows who calls; the token when left out */
  open(
    path: string,
    headers: Record<string, string> = { authorization: `Bearer ${TOKEN}` },
  ): Promise<WsProbe> {
    return WsProbe.open(`${this.client.wsUrl}${path}`, { headers, client: { ca: this.client.ca } });
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
