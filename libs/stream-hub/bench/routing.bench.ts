// From the name of a stream to its channel and back: what a frame costs before anybody gets it.
import { systemClock } from '@binance-gateway/domain-types';
import { Hub } from '../src/hub.js';

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
if (seen === 0) throw new Error('nothing was routed');
hub.close();
