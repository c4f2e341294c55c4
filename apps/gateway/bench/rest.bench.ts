// What the REST face costs. CPU of this process a request (user + system) with 50 connections, the client being another
// process, in rounds that take turns; and the median latency of a proxied call, one at a time, against the same call made
// straight to the exchange.
import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { silentLogger, systemClock, systemRandom } from '@binance-gateway/domain-types';
import { Metrics, assembleUpstream, loadConfig } from '@binance-gateway/platform';
import { createApp } from '../src/create-app.js';

const SECONDS = 2;
const ROUNDS = 3;
const CALLS = 1_500;
const ANSWER = { symbol: 'BTCUSDT', price: '61837.63000000', timestamp: 1_723_161_255_343 };
const autocannon = createRequire(import.meta.url).resolve('autocannon/autocannon.js');

/** Microseconds of CPU a request. Wall time would measure the neighbours of a shared machine too. */
async function cpuPerRequest(url: string): Promise<number> {
  const args = [
    autocannon,
    '-j',
    '-n',
    '-c',
    '50',
    '-d',
    String(SECONDS),
    '-H',
    'authorization=Bearer bench',
    url,
  ];
  const before = process.cpuUsage();
  const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: 1 << 24 });
  const { user, system } = process.cpuUsage(before);
  const { requests, non2xx } = JSON.parse(stdout) as { requests: { total: number }; non2xx: number };
  if (non2xx > 0) throw new Error(`${non2xx} answers were errors`);
  return (user + system) / requests.total;
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] as number;

async function medianMs(url: string): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < CALLS; i++) {
    const start = performance.now();
    await (await fetch(url, { headers: { authorization: 'Bearer bench' } })).arrayBuffer();
    times.push(performance.now() - start);
  }
  return median(times);
}

/** A gateway in this process, with the embedded exchange or with none that answers. */
async function start(env: Readonly<Record<string, string>>) {
  const config = loadConfig('gateway', { GATEWAY_TOKENS: 'bench:bench', THROTTLE_LIMIT: '10000000', ...env });
  const metrics = new Metrics();
  const deps = { clock: systemClock, random: systemRandom, logger: silentLogger, metrics };
  const upstream = await assembleUpstream(config, deps);
  const app = await createApp({ config, logger: silentLogger, metrics, upstream, clock: systemClock });
  await app.listen(0, '127.0.0.1');
  const url = `http://127.0.0.1:${(app.getHttpServer().address() as AddressInfo).port}`;
  const close = async (): Promise<void> => {
    await app.close();
    await upstream.close();
  };
  return { url, upstream, close };
}

const PING = '/api/v1/ping';
const PRICE = '/api/v1/ticker/price?symbol=BTCUSDT';

const alone = await start({
  BINANCE_REST_URL: 'http://127.0.0.1:9',
  BINANCE_STREAM_URL: 'ws://127.0.0.1:9',
  BINANCE_WS_API_URL: 'ws://127.0.0.1:9',
});
Object.assign(alone.upstream.operations, { run: () => Promise.resolve(ANSWER) });
await cpuPerRequest(`${alone.url}/health`);
const open: number[] = [];
const empty: number[] = [];
const fromMemory: number[] = [];
for (let round = 0; round < ROUNDS; round++) {
  open.push(await cpuPerRequest(`${alone.url}/health`));
  empty.push(await cpuPerRequest(alone.url + PING));
  fromMemory.push(await cpuPerRequest(alone.url + PRICE));
}
const [openUs, emptyUs, memoryUs] = [median(open), median(empty), median(fromMemory)];
console.log(`public route                       ${openUs.toFixed(0)} µs of CPU a request`);
console.log(`empty operation: token, limit      ${emptyUs.toFixed(0)} µs`);
console.log(
  `price from memory                  ${memoryUs.toFixed(0)} µs, ${Math.round((100 * emptyUs) / memoryUs)} % of the empty operation's rate`,
);
await alone.close();

const { url, upstream, close } = await start({});
const direct = `${upstream.simulator?.urls.rest}/api/v3/ticker/price?symbol=BTCUSDT`;
await medianMs(direct);
await medianMs(url + PRICE);
const [directMs, proxiedMs] = [await medianMs(direct), await medianMs(url + PRICE)];
console.log(
  `proxied call, p50                  ${proxiedMs.toFixed(2)} ms, straight to the exchange ${directMs.toFixed(2)} ms`,
);
await close();
process.exit(0);
