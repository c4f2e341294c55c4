import type { WireDepth } from '@binance-gateway/domain-types';
import type { Recording } from '@binance-gateway/exchange-simulator';
import { BookCopy, type Level } from './book-copy.bed.js';
import type { Truth } from './exchange-record.bed.js';

type RecordedFrame = (Recording extends ReadonlyMap<string, infer S> ? S : never)['frames'][number];

interface Diff {
  readonly U: number;
  readonly u: number;
  readonly b: readonly Level[];
  readonly a: readonly Level[];
}

/** A recorded session as an exchange that has a book at any time: who comes late is served too. */
export class RecordedExchange implements Truth {
  readonly knowsEveryId = false;
  readonly frames: readonly RecordedFrame[];
  readonly snapshot: WireDepth;
  private readonly diffs: Diff[] = [];
  private readonly trades = new Map<number, { readonly price: string; readonly quantity: string }>();

  constructor(
    recording: Recording,
    readonly symbol: string,
  ) {
    const recorded = recording.get(symbol);
    if (!recorded?.snapshot) throw new Error(`no recording of ${symbol} with a snapshot`);
    this.frames = recorded.frames;
    this.snapshot = JSON.parse(recorded.snapshot.body.toString('utf8')) as WireDepth;
    for (const { name, payload } of this.frames) {
      if (name.includes('@depth')) this.diffs.push(JSON.parse(payload.toString('utf8')) as Diff);
      if (!name.endsWith('@trade')) continue;
      const { t, p, q } = JSON.parse(payload.toString('utf8')) as { t: number; p: string; q: string };
      this.trades.set(t, { price: p, quantity: q });
    }
  }

  /** Update ids at which the book is known, in order. */
  get ids(): number[] {
    return this.diffs.map(({ u }) => u).filter((u) => u > this.snapshot.lastUpdateId);
  }

  has(symbol: string): boolean {
    return symbol === this.symbol;
  }

  trade(_symbol: string, id: number): { readonly price: string; readonly quantity: string } | undefined {
    return this.trades.get(id);
  }

  walk(): { to(id: number): BookCopy } {
    const book = new BookCopy();
    let next = 0;
    let at = 0;
    const begin = (): void => {
      const levels = (side: WireDepth['bids']): Level[] => side.map(([price, quantity]) => [price, quantity]);
      book.replace(levels(this.snapshot.bids), levels(this.snapshot.asks));
      at = this.snapshot.lastUpdateId;
      next = this.diffs.findIndex(({ u }) => u > at);
    };
    begin();
    return {
      to: (id) => {
        if (id < at) begin();
        for (; next < this.diffs.length && (this.diffs[next] as Diff).u <= id; next++) {
          const { u, b, a } = this.diffs[next] as Diff;
          for (const level of b) book.set('bids', level);
          for (const level of a) book.set('asks', level);
          at = u;
        }
        if (at !== id) throw new Error(`no event of the recording ends at ${id}`);
        return book;
      },
    };
  }
}
