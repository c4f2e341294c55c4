import type { WireDepth } from '@binance-gateway/domain-types';
import { BookKeeper } from '../order-book/book-keeper.js';
import type { OrderBook } from '../order-book/order-book.js';
import { HubBench } from './recording.js';

/** A message as it came from the exchange, or the answer to a snapshot request, in order of arrival. */
export type Recorded =
  | { readonly kind: 'frame'; readonly text: string }
  | { readonly kind: 'snapshot'; readonly symbol: string; readonly depth: WireDepth };

const HEAD = '{"stream":"';

export interface ReplayResult {
  /** Why books were lost, in order. */
  readonly gaps: string[];
  /** Snapshots asked for, by symbol. */
  readonly requests: Map<string, number>;
  readonly states: ReadonlyMap<string, string>;
}

/**
 * Plays combined frames through a hub and its book keeper. Snapshots are given out as they were recorded:
 * one that was asked for earlier is answered when its line is reached, one that came early waits. The books are checked
 * against the bookTicker stream, where the frames have one.
 */
export async function replay(
  records: Iterable<Recorded>,
  symbols: readonly string[],
  onBook: (symbol: string, book: OrderBook) => void,
): Promise<ReplayResult> {
  const bench = new HubBench();
  const gaps: string[] = [];
  const requests = new Map<string, number>();
  const waiting = new Map<string, (depth: WireDepth) => void>();
  const early = new Map<string, WireDepth>();
  const keeper = new BookKeeper({
    hub: bench.hub,
    fetchSnapshot: (symbol) => {
      requests.set(symbol, (requests.get(symbol) ?? 0) + 1);
      const depth = early.get(symbol);
      if (depth) return Promise.resolve(depth);
      return new Promise((resolve) => waiting.set(symbol, resolve));
    },
    clock: bench.clock,
    random: () => 0,
    depthLimit: 1000,
    readsQuotes: true,
  });
  for (const symbol of symbols) {
    keeper.acquire(symbol).subscribe({
      onSnapshot: (book) => onBook(symbol, book),
      onUpdate: (book) => onBook(symbol, book),
      onGap: (reason) => gaps.push(`${symbol}: ${reason}`),
    });
  }
  for (const record of records) {
    if (record.kind === 'frame') {
      const combined = Buffer.from(record.text);
      const end = record.text.indexOf('"', HEAD.length);
      const name = record.text.slice(HEAD.length, end);
      bench.hub.publish(name, combined.subarray(Buffer.byteLength(`${HEAD}${name}","data":`), -1), combined);
      continue;
    }
    const answer = waiting.get(record.symbol);
    waiting.delete(record.symbol);
    if (answer) answer(record.depth);
    else early.set(record.symbol, record.depth);
    await bench.clock.advance(0);
  }
  await bench.clock.advance(0);
  const states = keeper.states();
  return { gaps, requests, states };
}
