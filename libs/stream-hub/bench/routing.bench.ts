// From the name of a stream to its channel and back: what a frame costs before anybody gets it.
import { systemClock } from '@binance-gateway/domain-types';
import { Hub } from '../src/hub.js';
import { SequenceGuard } from '../src/sequence-guard.js';

const CHANNELS = 1000;
const MESSAGES = 1_000_000;
const ROUNDS = 5;

const hub = new Hub({
  broker: { subscribe: () => undefined, unsubscribe: () => undefined },
  clock: systemClock,
  ids: () => 'epoch',
});
const names = Array.from({ length: CHANNELS }, (_, i) => `sym${i}usdt@bookTicker`);
let seen = 0;
for (const name of names) hub.tap(name, { onMessage: () => seen++ });
const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1] as number;

console.log(`${CHANNELS} channels with one reader in the process each, median of ${ROUNDS} rounds`);
console.log('| payload bytes | CPU µs/publication |');
console.log('|---|---|');
for (const size of [200, 4_000, 64_000]) {
  const payload = Buffer.alloc(size, 0x20);
  const costs: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const start = process.cpuUsage();
    for (let i = 0; i < MESSAGES; i++) hub.publish(names[i % CHANNELS] as string, payload);
    const { user, system } = process.cpuUsage(start);
    if (round > 0) costs.push((user + system) / MESSAGES);
  }
  console.log(`| ${size} | ${median(costs).toFixed(3)} |`);
}
// what reading the ids of a message adds, for streams that have any
const KINDS = {
  trade: (id: number) =>
    `{"e":"trade","E":1723161255343,"s":"BTCUSDT","t":${id},"p":"61837.63000000","q":"0.02"}`,
  diffDepth: (id: number) =>
    `{"e":"depthUpdate","E":1723161255343,"s":"BTCUSDT","U":${id},"u":${id},"b":[],"a":[]}`,
} as const;
console.log('\n| ids of a message | CPU µs |');
console.log('|---|---|');
for (const kind of ['trade', 'diffDepth'] as const) {
  const guard = SequenceGuard.of(kind) as SequenceGuard;
  const payloads = Array.from({ length: 10_000 }, (_, i) => Buffer.from(KINDS[kind](3_735_683_259 + i)));
  const costs: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const start = process.cpuUsage();
    for (let i = 0; i < MESSAGES; i++) {
      if (i % payloads.length === 0) guard.reset();
      if (guard.judge(payloads[i % payloads.length] as Buffer) !== 'next')
        throw new Error('not the next one');
    }
    const { user, system } = process.cpuUsage(start);
    if (round > 0) costs.push((user + system) / MESSAGES);
  }
  console.log(`| ${kind} | ${median(costs).toFixed(3)} |`);
}
if (seen === 0) throw new Error('nothing was routed');
hub.close();
