import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Simulator, type SimulatorOptions, startSimulator } from '@binance-gateway/exchange-simulator';
import { until } from '@binance-gateway/testing';

export const MAIN = join(import.meta.dirname, '../../gateway/dist/main.js');

export const TOKENS = {
  trader: 'e2e-trader-token-000001',
  reader: 'e2e-reader-token-000001',
  admin: 'e2e-admin-token-0000001',
} as const;

/** Answer of the gateway: status, headers, body. */
export interface Reply<T = Record<string, unknown>> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
}

/** The built gateway as a process of its own, as it runs in production. */
export class GatewayProcess {
  /** Everything the process has written. */
  output = '';
  url = '';

  private constructor(readonly child: ChildProcess) {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => (this.output += text));
    }
  }

  static async start(env: Readonly<Record<string, string>>): Promise<GatewayProcess> {
    if (!existsSync(MAIN)) throw new Error(`${MAIN} is missing: npx nx build gateway`);
    const inherited = Object.fromEntries(
      Object.entries(process.env).filter(
        ([name]) => !/^(BINANCE_|GATEWAY_|SIMULATOR_|HOST$|PORT$|TRADING_)/.test(name),
      ),
    );
    const child = spawn(process.execPath, [MAIN], {
      env: { ...inherited, PORT: '0', LOG_FORMAT: 'json', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const gateway = new GatewayProcess(child);
    gateway.url = await until(
      () => {
        if (child.exitCode !== null) throw new Error(`exited with ${child.exitCode}`);
        const listening = gateway.output.split('\n').find((line) => line.includes('listening'));
        return /http:\/\/[\w.:[\]-]+/.exec(listening ?? '')?.[0];
      },
      { timeoutMs: 90_000, what: 'listening gateway' },
    ).catch((error: unknown) => {
      child.kill('SIGKILL');
      throw new Error(`gateway did not start:\n${gateway.output.slice(-2_000)}`, { cause: error });
    });
    return gateway;
  }

  get wsUrl(): string {
    return this.url.replace(/^http/, 'ws');
  }

  async request<T = Record<string, unknown>>(
    method: string,
    path: string,
    options: { token?: string | null; body?: unknown; headers?: Record<string, string> } = {},
  ): Promise<Reply<T>> {
    const { token = TOKENS.trader, body } = options;
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: {
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...options.headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = (response.headers.get('content-type') ?? '').includes('json');
    return {
      status: response.status,
      headers: response.headers,
      body: (isJson ? JSON.parse(text) : text) as T,
    };
  }

  get<T = Record<string, unknown>>(path: string, token?: string | null): Promise<Reply<T>> {
    return this.request<T>('GET', path, token === undefined ? {} : { token });
  }

  post<T = Record<string, unknown>>(path: string, body: unknown, token?: string): Promise<Reply<T>> {
    return this.request<T>('POST', path, { body, ...(token === undefined ? {} : { token }) });
  }

  delete<T = Record<string, unknown>>(path: string, token?: string): Promise<Reply<T>> {
    return this.request<T>('DELETE', path, token === undefined ? {} : { token });
  }

  /** @returns the exit code */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return this.child.exitCode;
    const exited = once(this.child, 'exit');
    this.child.kill(signal);
    const [code] = (await exited) as [number | null];
    return code;
  }
}

/** The gateway and an exchange outside of it that the test can reach into. */
export interface World {
  readonly exchange: Simulator;
  readonly gateway: GatewayProcess;
  /** The next process in place of one that has ended. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

export async function startWorld(
  options: { simulator?: SimulatorOptions; env?: Readonly<Record<string, string>> } = {},
): Promise<World> {
  const exchange = await startSimulator({ seed: 7, ...options.simulator });
  const dataDir = mkdtempSync(join(tmpdir(), 'gateway-e2e-'));
  const env = {
    DATA_DIR: dataDir,
    BINANCE_ENV: 'testnet',
    BINANCE_REST_URL: exchange.urls.rest,
    BINANCE_STREAM_URL: exchange.urls.stream,
    BINANCE_WS_API_URL: exchange.urls.wsApi,
    BINANCE_API_KEY: exchange.credentials.apiKey,
    BINANCE_API_SECRET: exchange.credentials.apiSecret,
    GATEWAY_TOKENS: `trader:${TOKENS.trader}:read+trade,reader:${TOKENS.reader}:read,admin:${TOKENS.admin}:admin`,
    ...options.env,
  };
  const world = {
    exchange,
    gateway: await GatewayProcess.start(env),
    restart: async () => {
      world.gateway = await GatewayProcess.start(env);
    },
    close: async () => {
      await world.gateway.stop();
      await exchange.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
  return world;
}
