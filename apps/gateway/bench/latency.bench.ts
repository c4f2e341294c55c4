// How much later a client hears because the gateway stands between it and the exchange: an exchange in a process of its
// own sends 500 messages a second with the time of sending, a hundred clients in another one read them, through the whole
// gateway and, in rounds that take turns, straight from the exchange, which then writes to the hundred sockets itself.
// What is added is the difference. And what a client costs in memory.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { seededRandom, silentLogger, systemClock } from '@binance-gateway/domain-types';
import { Metrics, assembleUpstream, loadConfig } from '@binance-gateway/platform';
import { createApp } from '../src/create-app.js';

const CLIENTS = 100;
const PER_SECOND = 500;
const SECONDS = 4;
const ROUNDS = 5;
const IDLE_CLIENTS = 1_500;
const STREAM = 'btcusdt@trade';

interface Delays {
  readonly count: number;
  readonly p50: number;
  readonly p99: number;
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] as number;
const child = (...args: string[]): ReturnType<typeof fork> =>
  fork(`${process.cwd()}/bench/latency-peers.mjs`, args, { execArgv: [] });
const told = async <T>(peer: ReturnType<typeof fork>): Promise<T> =>
  ((await once(peer, 'message')) as [T])[0];

const exchange = child('exchange', STREAM);
const { port } = await told<{ port: number }>(exchange);
const config = loadConfig('gateway', {
  GATEWAY_TOKENS: 'bench:bench',
  BINANCE_ENV: 'testnet',
  BINANCE_REST_URL: `http://127.0.0.1:${port}`,
  BINANCE_STREAM_URL: `ws://127.0.0.1:${port}`,
  BINANCE_WS_API_URL: `ws://127.0.0.1:${port}/ws-api/v3`,
  DATA_DIR: `${process.cwd()}/out-tsc/bench/data`,
});
const deps = { clock: systemClock, random: seededRandom(1), logger: silentLogger, metrics: new Metrics() };
const upstream = await assembleUpstream(config, deps);
const app = await createApp({
  config,
  logger: silentLogger,
  metrics: deps.metrics,
  upstream,
  clock: systemClock,
});
await app.listen(0, '127.0.0.1');
const gatewayPort = (app.getHttpServer().address() as AddressInfo).port;

const readers = {
  gateway: child('readers', `ws://127.0.0.1:${gatewayPort}/ws`, String(CLIENTS), STREAM),
  direct: child('readers', `ws://127.0.0.1:${port}/stream`, String(CLIENTS), STREAM),
};
await Promise.all(Object.values(readers).map((peer) => told(peer)));

const results: Record<keyof typeof readers, Delays[]> = { gateway: [], direct: [] };
for (let round = 0; round <= ROUNDS; round++) {
  for (const way of ['direct', 'gateway'] as const) {
    exchange.send({ to: way, perSecond: PER_SECOND, seconds: SECONDS });
    readers[way].send('measure');
    await told(exchange);
    readers[way].send('report');
    const delays = await told<Delays>(readers[way]);
    if (delays.count < PER_SECOND * SECONDS * CLIENTS * 0.99)
      throw new Error(`${way}: only ${delays.count} arrived`);
    if (round > 0) results[way].push(delays);
  }
}
const p = (way: keyof typeof readers, which: 'p50' | 'p99'): number =>
  median(results[way].map((each) => each[which]));
console.log(
  `${CLIENTS} clients × ${PER_SECOND} messages a second, ${SECONDS} s a round, median of ${ROUNDS} rounds`,
);
console.log('| from the exchange to a client, ms | p50 | p99 |');
console.log('|---|---|---|');
console.log(
  `| through the gateway | ${p('gateway', 'p50').toFixed(2)} | ${p('gateway', 'p99').toFixed(2)} |`,
);
console.log(
  `| straight, ws.send to each | ${p('direct', 'p50').toFixed(2)} | ${p('direct', 'p99').toFixed(2)} |`,
);
const added = (which: 'p50' | 'p99'): string =>
  median(results.gateway.map((each, i) => each[which] - (results.direct[i] as Delays)[which])).toFixed(2);
console.log(`| added, median of the rounds | ${added('p50')} | ${added('p99')} |`);
for (const peer of Object.values(readers)) peer.kill('SIGKILL');

// Resident memory, so that everything counts that a client costs this process; the sockets' own clients are elsewhere
const idle = child('idle', `ws://127.0.0.1:${gatewayPort}/ws`, String(IDLE_CLIENTS), STREAM);
/** Opens so many more; those before stay. */
const open = async (): Promise<void> => {
  idle.send('open');
  await told(idle);
};
const rss = (): number => {
  globalThis.gc?.();
  globalThis.gc?.();
  return process.memoryUsage.rss();
};
await told(idle);
await open(); // warm-up
const costs: number[] = [];
for (let round = 0; round < 3; round++) {
  const before = rss();
  await open();
  costs.push((rss() - before) / IDLE_CLIENTS / 1_024);
}
console.log(
  `\n${IDLE_CLIENTS} more clients with a subscription each, three times: ${costs.map((kib) => kib.toFixed(1)).join(', ')} KiB a client, median ${median(costs).toFixed(1)}`,
);
idle.kill('SIGKILL');
exchange.kill('SIGKILL');
await app.close();
await upstream.close();
