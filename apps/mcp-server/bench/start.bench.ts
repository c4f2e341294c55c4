// What a desktop client pays for a conversation: from the start of the process to the answers to `initialize`, to
// `tools/list` and to the first call, and memory, then and after ten calls, with an exchange elsewhere and with the
// embedded one. The bare script is the floor.
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';

const ROUNDS = 11;
const MAIN = fileURLToPath(new URL('../src/main.js', import.meta.url));
const INITIALIZE = {
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'bench', version: '1' } },
};
const BARE = "process.stdin.once('data', () => process.stdout.write('{}\\n')); setInterval(() => {}, 1000);";
const ELSEWHERE = {
  BINANCE_ENV: 'testnet',
  BINANCE_REST_URL: 'http://127.0.0.1:9',
  BINANCE_STREAM_URL: 'ws://127.0.0.1:9',
  BINANCE_WS_API_URL: 'ws://127.0.0.1:9',
};

type Child = ChildProcessByStdio<Writable, Readable, null>;

/** The next answer, which may come in pieces. */
const line = (child: Child): Promise<void> =>
  new Promise((resolve) => {
    const read = (chunk: Buffer): void => {
      if (!chunk.includes('\n')) return;
      child.stdout.off('data', read);
      resolve();
    };
    child.stdout.on('data', read);
  });
const send = (child: Child, message: object): void => void child.stdin.write(`${JSON.stringify(message)}\n`);
const memoryMiB = ({ pid }: Child): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] as number;

interface Start {
  readonly ms: number;
  /** Both counted from the start of the process. */
  readonly toolsMs: number;
  readonly callMs: number;
  readonly memory: number;
  readonly memoryAfterCalls: number;
}

async function start(args: readonly string[], env: Readonly<Record<string, string>>): Promise<Start> {
  const begin = performance.now();
  const child = spawn(process.execPath, args, {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: { PATH: process.env['PATH'], ...env },
  });
  send(child, INITIALIZE);
  await line(child);
  const ms = performance.now() - begin;
  const memory = memoryMiB(child);
  let [toolsMs, callMs] = [NaN, NaN];
  if (args.includes('--mode')) {
    send(child, { jsonrpc: '2.0', method: 'notifications/initialized' });
    send(child, { jsonrpc: '2.0', id: 2, method: 'tools/list' });
    await line(child);
    toolsMs = performance.now() - begin;
    for (let id = 3; id < 13; id++) {
      send(child, {
        jsonrpc: '2.0',
        id,
        method: 'tools/call',
        params: { name: 'get_ticker', arguments: { symbol: 'BTCUSDT' } },
      });
      await line(child);
      if (id === 3) callMs = performance.now() - begin;
    }
  }
  const memoryAfterCalls = memoryMiB(child);
  const exited = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await exited;
  return { ms, toolsMs, callMs, memory, memoryAfterCalls };
}

const WAYS = [
  ['bare script', ['-e', BARE], {}],
  ['mcp-server, exchange elsewhere', [MAIN, '--mode', 'stdio'], ELSEWHERE],
  ['mcp-server, embedded exchange', [MAIN, '--mode', 'stdio'], {}],
] as const;

const rounds = new Map<string, Start[]>(WAYS.map(([name]) => [name, []]));
for (let round = 0; round < ROUNDS; round++) {
  for (const [name, args, env] of WAYS) rounds.get(name)?.push(await start(args, env));
}
console.log(`stdio, median of ${ROUNDS} rounds, the ways taking turns`);
console.log(
  '| process | start to initialize (ms) | fastest | to tools/list | to the first call | memory then (MiB) | after ten calls |',
);
console.log('|---|---|---|---|---|---|---|');
for (const [name, starts] of rounds) {
  const ms = starts.map((one) => one.ms);
  const cells = [
    median(ms),
    Math.min(...ms),
    median(starts.map((one) => one.toolsMs)),
    median(starts.map((one) => one.callMs)),
    median(starts.map((one) => one.memory)),
    median(starts.map((one) => one.memoryAfterCalls)),
  ];
  console.log(
    `| ${name} | ${cells.map((cell) => (Number.isNaN(cell) ? '' : cell.toFixed(0))).join(' | ')} |`,
  );
}
