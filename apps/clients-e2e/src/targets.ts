import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Simulator, startSimulator } from '@binance-gateway/exchange-simulator';
import { until } from '@binance-gateway/testing';

const GATEWAY = join(import.meta.dirname, '../../gateway/dist/main.js');
const ADMIN = 'clients-admin-token-0001';

/** Where a client is pointed to, and with which key. */
export interface Target {
  readonly rest: string;
  readonly stream: string;
  readonly wsApi: string;
  readonly apiKey: string;
  readonly apiSecret: string;
}

export interface Running {
  readonly exchange: Simulator;
  readonly target: Target;
  close(): Promise<void>;
}

/** The exchange itself. */
export async function startExchange(): Promise<Running> {
  const exchange = await startSimulator({ seed: 7 });
  const target = { ...exchange.urls, ...exchange.credentials };
  return { exchange, target, close: () => exchange.close() };
}

/** The built gateway before an exchange, with a virtual key. */
export async function startGateway(): Promise<Running> {
  if (!existsSync(GATEWAY)) throw new Error(`${GATEWAY} is missing: npx nx build gateway`);
  const exchange = await startSimulator({ seed: 7 });
  const directory = mkdtempSync(join(tmpdir(), 'clients-e2e-'));
  const { urls, credentials } = exchange;
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(BINANCE_|GATEWAY_|SIMULATOR_|HOST$|PORT$|TRADING_|DROP_IN_)/.test(name),
  );
  const child = spawn(process.execPath, [GATEWAY], {
    env: {
      ...Object.fromEntries(inherited),
      PORT: '0',
      LOG_FORMAT: 'json',
      DATA_DIR: directory,
      BINANCE_ENV: 'testnet',
      BINANCE_REST_URL: urls.rest,
      BINANCE_STREAM_URL: urls.stream,
      BINANCE_WS_API_URL: urls.wsApi,
      BINANCE_API_KEY: credentials.apiKey,
      BINANCE_API_SECRET: credentials.apiSecret,
      GATEWAY_TOKENS: `ops:${ADMIN}:admin`,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const close = async (): Promise<void> => {
    await stop(child);
    await exchange.close();
    rmSync(directory, { recursive: true, force: true });
  };
  try {
    const url = await listening(child);
    await until(async () => (await fetch(`${url}/health/ready`)).ok, {
      timeoutMs: 30_000,
      what: 'readiness',
    });
    const key = await issueKey(url);
    const stream = url.replace('http', 'ws');
    return { exchange, target: { rest: url, stream, wsApi: `${stream}/ws-api/v3`, ...key }, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function issueKey(url: string): Promise<{ apiKey: string; apiSecret: string }> {
  const response = await fetch(`${url}/api/v1/admin/keys`, {
    method: 'POST',
    headers: { authorization: `Bearer ${ADMIN}`, 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'client', scopes: ['read', 'trade'] }),
  });
  const { apiKey, apiSecret } = (await response.json()) as { apiKey: string; apiSecret: string };
  return { apiKey, apiSecret };
}

async function listening(child: ChildProcess): Promise<string> {
  let output = '';
  for (const from of [child.stdout, child.stderr]) {
    from?.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  return until(
    () => {
      if (child.exitCode !== null) throw new Error(`the gateway exited with ${child.exitCode}:\n${output}`);
      const line = output.split('\n').find((text) => text.includes('listening'));
      return /http:\/\/[\w.:[\]-]+/.exec(line ?? '')?.[0];
    },
    { timeoutMs: 30_000, what: 'listening gateway' },
  );
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  await exited;
}
