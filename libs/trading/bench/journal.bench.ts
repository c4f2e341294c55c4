// Path: OrderDesk.place → journal → sign → HTTP on loopback → an exchange that accepts everything, in a thread of its
// own → answer. The same without journal, with one whose commits wait for the disk, and with one whose commits don't
// (that of the embedded exchange). The kinds take turns; medians of the rounds. Latency as the caller of place() has it.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { connectSpot, createCredential } from '@binance-gateway/binance-client';
import { systemClock } from '@binance-gateway/domain-types';
import { DurableJournal } from '../src/journal/durable-journal.js';
import { OrderDesk } from '../src/order-desk.js';
import { type OrderJournal, noJournal } from '../src/order-journal.js';

const ROUNDS = 5;
const KINDS = ['no journal', 'durable journal', 'ephemeral journal'] as const;
type Kind = (typeof KINDS)[number];
const LOADS = [
  { callers: 1, orders: 1_000 },
  { callers: 50, orders: 5_000 },
] as const;

const EXCHANGE = `
const { createServer } = require('node:http');
const { parentPort } = require('node:worker_threads');
const symbols = [{ symbol: 'BTCUSDT', status: 'TRADING', baseAsset: 'BTC', quoteAsset: 'USDT', orderTypes: ['LIMIT'],
  baseAssetPrecision: 8, quotePrecision: 8, quoteAssetPrecision: 8, permissions: [], filters: [] }];
const rateLimits = ['REQUEST_WEIGHT', 'RAW_REQUESTS', 'ORDERS'].map((rateLimitType) =>
  ({ rateLimitType, interval: 'MINUTE', intervalNum: 1, limit: 1e9 }));
let orderId = 0;
const server = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk) => (body += chunk)).on('end', () => {
    const id = /newClientOrderId=([^&]+)/.exec(body)?.[1];
    const answer = request.url.startsWith('/api/v3/time') ? { serverTime: Date.now() }
      : request.url.startsWith('/api/v3/exchangeInfo')
        ? { timezone: 'UTC', serverTime: Date.now(), rateLimits, exchangeFilters: [], symbols }
        : { symbol: 'BTCUSDT', orderId: ++orderId, orderListId: -1, clientOrderId: id, transactTime: Date.now(),
            price: '50000.00000000', origQty: '0.00100000', executedQty: '0.00000000', origQuoteOrderQty: '0.00000000',
            cummulativeQuoteQty: '0.00000000', status: 'NEW', timeInForce: 'GTC', type: 'LIMIT', side: 'BUY',
            workingTime: Date.now(), fills: [], selfTradePreventionMode: 'EXPIRE_MAKER' };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  });
});
server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));`;

const worker = new Worker(EXCHANGE, { eval: true });
const port = await new Promise<number>((resolve) => worker.once('message', resolve));
const connection = connectSpot({
  restUrl: `http://127.0.0.1:${port}`,
  credential: createCredential({ apiKey: 'key', apiSecret: 'secret' }),
  clock: systemClock,
  random: () => 0.5,
  newClientOrderId: () => '',
});
await connection.start();
const exchangeTime = (): number => connection.serverClock.now();
const alive = setInterval(() => undefined, 1_000);

interface Result {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
}

async function withJournal<T>(kind: Kind, use: (journal: OrderJournal) => Promise<T>): Promise<T> {
  if (kind === 'no journal') return use(noJournal);
  const directory = mkdtempSync(join(tmpdir(), 'journal-bench-'));
  const journal = await DurableJournal.open({
    directory,
    clock: systemClock,
    exchangeTime,
    account: 'bench',
    isEphemeral: kind === 'ephemeral journal',
  });
  try {
    return await use(journal);
  } finally {
    await journal.close();
    rmSync(directory, { recursive: true });
  }
}

let ids = 0;
const order = {
  symbol: 'BTCUSDT',
  side: 'BUY',
  type: 'LIMIT',
  timeInForce: 'GTC',
  quantity: '0.001',
  price: '50000.00',
} as const;

async function run(journal: OrderJournal, callers: number, orders: number): Promise<Result> {
  const desk = new OrderDesk({
    spot: connection.spot,
    clock: systemClock,
    exchangeTime,
    newClientOrderId: () => `bench-${++ids}`,
    journal,
  });
  const latencies: number[] = [];
  let left = orders;
  const start = performance.now();
  const caller = async (): Promise<void> => {
    while (left-- > 0) {
      const begin = performance.now();
      await desk.place(order, { principal: 'bench' });
      latencies.push(performance.now() - begin);
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));
  const seconds = (performance.now() - start) / 1_000;
  latencies.sort((a, b) => a - b);
  const at = (share: number): number => latencies[Math.floor(latencies.length * share)] ?? 0;
  return { perSecond: orders / seconds, p50: at(0.5), p99: at(0.99) };
}

const median = (values: number[]): number => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

for (const { callers, orders } of LOADS) {
  const results = new Map<Kind, Result[]>(KINDS.map((kind) => [kind, []]));
  await run(noJournal, callers, orders);
  for (let round = 0; round < ROUNDS; round++) {
    for (const kind of KINDS) {
      const result = await withJournal(kind, (journal) => run(journal, callers, orders));
      results.get(kind)?.push(result);
    }
  }
  console.log(`${callers} caller${callers > 1 ? 's' : ''}`);
  for (const [kind, list] of results) {
    const of = (pick: (result: Result) => number): number => median(list.map(pick));
    console.log(
      `  ${kind.padEnd(18)} ${Math.round(of((r) => r.perSecond)).toLocaleString('en')} orders/s · ` +
        `p50 ${of((r) => r.p50).toFixed(2)} ms · p99 ${of((r) => r.p99).toFixed(2)} ms`,
    );
  }
}

clearInterval(alive);
await connection.close();
await worker.terminate();
