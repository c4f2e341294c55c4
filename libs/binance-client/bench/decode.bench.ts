// What checking an answer costs beside parsing it. Unit: µs per body, median of 7 runs.
import { OPERATIONS, type Operation } from '@binance-gateway/domain-types';
import { decodeOutput } from '../src/decode/output.js';
import { decodeStreamEvent } from '../src/decode/stream-event.js';
import { decodeUserDataEvent } from '../src/decode/user-data-event.js';

const RUNS = 7;
const NOW = 1_795_000_000_000;

const price = (i: number): string => `${61_000 + (i % 1_000)}.${String(i % 100).padStart(2, '0')}000000`;
const levels = (count: number): string[][] =>
  Array.from({ length: count }, (_, i) => [price(i), '0.12345000']);
const many = <T>(count: number, make: (i: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i));

const order = {
  symbol: 'BTCUSDT',
  orderId: 28_457_001,
  orderListId: -1,
  clientOrderId: '7b1d2f3a-0001',
  price: price(1),
  origQty: '0.10000000',
  executedQty: '0.00000000',
  origQuoteOrderQty: '0.00000000',
  cummulativeQuoteQty: '0.00000000',
  status: 'NEW',
  timeInForce: 'GTC',
  type: 'LIMIT',
  side: 'BUY',
  stopPrice: '0.00000000',
  icebergQty: '0.00000000',
  time: NOW,
  updateTime: NOW,
  isWorking: true,
  workingTime: NOW,
  selfTradePreventionMode: 'NONE',
};
const report = {
  e: 'executionReport',
  E: NOW,
  s: 'BTCUSDT',
  c: 'x',
  S: 'BUY',
  o: 'LIMIT',
  f: 'GTC',
  q: '1.0',
  p: '1.0',
  P: '0.0',
  F: '0.0',
  g: -1,
  C: '',
  x: 'TRADE',
  X: 'FILLED',
  r: 'NONE',
  i: 1,
  l: '1.0',
  z: '1.0',
  L: '1.0',
  n: '0',
  N: null,
  T: NOW,
  t: 1,
  I: 2,
  w: false,
  m: false,
  M: true,
  O: NOW,
  Z: '1.0',
  Y: '1.0',
  Q: '0.0',
  W: NOW,
  V: 'NONE',
};
const depthUpdate = { e: 'depthUpdate', E: NOW, s: 'BTCUSDT', U: 1, u: 2, b: levels(20), a: levels(20) };
const kline = [
  NOW,
  price(1),
  price(2),
  price(3),
  price(4),
  '1.5',
  NOW,
  '91500.0',
  100,
  '0.5',
  '30500.0',
  '0',
];

function operation(name: string): Operation {
  const op = OPERATIONS.find((o) => o.name === name);
  if (!op) throw new Error(`no operation ${name}`);
  return op;
}

const output = (name: string): ((wire: unknown) => unknown) => {
  const op = operation(name);
  return (wire) => decodeOutput(op, wire, NOW);
};

const CASES: [name: string, body: unknown, decode: (wire: unknown) => unknown, rounds: number][] = [
  ['order', order, output('get_order'), 20_000],
  [
    'depth, 100 levels a side',
    { lastUpdateId: 1, bids: levels(100), asks: levels(100) },
    output('get_order_book'),
    2_000,
  ],
  [
    'depth, 5000 levels a side',
    { lastUpdateId: 1, bids: levels(5_000), asks: levels(5_000) },
    output('get_order_book'),
    30,
  ],
  ['klines, 500', many(500, () => kline), output('get_klines'), 200],
  [
    'prices, 2000 symbols',
    many(2_000, (i) => ({ symbol: `S${i}USDT`, price: price(i) })),
    output('get_price'),
    100,
  ],
  ['execution report', report, decodeUserDataEvent, 20_000],
  ['diff depth, 20 levels a side', depthUpdate, decodeStreamEvent, 10_000],
];

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

let sink: unknown;
function measure(rounds: number, once: () => unknown): number {
  const runs: number[] = [];
  for (let run = 0; run <= RUNS; run++) {
    const start = process.hrtime.bigint();
    for (let i = 0; i < rounds; i++) sink = once();
    const us = Number(process.hrtime.bigint() - start) / 1_000 / rounds;
    if (run > 0) runs.push(us); // the first one warms up
  }
  return median(runs);
}

for (const [name, body, decode, rounds] of CASES) {
  const text = JSON.stringify(body);
  const wire = JSON.parse(text) as unknown;
  const parse = measure(rounds, () => JSON.parse(text) as unknown);
  const check = measure(rounds, () => decode(wire));
  console.log(
    `${name.padEnd(30)} parse ${parse.toFixed(2).padStart(9)} µs · decode ${check.toFixed(2).padStart(9)} µs · ${((check / parse) * 100).toFixed(0)} %`,
  );
}
if (sink === undefined) throw new Error('nothing was decoded');
