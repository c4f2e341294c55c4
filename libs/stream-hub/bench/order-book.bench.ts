// Level updates a second and the price of reading the top 20, for the book that ships and for other
// structures fed the same generated events on a book of 1,000 levels a side.
import { type WireDepthUpdate, seededRandom } from '@binance-gateway/domain-types';
import { BookSide, type PriceLevel } from '../src/order-book/book-side.js';
import { OrderBook } from '../src/order-book/order-book.js';
import { isZeroQuantity, scaledPrice } from '../src/order-book/scaled-price.js';

const LEVELS = 1000;
const EVENTS = 2_500;
const LEVELS_AN_EVENT = 46;
const ROUNDS = 5;
const MIDDLE = 6_180_000;

const text = (cents: number): string =>
  `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}000000`;
const quantity = (n: number): string => `${Math.floor(n / 1000)}.${String(n % 1000).padStart(3, '0')}00000`;

const random = seededRandom(7);
/**
 * Distance from the middle in ticks. Fitted by eye to 6,493 recorded BTCUSDT events, whose changes have 46
 * levels on average, 48 % of them removals, at ranks 18, 87, 288 and 598 (quartiles and 90 %); this gives
 * 11, 88, 295 and 510 ticks.
 */
const distance = (): number => 1 + Math.floor(700 * random() ** 3);
const level = (sign: number): PriceLevel => [
  text(MIDDLE + sign * distance()),
  random() < 0.48 ? '0.00000000' : quantity(1 + Math.floor(random() * 9_999)),
];
const side = (sign: number): PriceLevel[] =>
  Array.from({ length: LEVELS }, (_, i) => [text(MIDDLE + sign * (i + 1)), quantity(1000 + i)]);
const snapshot = { lastUpdateId: 0, bids: side(-1), asks: side(1) };
const events = Array.from({ length: EVENTS }, (_, i) => ({
  U: i + 1,
  u: i + 1,
  E: 0,
  b: Array.from({ length: LEVELS_AN_EVENT / 2 }, () => level(-1)),
  a: Array.from({ length: LEVELS_AN_EVENT / 2 }, () => level(1)),
})) as unknown as WireDepthUpdate[];

interface Book {
  apply(event: WireDepthUpdate): void;
  top20(): unknown;
}

/** What ships, without the book around it. */
class SortedArrays implements Book {
  readonly bids = new BookSide();
  readonly asks = new BookSide();
  constructor() {
    for (const [price, amount] of snapshot.bids.toReversed()) this.set(this.bids, 1, [price, amount]);
    for (const [price, amount] of snapshot.asks.toReversed()) this.set(this.asks, -1, [price, amount]);
  }
  apply(event: WireDepthUpdate): void {
    for (const each of event.b) this.set(this.bids, 1, each as unknown as PriceLevel);
    for (const each of event.a) this.set(this.asks, -1, each as unknown as PriceLevel);
  }
  set(to: BookSide, sign: number, each: PriceLevel): void {
    const key = sign * scaledPrice(each[0], 2);
    if (isZeroQuantity(each[1])) to.remove(key);
    else to.set(key, each);
  }
  top20(): unknown {
    return [this.bids.top(20), this.asks.top(20)];
  }
}

/** Price text to level; sorted when read, the sorted list kept until the next change. */
class MapSortedOnRead implements Book {
  readonly sides = [new Map<string, PriceLevel>(), new Map<string, PriceLevel>()] as const;
  sorted: PriceLevel[][] | undefined;
  constructor() {
    for (const each of snapshot.bids) this.sides[0].set(each[0], each);
    for (const each of snapshot.asks) this.sides[1].set(each[0], each);
  }
  apply(event: WireDepthUpdate): void {
    this.sorted = undefined;
    for (const each of event.b) this.set(0, each as unknown as PriceLevel);
    for (const each of event.a) this.set(1, each as unknown as PriceLevel);
  }
  set(to: 0 | 1, each: PriceLevel): void {
    if (isZeroQuantity(each[1])) this.sides[to].delete(each[0]);
    else this.sides[to].set(each[0], each);
  }
  top20(): unknown {
    this.sorted ??= this.sides.map((levels, i) =>
      [...levels.values()].sort((a, b) =>
        i === 0 ? scaledPrice(b[0], 2) - scaledPrice(a[0], 2) : scaledPrice(a[0], 2) - scaledPrice(b[0], 2),
      ),
    );
    return this.sorted.map((levels) => levels.slice(0, 20));
  }
}

/** One sorted array of objects a side, best first. */
class SortedObjects implements Book {
  readonly sides = [[], []] as { key: number; level: PriceLevel }[][];
  constructor() {
    this.apply({ b: snapshot.bids, a: snapshot.asks } as unknown as WireDepthUpdate);
  }
  apply(event: WireDepthUpdate): void {
    for (const each of event.b) this.set(0, -1, each as unknown as PriceLevel);
    for (const each of event.a) this.set(1, 1, each as unknown as PriceLevel);
  }
  set(to: number, sign: number, each: PriceLevel): void {
    const levels = this.sides[to] as { key: number; level: PriceLevel }[];
    const key = sign * scaledPrice(each[0], 2);
    let low = 0;
    let high = levels.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((levels[middle] as { key: number }).key < key) low = middle + 1;
      else high = middle;
    }
    const isThere = levels[low]?.key === key;
    if (isZeroQuantity(each[1])) {
      if (isThere) levels.splice(low, 1);
    } else if (isThere) levels[low] = { key, level: each };
    else levels.splice(low, 0, { key, level: each });
  }
  top20(): unknown {
    return this.sides.map((levels) => levels.slice(0, 20).map(({ level: each }) => each));
  }
}

