import { parseDepthWindowName } from '@binance-gateway/stream-hub';
import { parseStreamName } from '@binance-gateway/domain-types';
import { BookCopy, type Level } from './book-copy.bed.js';
import type { Truth } from './exchange-record.bed.js';

/** A message of `/ws`: an event, or a notice. */
export interface Envelope {
  readonly stream: string;
  readonly epoch: string;
  readonly offset: number;
  readonly data?: Record<string, unknown> | null;
  readonly gap?: boolean;
  readonly recovered?: boolean;
  readonly ended?: boolean;
  readonly reason?: string;
}

/** Levels of `full` that are compared after each event; all of them every so often. */
const FULL_LEVELS = 50;
const WHOLE_BOOK_EVERY = 100;
const MAX_VIOLATIONS = 20;

interface Progress {
  epoch: string | undefined;
  offset: number;
  /** Something may be missing before the next event, and the reader was told. */
  isTold: boolean;
  lastId: number | undefined;
  readonly check: (data: Record<string, unknown>) => void;
}

/**
 * Compares what one reader gets with what the exchange did, message by message:
 * I1, between two signs of a loss the events follow each other without a hole and without a repeat; I2, after
 * each message the reader's book is the exchange's at that update id, and each trade is one that was made.
 */
export class HistoryChecker {
  readonly violations: string[] = [];
  readonly counts = { events: 0, gaps: 0, snapshots: 0, recovered: 0, unrecovered: 0, ended: 0 };
  /** Signs of a loss by stream. */
  readonly gapsOf = new Map<string, number>();
  private readonly progress = new Map<string, Progress>();

  constructor(
    private readonly record: Truth,
    private readonly label = 'reader',
  ) {}

  /** Where to resume, by stream. */
  position(stream: string): { stream: string; epoch: string; offset: number } | undefined {
    const progress = this.progress.get(stream);
    return progress?.epoch === undefined
      ? undefined
      : { stream, epoch: progress.epoch, offset: progress.offset };
  }

  lastId(stream: string): number | undefined {
    return this.progress.get(stream)?.lastId;
  }

  take(message: Envelope): void {
    const { stream } = message;
    let progress = this.progress.get(stream);
    if (!progress) {
      const check = this.checkOf(stream);
      progress = { epoch: undefined, offset: 0, isTold: true, lastId: undefined, check };
      this.progress.set(stream, progress);
    }
    if (message.data === undefined) {
      this.notice(message, progress);
      return;
    }
    this.counts.events++;
    const isSequenced = this.isSequenced(stream);
    const isSnapshot = message.data?.['e'] === 'depthSnapshot';
    if (progress.epoch !== undefined && message.epoch !== progress.epoch && isSequenced) {
      this.fail(stream, `epoch ${message.epoch} came without a sign after ${progress.epoch}`);
    }
    const expected = progress.epoch === message.epoch ? progress.offset + 1 : undefined;
    // a snapshot for one reader alone stands at the offset that all have reached
    if (
      isSequenced &&
      expected !== undefined &&
      message.offset !== expected &&
      !isSnapshot &&
      !progress.isTold
    ) {
      this.fail(stream, `offset ${message.offset} where ${expected} was next`);
    }
    progress.epoch = message.epoch;
    progress.offset = message.offset;
    try {
      progress.check(message.data ?? {});
    } catch (error) {
      this.fail(stream, (error as Error).message);
    }
    progress.isTold = false;
  }

  private notice(message: Envelope, progress: Progress): void {
    const { stream, epoch, offset } = message;
    progress.epoch = epoch;
    progress.offset = offset;
    if (message.ended) {
      this.counts.ended++;
      return;
    }
    if (message.recovered === true) {
      this.counts.recovered++;
      return;
    }
    if (message.recovered === false) this.counts.unrecovered++;
    else this.counts.gaps++;
    this.gapsOf.set(stream, (this.gapsOf.get(stream) ?? 0) + 1);
    progress.isTold = true;
    progress.lastId = undefined;
  }

  private isSequenced(stream: string): boolean {
    return parseDepthWindowName(stream) !== undefined || /@(trade|aggTrade|depth(@.*)?)$/.test(stream);
  }

