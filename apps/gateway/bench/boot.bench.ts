// How long the built gateway takes from process start to the first 200, and what it holds when idle:
// with the embedded exchange in the process, and with an exchange outside of it. Median of five starts.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const MAIN = join(import.meta.dirname, '../../dist/main.js');
const STARTS = 5;
const SETTLE_MS = 3_000;
const TOKEN = 'bench-token-000001';

const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1] as number;
const rssMiB = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

interface Run {
  readonly child: ChildProcess;
  readonly startMs: number;
}

async function start(path: string, env: Record<string, string>): Promise<Run> {
  const port = await freePort();
  const began = performance.now();
  const child = spawn(process.execPath, [MAIN], {
    env: {
      PATH: process.env['PATH'] ?? '',
      PORT: String(port),
      GATEWAY_TOKENS: `bench:${TOKEN}`,
      LOG_LEVEL: 'error',
      ...env,
    },
    stdio: 'ignore',
  });
  for (;;) {
    try {
      const reply = await fetch(`http://127.0.0.1:${port}${path}`, {
        headers: { authorization: `Bearer ${TOKEN}` },
      });
      if (reply.status === 200) return { child, startMs: performance.now() - began };
    } catch {
      if (child.exitCode !== null) throw new Error(`the gateway exited with ${child.exitCode}`);
    }
    await pause(5);
  }
}

async function measure(name: string, path: string, env: Record<string, string>): Promise<void> {
  const times: number[] = [];
  const memory: number[] = [];
  for (let i = 0; i < STARTS; i++) {
    const { child, startMs } = await start(path, env);
    times.push(startMs);
    await pause(SETTLE_MS);
    memory.push(rssMiB(child.pid as number));
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
  console.log(`| ${name} | ${Math.round(median(times))} | ${Math.round(median(memory))} |`);
}

console.log('| start of the built gateway | ms to the first 200 | MiB idle, 3 s later |');
console.log('|---|---:|---:|');
await measure('with the embedded exchange, price of BTCUSDT', '/api/v1/ticker/price?symbol=BTCUSDT', {});
// ports nobody listens on: the gateway starts, says that it is not ready, and keeps trying
await measure('exchange elsewhere, /health', '/health', {
  BINANCE_ENV: 'testnet',
  BINANCE_REST_URL: 'http://127.0.0.1:9',
  BINANCE_STREAM_URL: 'ws://127.0.0.1:9',
  BINANCE_WS_API_URL: 'ws://127.0.0.1:9/ws-api/v3',
});
