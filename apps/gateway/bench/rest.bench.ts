// What the REST face costs. CPU of this process a request (user + system) with 50 connections, client and exchange being
// other processes, in rounds that take turns; and the median latency of a proxied call, one at a time, against the same
// call made straight to the exchange.
import { execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { type Operation, ping, silentLogger, systemClock, systemRandom } from '@binance-gateway/domain-types';
import { type CallContext, Metrics, assembleUpstream, loadConfig } from '@binance-gateway/platform';
import { createApp } from '../src/create-app.js';

const SECONDS = 2;
const ROUNDS = 5;
const CALLS = 1_500;
const AUTHORIZED = { authorization: 'Bearer bench' };
const autocannon = createRequire(import.meta.url).resolve('autocannon/autocannon.js');

/** Microseconds of CPU a request. Wall time would measure the neighbours of a shared machine too. */
async function cpuPerRequest(url: string): Promise<number> {
  const load = ['-j', '-n', '-c', '50', '-d', String(SECONDS), '-H', 'authorization=Bearer bench'];
  const before = process.cpuUsage();
  const { stdout } = await promisify(execFile)(process.execPath, [autocannon, ...load, url], {
    maxBuffer: 1 << 24,
  });
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
    await (await fetch(url, { headers: AUTHORIZED })).arrayBuffer();
    times.push(performance.now() - start);
  }
  return median(times);
}

const exchange = fork(new URL('./exchange.js', import.meta.url), { execArgv: [] });
const [urls] = (await once(exchange, 'message')) as [{ rest: string; stream: string; wsApi: string }];
const config = loadConfig('gateway', {
  GATEWAY_TOKENS: 'bench:bench',
  THROTTLE_LIMIT: '10000000',
  BINANCE_REST_URL: urls.rest,
  BINANCE_STREAM_URL: urls.stream,
  BINANCE_WS_API_URL: urls.wsApi,
});
const metrics = new Metrics();
const deps = { clock: systemClock, random: systemRandom, logger: silentLogger, metrics };
const upstream = await assembleUpstream(config, deps);
const app = await createApp({ config, logger: silentLogger, metrics, upstream, clock: systemClock });
await app.listen(0, '127.0.0.1');
const url = `http://127.0.0.1:${(app.getHttpServer().address() as AddressInfo).port}`;

// the empty route: everything but something to do
const { run } = upstream.operations;
Object.assign(upstream.operations, {
  run: <I extends object>(operation: Operation<I>, input: I, context: CallContext): Promise<unknown> =>
    operation.name === ping.name ? Promise.resolve({}) : run(operation, input, context),
});
const ROUTES = {
  '/health': 'public route',
  '/api/v1/ping': 'empty operation: token, limit',
  '/api/v1/ticker/price?symbol=BTCUSDT': 'price from live state',
  '/api/v1/ticker/bookTicker?symbol=BTCUSDT': 'quotes from live state',
  '/api/v1/depth?symbol=BTCUSDT&limit=20': 'order book of 20 levels from live state',
};
const paths = Object.keys(ROUTES) as (keyof typeof ROUTES)[];
const LIVE = paths.slice(2);

for (const path of LIVE) {
  for (let source = ''; source !== 'stream';) {
    const answer = await fetch(url + path, { headers: AUTHORIZED });
    source = answer.headers.get('x-source') ?? '';
    await answer.arrayBuffer();
  }
}
await cpuPerRequest(`${url}/health`);
const costs = new Map(paths.map((path) => [path, [] as number[]]));
for (let round = 0; round < ROUNDS; round++) {
  for (const path of paths) costs.get(path)?.push(await cpuPerRequest(url + path));
}
const cost = (path: keyof typeof ROUTES): number => median(costs.get(path) ?? []);
const emptyUs = cost('/api/v1/ping');
for (const path of paths) {
  const rate = LIVE.includes(path)
    ? `, ${Math.round((100 * emptyUs) / cost(path))} % of the empty operation's rate`
    : '';
  console.log(`${ROUTES[path].padEnd(42)} ${cost(path).toFixed(0)} µs of CPU a request${rate}`);
}
const asked = [...(await metrics.text()).matchAll(/gateway_reads_total\{.*source="(\w+)"\} (\d+)/g)];
const total = (source: string): number =>
  asked.filter((match) => match[1] === source).reduce((sum, match) => sum + Number(match[2]), 0);
console.log(
  `answered by asking the exchange            ${total('rest')} of ${total('rest') + total('stream')}`,
);

// a kind of price that no stream tells
const PROXIED = 'ticker/price?symbols=%5B%22BTCUSDT%22%5D';
const [direct, proxied] = [`${urls.rest}/api/v3/${PROXIED}`, `${url}/api/v1/${PROXIED}`];
await medianMs(direct);
await medianMs(proxied);
const [directMs, proxiedMs] = [await medianMs(direct), await medianMs(proxied)];
console.log(
  `proxied call, p50                          ${proxiedMs.toFixed(2)} ms, straight to the exchange ${directMs.toFixed(2)} ms`,
);
await app.close();
await upstream.close();
exchange.disconnect();
process.exit(0);