/** Keys in a typed array moved with copyWithin, levels beside it; best last. */
class TypedKeys implements Book {
  readonly keys = [new Float64Array(4 * LEVELS), new Float64Array(4 * LEVELS)];
  readonly levels = [[], []] as PriceLevel[][];
  constructor() {
    this.apply({ b: snapshot.bids, a: snapshot.asks } as unknown as WireDepthUpdate);
  }
  apply(event: WireDepthUpdate): void {
    for (const each of event.b) this.set(0, 1, each as unknown as PriceLevel);
    for (const each of event.a) this.set(1, -1, each as unknown as PriceLevel);
  }
  set(to: number, sign: number, each: PriceLevel): void {
    const keys = this.keys[to] as Float64Array;
    const levels = this.levels[to] as PriceLevel[];
    const key = sign * scaledPrice(each[0], 2);
    const size = levels.length;
    let low = 0;
    let high = size;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((keys[middle] as number) < key) low = middle + 1;
      else high = middle;
    }
    const isThere = low < size && keys[low] === key;
    if (isZeroQuantity(each[1])) {
      if (!isThere) return;
      keys.copyWithin(low, low + 1, size);
      levels.splice(low, 1);
    } else if (isThere) {
      levels[low] = each;
    } else {
      keys.copyWithin(low + 1, low, size);
      keys[low] = key;
      levels.splice(low, 0, each);
    }
  }
  top20(): unknown {
    return this.levels.map((levels) => levels.slice(-20).reverse());
  }
}

class Shipped implements Book {
  readonly book = OrderBook.fromSnapshot('BTCUSDT', snapshot as never, LEVELS);
  apply(event: WireDepthUpdate): void {
    this.book.apply(event);
  }
  top20(): unknown {
    return this.book.depth(20);
  }
}

const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1] as number;

const books: Record<string, () => Book> = {
  'OrderBook (what ships)': () => new Shipped(),
  'sorted parallel arrays, best last': () => new SortedArrays(),
  'sorted objects, best first': () => new SortedObjects(),
  'typed keys with copyWithin, best last': () => new TypedKeys(),
  'Map, sorted on read': () => new MapSortedOnRead(),
};

/** CPU and not wall time: the machine is rarely ours alone. */
function cpuMicroseconds(work: () => void): number {
  globalThis.gc?.();
  const start = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(start);
  return user + system;
}

console.log(`${LEVELS} levels a side, ${LEVELS_AN_EVENT} changes an event, median of ${ROUNDS} rounds`);
console.log(
  '| structure | level updates/s | top 20, unchanged (µs) | top 20 right after an event: median, 99 % (µs) |',
);
console.log('|---|---|---|---|');
const quantile = (values: number[], at: number): number =>
  values.sort((a, b) => a - b)[Math.floor(at * values.length)] as number;
/** What reading the clock twice costs by itself, taken off below. */
const clockCost = quantile(
  Array.from({ length: 10_000 }, () => {
    const start = process.hrtime.bigint();
    return Number(process.hrtime.bigint() - start) / 1000;
  }),
  0.5,
);
let keep: unknown;
const results = new Map(
  Object.keys(books).map((name) => [
    name,
    { rates: [] as number[], reads: [] as number[], after: [] as number[] },
  ]),
);
// The structures take turns within a round: whichever runs first in a fresh process looks worse than it is
for (let round = 0; round <= ROUNDS; round++) {
  for (const [name, create] of Object.entries(books)) {
    const book = create();
    const updating = cpuMicroseconds(() => {
      for (const event of events) book.apply(event);
    });
    const reading = cpuMicroseconds(() => {
      for (let i = 0; i < 20_000; i++) keep = book.top20();
    });
    const fresh: number[] = [];
    for (const event of events) {
      book.apply(event);
      const start = process.hrtime.bigint();
      keep = book.top20();
      fresh.push(Number(process.hrtime.bigint() - start) / 1000 - clockCost);
    }
    if (round === 0) continue; // warm-up
    const result = results.get(name);
    result?.rates.push((EVENTS * LEVELS_AN_EVENT * 1e6) / updating);
    result?.reads.push(reading / 20_000);
    result?.after.push(...fresh);
  }
}
for (const [name, { rates, reads, after }] of results) {
  const rate = Math.round(median(rates) / 1000) * 1000;
  console.log(
    `| ${name} | ${rate.toLocaleString('en')} | ${median(reads).toFixed(2)} | ${quantile(after, 0.5).toFixed(2)}, ${quantile(after, 0.99).toFixed(2)} |`,
  );
}

const payloads = events.map((event) => Buffer.from(JSON.stringify(event)));
const parsing = cpuMicroseconds(() => {
  for (const payload of payloads) keep = JSON.parse(payload.toString());
});
console.log(
  `\nJSON.parse of such an event: ${(parsing / EVENTS).toFixed(1)} µs for ${LEVELS_AN_EVENT} levels`,
);
if (keep === undefined) throw new Error('nothing was measured');
