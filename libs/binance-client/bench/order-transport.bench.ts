// The same order by REST and by the WebSocket API: RestClient → budget → sign → loopback → an exchange that accepts
// everything, in a thread of its own → answer. The ways take turns; medians of the rounds. HMAC signs each order;
// an Ed25519 session is logged on and signs none.
import { generateKeyPairSync } from 'node:crypto';
import { createRequire } from 'node:module';
import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { type NewOrderInput, placeOrder, systemClock } from '@binance-gateway/domain-types';
import { connectSpot } from '../src/connect-spot.js';
import { createCredential } from '../src/credential.js';

const ROUNDS = 5;
const LOADS = [
  { callers: 1, orders: 1_000 },
  { callers: 50, orders: 5_000 },
] as const;
const ORDER: NewOrderInput = {
  symbol: 'BTCUSDT',
  side: 'BUY',
  type: 'LIMIT',
  timeInForce: 'GTC',
  quantity: '0.001',
  price: '50000.00',
};

const EXCHANGE = `
const { createServer } = require('node:http');
const { parentPort } = require('node:worker_threads');
const { WebSocketServer } = require(${JSON.stringify(createRequire(import.meta.url).resolve('ws'))});
const rateLimits = ['REQUEST_WEIGHT', 'RAW_REQUESTS', 'ORDERS'].map((rateLimitType) =>
  ({ rateLimitType, interval: 'MINUTE', intervalNum: 1, limit: 1e9 }));
let orderId = 0;
const accepted = (id) => ({ symbol: 'BTCUSDT', orderId: ++orderId, orderListId: -1, clientOrderId: id,
  transactTime: Date.now(), price: '50000.00000000', origQty: '0.00100000', executedQty: '0.00000000',
  origQuoteOrderQty: '0.00000000', cummulativeQuoteQty: '0.00000000', status: 'NEW', timeInForce: 'GTC',
  type: 'LIMIT', side: 'BUY', workingTime: Date.now(), fills: [], selfTradePreventionMode: 'EXPIRE_MAKER' });
const server = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk) => (body += chunk)).on('end', () => {
    const answer = request.url.startsWith('/api/v3/time') ? { serverTime: Date.now() }
      : request.url.startsWith('/api/v3/exchangeInfo')
        ? { timezone: 'UTC', serverTime: Date.now(), rateLimits, exchangeFilters: [], symbols: [] }
        : accepted(/newClientOrderId=([^&]+)/.exec(body)?.[1]);
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  });
});
new WebSocketServer({ server, perMessageDeflate: false }).on('connection', (socket) =>
  socket.on('message', (data) => {
    const { id, method, params } = JSON.parse(data);
    const result = method === 'session.logon' ? { apiKey: params.apiKey } : accepted(params.newClientOrderId);
    socket.send(JSON.stringify({ id, status: 200, result }));
  }));
server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));`;

const worker = new Worker(EXCHANGE, { eval: true });
const port = await new Promise<number>((resolve) => worker.once('message', resolve));
const alive = setInterval(() => undefined, 1_000);
const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
const KEYS = {
  HMAC: createCredential({ apiKey: 'key', apiSecret: 'secret' }),
  Ed25519: createCredential({ apiKey: 'key', privateKey: pem }),
};

interface Way {
  readonly name: string;
  readonly place: () => Promise<unknown>;
  readonly close: () => Promise<void>;
}

async function way(key: keyof typeof KEYS, orderTransport: 'rest' | 'ws'): Promise<Way> {
  let ids = 0;
  const connection = connectSpot({
    restUrl: `http://127.0.0.1:${port}`,
    wsApiUrl: `ws://127.0.0.1:${port}/ws-api/v3`,
    orderTransport,
    credential: KEYS[key],
    clock: systemClock,
    random: () => 0.5,
    newClientOrderId: () => `bench-${++ids}`,
  });
  await connection.start();
  const isReady = (): boolean =>
    orderTransport === 'rest' ||
    (key === 'HMAC' ? connection.wsApi?.status().isOpen : connection.wsApi?.status().isAuthorised) === true;
  while (!isReady()) await setImmediate();
  return {
    name: `${orderTransport === 'rest' ? 'REST' : 'WebSocket API'}, ${key}`,
    place: () => connection.rest.call(placeOrder, ORDER),
    close: () => connection.close(),
  };
}

interface Result {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
}

async function measure({ place }: Way, callers: number, orders: number): Promise<Result> {
  const latencies: number[] = [];
  let left = orders;
  const caller = async (): Promise<void> => {
    while (left-- > 0) {
      const start = performance.now();
      await place();
      latencies.push(performance.now() - start);
    }
  };
  const start = performance.now();
  await Promise.all(Array.from({ length: callers }, caller));
  const seconds = (performance.now() - start) / 1_000;
  latencies.sort((a, b) => a - b);
  const at = (share: number): number => latencies[Math.floor(latencies.length * share)] ?? NaN;
  return { perSecond: orders / seconds, p50: at(0.5), p99: at(0.99) };
}

const median = (values: number[]): number =>
  values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

const ways = [
  await way('HMAC', 'rest'),
  await way('HMAC', 'ws'),
  await way('Ed25519', 'rest'),
  await way('Ed25519', 'ws'),
];
console.log('callers | way | orders/s | p50 ms | p99 ms');
for (const { callers, orders } of LOADS) {
  const results = new Map(ways.map(({ name }) => [name, [] as Result[]]));
  for (let round = 0; round <= ROUNDS; round++) {
    for (const each of ways) {
      const result = await measure(each, callers, orders);
      if (round > 0) results.get(each.name)?.push(result); // the first one warms up
    }
  }
  for (const [name, all] of results) {
    const of = (pick: (r: Result) => number): number => median(all.map(pick));
    console.log(
      `${callers} | ${name} | ${of((r) => r.perSecond).toFixed(0)} | ${of((r) => r.p50).toFixed(2)} | ${of((r) => r.p99).toFixed(2)}`,
    );
  }
}
for (const each of ways) await each.close();
clearInterval(alive);
await worker.terminate();
