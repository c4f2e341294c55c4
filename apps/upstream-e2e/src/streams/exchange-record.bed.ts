import { type Engine, type Level as EngineLevel, formatAmount } from '@binance-gateway/exchange-simulator';
import { BookCopy, type Level, type SideName } from './book-copy.bed.js';

interface Change {
  readonly side: SideName;
  readonly level: Level;
  readonly time: number;
}

interface SymbolRecord {
  readonly firstId: number;
  readonly bids: readonly Level[];
  readonly asks: readonly Level[];
  /** Of the update `firstId + 1 + index`. */
  readonly changes: Change[];
  readonly trades: Map<number, { readonly price: string; readonly quantity: string }>;
}

const written = ([price, quantity]: EngineLevel): Level => [formatAmount(price), formatAmount(quantity)];

/** What a checker needs to know of the exchange. */
export interface Truth {
  /** The book is known at each update id, not only where an event ends. */
  readonly knowsEveryId: boolean;
  has(symbol: string): boolean;
  trade(symbol: string, id: number): { readonly price: string; readonly quantity: string } | undefined;
  /** A walk through the book of a symbol. */
  walk(symbol: string): { to(id: number): BookCopy };
}

/** What really happened: every change of every book and every trade, as the matching engine told it. */
export class ExchangeRecord implements Truth {
  readonly knowsEveryId = true;
  private readonly records = new Map<string, SymbolRecord>();
  private readonly unsubscribe: () => void;

  constructor(engine: Engine, symbols: readonly string[]) {
    for (const symbol of symbols) {
      const { lastUpdateId, bids, asks } = engine.depth(symbol, Infinity);
      this.records.set(symbol, {
        firstId: lastUpdateId,
        bids: bids.map(written),
        asks: asks.map(written),
        changes: [],
        trades: new Map(),
      });
    }
    this.unsubscribe = engine.subscribe((event) => {
      if (event.kind === 'level') {
        const record = this.records.get(event.symbol);
        const side = event.side === 'BUY' ? 'bids' : 'asks';
        if (record && event.updateId === record.firstId + record.changes.length + 1)
          record.changes.push({ side, level: written([event.price, event.quantity]), time: event.time });
      } else if (event.kind === 'trade') {
        const { tradeId, price, quantity } = event;
        this.records
          .get(event.symbol)
          ?.trades.set(tradeId, { price: formatAmount(price), quantity: formatAmount(quantity) });
      }
    });
  }

  /** Update id of the newest change that happened at or before the time. */
  idAt(symbol: string, time: number): number {
    const { firstId, changes } = this.of(symbol);
    let low = 0;
    let high = changes.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((changes[middle] as Change).time <= time) low = middle + 1;
      else high = middle;
    }
    return firstId + low;
  }

  lastId(symbol: string): number {
    const { firstId, changes } = this.of(symbol);
    return firstId + changes.length;
  }

  trade(symbol: string, id: number): { readonly price: string; readonly quantity: string } | undefined {
    return this.of(symbol).trades.get(id);
  }

  has(symbol: string): boolean {
    return this.records.has(symbol);
  }

  /** A walk through the book of a symbol, forwards. */
  walk(symbol: string): BookWalk {
    const { firstId, bids, asks, changes } = this.of(symbol);
    return new BookWalk(firstId, bids, asks, changes);
  }

  close(): void {
    this.unsubscribe();
  }

  private of(symbol: string): SymbolRecord {
    const record = this.records.get(symbol);
    if (!record) throw new Error(`${symbol} is not recorded`);
    return record;
  }
}

/** The book of the exchange at one update id after another. */
export class BookWalk {
  readonly book = new BookCopy();
  private id: number;

  constructor(
    private readonly firstId: number,
    private readonly bids: readonly Level[],
    private readonly asks: readonly Level[],
    private readonly changes: readonly Change[],
  ) {
    this.id = firstId;
    this.book.replace(bids, asks);
  }

  /** @throws Error when the exchange has not got there, or had begun later */
  to(id: number): BookCopy {
    if (id < this.id) {
      this.id = this.firstId;
      this.book.replace(this.bids, this.asks);
    }
    if (id < this.firstId || id > this.firstId + this.changes.length) {
      throw new Error(
        `the exchange has no update ${id}: ${this.firstId} … ${this.firstId + this.changes.length}`,
      );
    }
    for (; this.id < id; this.id++) {
      const { side, level } = this.changes[this.id - this.firstId] as Change;
      this.book.set(side, level);
    }
    return this.book;
  }
}
