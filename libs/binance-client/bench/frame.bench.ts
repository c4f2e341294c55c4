// Cost of finding out which stream a frame belongs to: byte peek against JSON.parse. Unit: ns per frame, median of 7 runs.
import { payloadOf, streamNameOf } from '../src/streams/frame.js';

const RUNS = 7;
const ROUNDS = 400_000;

function level(i: number): [string, string] {
  return [`${(61_700 + i / 100).toFixed(8)}`, `${(1 + (i % 97) / 100).toFixed(8)}`];
}

/** As many frames as a busy connection carries names, so that no branch or cache line is measured alone. */
function frames(payload: (symbol: string) => unknown, stream: string): Buffer[] {
  return Array.from({ length: 64 }, (_, i) => {
    const symbol = `btcusdt${i}`;
    return Buffer.from(
      JSON.stringify({ stream: `${symbol}@${stream}`, data: payload(symbol.toUpperCase()) }),
    );
  });
}

const aggTrade = frames(
  (s) => ({
    e: 'aggTrade',
    E: 1672515782136,
    s,
    a: 12345678,
    p: '61737.63000000',
    q: '0.00154000',
    f: 100,
    l: 105,
    T: 1672515782136,
    m: true,
    M: true,
  }),
  'aggTrade',
);
const diffDepth = frames(
  (s) => ({
    e: 'depthUpdate',
    E: 1723161255208,
    s,
    U: 50093239189,
    u: 50093239202,
    b: Array.from({ length: 60 }, (_, i) => level(i)),
    a: Array.from({ length: 60 }, (_, i) => level(i + 60)),
  }),
  'depth@100ms',
);

function measure(label: string, input: readonly Buffer[], read: (frame: Buffer) => number): number {
  let sink = 0;
  const each: number[] = [];
  const rounds = read === parsed && (input[0] as Buffer).length > 1000 ? ROUNDS / 20 : ROUNDS;
  for (let run = 0; run <= RUNS; run++) {
    const start = process.hrtime.bigint();
    for (let i = 0; i < rounds; i++) sink += read(input[i & 63] as Buffer);
    if (run > 0) each.push(Number(process.hrtime.bigint() - start) / rounds); // the first run warms up
  }
  each.sort((a, b) => a - b);
  const median = each[RUNS >> 1] as number;
  const bytes = (input[0] as Buffer).length;
  console.log(
    `${label.padEnd(34)} ${String(bytes).padStart(5)} B  ${median.toFixed(0).padStart(7)} ns${sink === 0 ? ' ?' : ''}`,
  );
  return median;
}

const channels = new Map(
  [...aggTrade, ...diffDepth].map((frame, i) => [streamNameOf(frame) as string, i + 1]),
);
const routed = (frame: Buffer): number => channels.get(streamNameOf(frame) as string) as number;
const routedWithPayload = (frame: Buffer): number => {
  const name = streamNameOf(frame) as string;
  return (payloadOf(frame, name) as Buffer).length + (channels.get(name) as number);
};
const parsed = (frame: Buffer): number =>
  channels.get((JSON.parse(frame.toString()) as { stream: string }).stream) as number;

for (const [label, input] of [
  ['aggTrade', aggTrade],
  ['diff depth', diffDepth],
] as const) {
  const peek = measure(`${label}: name → channel`, input, routed);
  measure(`${label}: name → channel, payload`, input, routedWithPayload);
  const parse = measure(`${label}: JSON.parse → channel`, input, parsed);
  console.log(`${label}: peek is ${(parse / peek).toFixed(0)} × cheaper than parsing`);
}