  private checkOf(stream: string): Progress['check'] {
    const window = parseDepthWindowName(stream);
    if (window) return this.window(stream, window.symbol, window.levels);
    const parsed = parseStreamName(stream);
    const symbol = parsed && 'symbol' in parsed ? parsed.symbol : undefined;
    if (symbol === undefined) return () => undefined;
    if (parsed?.kind === 'trade') return (data) => this.trade(stream, symbol, data);
    if (parsed?.kind === 'aggTrade')
      return (data) => this.follow(stream, data['a'] as number, data['a'] as number);
    if (parsed?.kind === 'diffDepth')
      return (data) => this.follow(stream, data['U'] as number, data['u'] as number);
    if (parsed?.kind === 'bookTicker' && this.record.knowsEveryId && this.record.has(symbol))
      return this.quotes(symbol);
    return () => undefined;
  }

  private window(stream: string, symbol: string, levels: number | 'full'): Progress['check'] {
    const walk = this.record.walk(symbol);
    const book = new BookCopy();
    let seen = 0;
    return (data) => {
      const progress = this.progress.get(stream) as Progress;
      if (data['e'] === 'depthSnapshot') {
        this.counts.snapshots++;
        book.replace(data['bids'] as Level[], data['asks'] as Level[]);
        progress.lastId = data['lastUpdateId'] as number;
      } else {
        if (progress.isTold || progress.lastId === undefined)
          throw new Error('an update before any snapshot');
        this.follow(stream, data['U'] as number, data['u'] as number);
        for (const level of data['b'] as Level[]) book.set('bids', level);
        for (const level of data['a'] as Level[]) book.set('asks', level);
      }
      const isWhole = levels === 'full' && ++seen % WHOLE_BOOK_EVERY === 0;
      compare(
        book,
        walk,
        progress.lastId as number,
        isWhole ? Infinity : levels === 'full' ? FULL_LEVELS : levels,
      );
      if (levels !== 'full' && book.size('bids') > levels) throw new Error('more levels than asked for');
    };
  }

  private follow(stream: string, first: number, last: number): void {
    const progress = this.progress.get(stream) as Progress;
    const { lastId, isTold } = progress;
    progress.lastId = last;
    if (isTold && lastId === undefined) return;
    if (lastId !== undefined && first > lastId + 1) throw new Error(`a hole: ${lastId}, then ${first}`);
    if (lastId !== undefined && last <= lastId) throw new Error(`a step back: ${lastId}, then ${last}`);
  }

  private trade(stream: string, symbol: string, data: Record<string, unknown>): void {
    const id = data['t'] as number;
    this.follow(stream, id, id);
    const made = this.record.has(symbol) ? this.record.trade(symbol, id) : undefined;
    // those of before the record began cannot be judged
    if (made && (made.price !== data['p'] || made.quantity !== data['q'])) {
      throw new Error(`trade ${id} is not the one that was made`);
    }
  }

  private quotes(symbol: string): Progress['check'] {
    const walk = this.record.walk(symbol);
    return ({ u, b, B, a, A }) => {
      const book = walk.to(u as number);
      const [bid] = book.top('bids', 1);
      const [ask] = book.top('asks', 1);
      const truth = [...(bid ?? []), ...(ask ?? [])].join(' ');
      if (truth !== [b, B, a, A].join(' ')) throw new Error(`quotes at ${String(u)} are not the exchange's`);
    };
  }

  private fail(stream: string, what: string): void {
    if (this.violations.length < MAX_VIOLATIONS) this.violations.push(`${this.label} ${stream}: ${what}`);
  }
}

/** @throws Error with the first level that differs */
export function compare(
  book: BookCopy,
  walk: { to(id: number): BookCopy },
  id: number,
  levels: number,
): void {
  const truth = walk.to(id);
  for (const side of ['bids', 'asks'] as const) {
    const mine = book.top(side, levels);
    const theirs = truth.top(side, levels);
    for (let i = 0; i < Math.max(mine.length, theirs.length); i++) {
      const [a, b] = [mine[i], theirs[i]];
      if (a?.[0] !== b?.[0] || a?.[1] !== b?.[1]) {
        throw new Error(`${side} level ${i} at ${id} is ${a?.join(' ')}, at the exchange ${b?.join(' ')}`);
      }
    }
  }
}
