import { decodeBookTickerEvent, decodeTickerEvent, decodeTradeEvent } from '@binance-gateway/binance-client';
import type { Millis } from '@binance-gateway/domain-types';

/** For how long live state may be answered from. Beyond either, the exchange is asked. */
export interface Freshness {
  /** Since the stream was last known to be complete: the oldest an answer can be. */
  readonly aliveMs: Millis;
  /**
   * Since the last event, or the last REST answer that said the same. A quiet symbol is not stale, but a stream that
   * has died alone, on a connection that lives, looks the same: every now and then the exchange is asked.
   */
  readonly quietMs: Millis;
}

/** An operation that one symbol's stream answers: a newer event replaces the one before. */
export interface LiveKind {
  /** What comes after the symbol in the name of the stream. */
  readonly stream: string;
  readonly freshness: Freshness;
  /** The symbol, if this input can be answered; everything else is asked of the exchange. */
  symbolOf(input: object): string | undefined;
  /** The answer, field for field as REST gives it. @throws AppError UPSTREAM_PROTOCOL, or SyntaxError */
  decode(payload: unknown): object;
  /** The fields that do not change without an event. */
  readonly identity: readonly string[];
}

/** Bytes come within 3 s on a connection that lives, its pings and pongs included; the rest is their way. */
const ALIVE_MS = 5_000;

interface OfOneSymbol {
  readonly symbol?: string;
  readonly type?: string;
  readonly symbolStatus?: string;
}

/** Streams don't tell the status of a symbol: a caller who makes it a condition is answered by REST. */
export function symbolOf(input: object): string | undefined {
  const { symbol, symbolStatus } = input as OfOneSymbol;
  return symbolStatus === undefined ? symbol : undefined;
}

/**
 * By operation. The price is that of the last trade, as on REST: `@aggTrade` says the same up to a hundred
 * milliseconds later, `@ticker` and `@miniTicker` up to a second.
 */
export const LIVE_KINDS: ReadonlyMap<string, LiveKind> = new Map<string, LiveKind>([
  [
    'get_price',
    {
      stream: '@trade',
      freshness: { aliveMs: ALIVE_MS, quietMs: 30_000 },
      symbolOf,
      decode: (payload) => {
        const { s, p, E } = decodeTradeEvent(payload);
        return { symbol: s, price: p, timestamp: E };
      },
      identity: ['price'],
    },
  ],
  [
    'get_book_ticker',
    {
      stream: '@bookTicker',
      freshness: { aliveMs: ALIVE_MS, quietMs: 30_000 },
      symbolOf,
      decode: (payload) => {
        const { s, b, B, a, A } = decodeBookTickerEvent(payload);
        return { symbol: s, bidPrice: b, bidQty: B, askPrice: a, askQty: A };
      },
      identity: ['bidPrice', 'bidQty', 'askPrice', 'askQty'],
    },
  ],
  [
    'get_ticker',
    {
      stream: '@ticker',
      // the window moves on without events: what falls out of it in so short a time does not show
      freshness: { aliveMs: ALIVE_MS, quietMs: 10_000 },
      symbolOf: (input) => {
        const { type = 'FULL' } = input as OfOneSymbol;
        return type === 'FULL' ? symbolOf(input) : undefined;
      },
      decode: (payload) => {
        const event = decodeTickerEvent(payload);
        return {
          symbol: event.s,
          priceChange: event.p,
          priceChangePercent: event.P,
          weightedAvgPrice: event.w,
          prevClosePrice: event.x,
          lastPrice: event.c,
          lastQty: event.Q,
          bidPrice: event.b,
          bidQty: event.B,
          askPrice: event.a,
          askQty: event.A,
          openPrice: event.o,
          highPrice: event.h,
          lowPrice: event.l,
          volume: event.v,
          quoteVolume: event.q,
          openTime: event.O,
          closeTime: event.C,
          firstId: event.F,
          lastId: event.L,
          count: event.n,
        };
      },
      // not what the passing of time changes, and not the quotes: it is not documented that they make an event
      identity: ['lastId', 'lastPrice'],
    },
  ],
]);

/** What the order books answer. */
export const BOOK_OPERATION = 'get_order_book';
export const BOOK_STREAM = '@depth@100ms';
export const BOOK_FRESHNESS: Freshness = { aliveMs: ALIVE_MS, quietMs: 30_000 };

/** Klines that end now: each interval has a stream of its own. */
export const KLINE_OPERATION = 'get_klines';
export const KLINE_STREAM = '@kline_';
export const KLINE_FRESHNESS: Freshness = { aliveMs: ALIVE_MS, quietMs: 30_000 };

/** REST answers that are kept; the oldest one given is this old. */
export const KEPT_MS: ReadonlyMap<string, Millis> = new Map([['get_exchange_info', 60_000]]);
