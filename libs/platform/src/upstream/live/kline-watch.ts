import { decodeStreamEvent } from '@binance-gateway/binance-client';
import type { Kline, KlinesInput, Millis, WireKlineEvent } from '@binance-gateway/domain-types';
import { KLINE_FRESHNESS, KLINE_STREAM } from './kinds.js';
import type { StreamWatchDeps } from './stream-watch.js';
import { type Fresh, type Mark, type Watch, renewIfSilent } from './watch.js';

export interface KlineWatchDeps extends StreamWatchDeps {
  /** Time of the exchange. */
  readonly exchangeTime: () => Millis;
}

const DEFAULT_LIMIT = 500;
const MAX_ROWS = 1_000;
/** Answers kept for as long as nothing happens, one a limit. */
const MAX_KEPT = 8;
/** The stream speaks every two seconds, so that long after a trade REST may know it alone. */
const DOUBT_MS = 4_500;
/** The first event of a kline comes so long after it has begun; without one the exchange is asked. */
const NEXT_MS = 2_500;

/** Whether these klines end now and begin days at midnight UTC, as those of the stream do. */
export function isLiveKlines({ startTime, endTime, timeZone = '0' }: KlinesInput): boolean {
  return startTime === undefined && endTime === undefined && timeZone === '0';
}

/**
 * The newest klines of a symbol and interval: what REST told once, carried on by the stream. Each event holds the
 * whole kline; a kline is followed by the next one only when the stream has said that it is closed.
 */
export class KlineWatch implements Watch {
  private readonly name: string;
  private readonly untap: () => void;
  private rows: Kline[] = [];
  private isLastClosed = false;
  private newest: WireKlineEvent['k'] | undefined;
  private confirmedAt: Millis = 0;
  /** Counts events and interruptions. */
  private position = 0;
  private readonly answers = new Map<number, readonly Kline[]>();
  private endDoubt: () => void = () => undefined;

  constructor(
    symbol: string,
    interval: string,
    private readonly deps: KlineWatchDeps,
  ) {
    this.name = `${symbol.toLowerCase()}${KLINE_STREAM}${interval}`;
    this.untap = deps.tap(this.name, {
      onMessage: (payload) => this.hear(payload),
      onGap: () => this.drop(),
    });
  }

  read(input: object): Fresh | undefined {
    const { limit = DEFAULT_LIMIT } = input as KlinesInput;
    const last = this.rows.at(-1);
    const silentMs = this.deps.streams.silentMs(this.name);
    if (!last || silentMs === undefined || this.rows.length < limit) return undefined;
    const { aliveMs, quietMs } = KLINE_FRESHNESS;
    const confirmedMs = this.deps.clock.monotonic() - this.confirmedAt;
    const ageMs = Math.min(confirmedMs, silentMs);
    if (ageMs > aliveMs || confirmedMs > quietMs) return undefined;
    if (this.deps.exchangeTime() > last.closeTime + NEXT_MS) return undefined;
    return { source: 'stream', ageMs, answer: this.answerOf(limit) };
  }

  mark(): Mark | undefined {
    const { streams, clock } = this.deps;
    const silentMs = streams.silentMs(this.name);
    if (silentMs === undefined || silentMs > KLINE_FRESHNESS.aliveMs) return undefined;
    return { sentAt: clock.monotonic(), position: this.position };
  }

  settle({ sentAt, position }: Mark, answer: object): void {
    const told = answer as readonly Kline[];
    const last = told.at(-1);
    if (!last) return;
    const isUntouched = position === this.position;
    const mine = this.rows.at(-1);
    if (isUntouched && mine && saysMore(told, mine)) {
      // REST knows what the stream has not told: it may be about to, or it may have died
      this.drop();
      this.doubt();
      return;
    }
    // an answer that is shorter than what is there says nothing new
    if (mine && told.length < this.rows.length) {
      if (isUntouched) this.confirmedAt = sentAt;
      return;
    }
    this.begin(told, last, sentAt, isUntouched);
  }

  close(): void {
    this.endDoubt();
    this.untap();
    this.drop();
  }

  private begin(told: readonly Kline[], last: Kline, sentAt: Millis, isUntouched: boolean): void {
    const { newest } = this;
    this.answers.clear();
    this.rows = [...told];
    this.isLastClosed = newest?.t === last.openTime && newest.x;
    this.confirmedAt = sentAt;
    if (isUntouched || !newest || newest.t < last.openTime) return;
    // events came while REST was asked; the newest one holds the whole kline
    if (newest.t !== last.openTime) this.rows = [];
    else this.replaceLast(newest);
  }

  private hear(payload: Buffer): void {
    this.position++;
    let kline: WireKlineEvent['k'];
    try {
      const decoded = decodeStreamEvent(JSON.parse(payload.toString('utf8')));
      if (decoded.kind !== 'kline') return;
      kline = decoded.event.k;
    } catch (error) {
      this.deps.logger.warn({ stream: this.name, error }, 'stream event could not be read');
      this.drop();
      return;
    }
    this.newest = kline;
    const last = this.rows.at(-1);
    if (!last) return;
    this.answers.clear();
    this.confirmedAt = this.deps.clock.monotonic();
    if (kline.t === last.openTime) this.replaceLast(kline);
    else if (kline.t === last.closeTime + 1 && this.isLastClosed) this.append(kline);
    else if (kline.t > last.openTime) this.drop();
  }

  private replaceLast(kline: WireKlineEvent['k']): void {
    const row = rowOf(kline);
    const last = this.rows.at(-1) as Kline;
    // REST may have been ahead of an event that was on its way
    if (row.tradeCount >= last.tradeCount) this.rows[this.rows.length - 1] = row;
    this.isLastClosed = kline.x;
  }

  private append(kline: WireKlineEvent['k']): void {
    this.rows.push(rowOf(kline));
    if (this.rows.length > MAX_ROWS) this.rows.shift();
    this.isLastClosed = kline.x;
  }

  private drop(): void {
    this.rows = [];
    this.answers.clear();
    this.newest = undefined;
    this.position++;
  }

  private doubt(): void {
    const { position } = this;
    this.endDoubt();
    this.endDoubt = renewIfSilent(this.deps, this.name, () => this.position === position, DOUBT_MS);
  }

  private answerOf(limit: number): readonly Kline[] {
    let answer = this.answers.get(limit);
    if (!answer) {
      if (this.answers.size >= MAX_KEPT) this.answers.clear();
      this.answers.set(limit, (answer = Object.freeze(this.rows.slice(-limit))));
    }
    return answer;
  }
}

/** Trades that the stream has not told. A kline without any may have begun in silence. */
function saysMore(told: readonly Kline[], mine: Kline): boolean {
  return told.some(({ openTime, tradeCount }) =>
    openTime === mine.openTime ? tradeCount > mine.tradeCount : openTime > mine.openTime && tradeCount > 0,
  );
}

function rowOf(k: WireKlineEvent['k']): Kline {
  return {
    openTime: k.t,
    open: k.o,
    high: k.h,
    low: k.l,
    close: k.c,
    volume: k.v,
    closeTime: k.T,
    quoteVolume: k.q,
    tradeCount: k.n,
    takerBuyBaseVolume: k.V,
    takerBuyQuoteVolume: k.Q,
  };
}
