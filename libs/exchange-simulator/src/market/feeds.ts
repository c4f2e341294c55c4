import type {
  Clock,
  DepthSpeed,
  KlineInterval,
  MarketStream,
  Millis,
  PartialDepthLevels,
  TimerHandle,
} from '@binance-gateway/domain-types';
import type { Amount, Level } from '../engine/types.js';
import { blockTradePayload } from './block-trades.js';
import { SECOND, openTimeOf, shiftOpenTime } from './interval.js';
import { type MarketData, toWireLevel } from './market-data.js';
import {
  aggTradePayload,
  avgPricePayload,
  bookTickerPayload,
  depthUpdatePayload,
  klinePayload,
  miniTickerPayload,
  referencePricePayload,
  rollingTickerPayload,
  tickerPayload,
  tradePayload,
} from './stream-events.js';

type Emit = (payload: string) => void;
type Stop = () => void;

const nothing: Stop = () => undefined;
const NO_LEVEL: Level = [0n, 0n];

/**
 * Starts the work behind one market stream. Nothing is kept or computed for a stream before.
 * @returns a function that ends it
 */
export function startFeed(stream: MarketStream, market: MarketData, emit: Emit): Stop {
  if ('symbol' in stream && !market.has(stream.symbol)) return nothing;
  const { clock } = market;
  switch (stream.kind) {
    case 'trade':
      return market.listen(stream.symbol, { onTrade: (trade) => emit(tradePayload(clock.now(), trade)) });
    case 'aggTrade':
      return market.listen(stream.symbol, {
        onAggTrade: (trade) => emit(aggTradePayload(clock.now(), stream.symbol, trade)),
      });
    case 'blockTrade':
      return market.listen(stream.symbol, {
        onBlockTrade: (trade) => emit(blockTradePayload(clock.now(), stream.symbol, trade)),
      });
    case 'bookTicker':
      return bookTickerFeed(stream.symbol, market, emit);
    case 'diffDepth':
      return diffDepthFeed(stream.symbol, stream.speed, market, emit);
    case 'partialDepth':
      return partialDepthFeed(stream.symbol, stream.levels, stream.speed, market, emit);
    case 'kline':
      return klineFeed(stream.symbol, stream.interval, stream.utcOffset ? 8 * 60 : 0, market, emit);
    case 'avgPrice':
      return avgPriceFeed(stream.symbol, market, emit);
    case 'referencePrice':
      return referencePriceFeed(stream.symbol, market, emit);
    case 'miniTicker':
    case 'ticker':
    case 'rollingTicker':
      return tickerFeed(
        () => [stream.symbol],
        market,
        versionedTicker(stream, market),
        ([payload]) => emit(payload as string),
      );
    case 'allMiniTickers':
    case 'allRollingTickers':
      return tickerFeed(
        () => market.symbols,
        market,
        versionedTicker(stream, market),
        (all) => emit(`[${all.join(',')}]`),
      );
  }
}

/** Calls at whole multiples of the period on the given clock. */
function every(clock: Clock, periodMs: number, callback: (now: Millis) => void): Stop {
  let timer: TimerHandle;
  const arm = (): void => {
    timer = clock.setTimeout(tick, periodMs - (clock.now() % periodMs));
  };
  const tick = (): void => {
    arm();
    callback(clock.now());
  };
  arm();
  return () => clock.clearTimeout(timer);
}

function periodOf(speed: DepthSpeed): number {
  return speed === '100ms' ? 100 : 1000;
}

function bookTickerFeed(symbol: string, market: MarketData, emit: Emit): Stop {
  const read = (): { updateId: number; bid: Level; ask: Level } => {
    const { updateId, bid = NO_LEVEL, ask = NO_LEVEL } = market.engine.bestBidAsk(symbol);
    return { updateId, bid, ask };
  };
  const same = (a: Level, b: Level): boolean => a[0] === b[0] && a[1] === b[1];
  let last = read();
  return market.listen(symbol, {
    onLevel: () => {
      const best = read();
      if (same(best.bid, last.bid) && same(best.ask, last.ask)) return;
      last = best;
      emit(bookTickerPayload(symbol, best.updateId, best.bid, best.ask));
    },
  });
}

/** Every update id since the start is in exactly one event; a period without changes sends nothing. */
function diffDepthFeed(symbol: string, speed: DepthSpeed, market: MarketData, emit: Emit): Stop {
  let firstId = market.engine.bestBidAsk(symbol).updateId + 1;
  let lastId = firstId - 1;
  let bids = new Map<Amount, Amount>();
  let asks = new Map<Amount, Amount>();
  const unlisten = market.listen(symbol, {
    onLevel: ({ updateId, side, price, quantity }) => {
      // Changes of before the start may still be on their way; the snapshot has them
      if (updateId <= lastId) return;
      lastId = updateId;
      (side === 'BUY' ? bids : asks).set(price, quantity);
    },
  });
  const stopTimer = every(market.clock, periodOf(speed), (now) => {
    if (lastId < firstId) return;
    emit(depthUpdatePayload(now, symbol, { firstId, lastId, bids, asks }));
    firstId = lastId + 1;
    bids = new Map();
    asks = new Map();
  });
  return () => {
    unlisten();
    stopTimer();
  };
}

function partialDepthFeed(
  symbol: string,
  levels: PartialDepthLevels,
  speed: DepthSpeed,
  market: MarketData,
  emit: Emit,
): Stop {
  let sentId = -1;
  return every(market.clock, periodOf(speed), () => {
    if (market.engine.bestBidAsk(symbol).updateId === sentId) return;
    const { lastUpdateId, bids, asks } = market.engine.depth(symbol, levels);
    sentId = lastUpdateId;
    emit(JSON.stringify({ lastUpdateId, bids: bids.map(toWireLevel), asks: asks.map(toWireLevel) }));
  });
}

/** The running kline when it has changed, and each one once more, closed, when its time is over. */
function klineFeed(
  symbol: string,
  interval: KlineInterval,
  utcOffsetMinutes: number,
  market: MarketData,
  emit: Emit,
): Stop {
  const { klines } = market.of(symbol);
  let openTime = openTimeOf(interval, market.clock.now(), utcOffsetMinutes);
  let sentCount = -1;
  const send = (now: Millis, isClosed: boolean): void => {
    const bar = klines.at(interval, openTime, utcOffsetMinutes);
    if (!isClosed && bar.count === sentCount) return;
    sentCount = bar.count;
    const closeTime = shiftOpenTime(interval, openTime, 1, utcOffsetMinutes) - 1;
    emit(klinePayload(now, { symbol, interval, openTime, closeTime, bar, isClosed }));
  };
  return every(market.clock, interval === '1s' ? SECOND : 2 * SECOND, (now) => {
    const running = openTimeOf(interval, now, utcOffsetMinutes);
    if (running !== openTime) {
      send(now, true);
      openTime = running;
      // A kline nothing was traded in yet is not news
      sentCount = 0;
    }
    send(now, false);
  });
}

function avgPriceFeed(symbol: string, market: MarketData, emit: Emit): Stop {
  const data = market.of(symbol);
  let sent = '';
  return every(market.clock, SECOND, (now) => {
    const statistics = data.averageWindow(now);
    const { volume, quoteVolume } = statistics.bar;
    const key = `${volume}/${quoteVolume}/${data.lastTradeTime}`;
    if (key === sent) return;
    sent = key;
    emit(avgPricePayload(now, statistics, data.lastTradeTime));
  });
}

/** Every second while the symbol has a reference price, null included. */
function referencePriceFeed(symbol: string, market: MarketData, emit: Emit): Stop {
  return every(market.clock, SECOND, () => {
    const reference = market.referencePrice(symbol);
    if (reference) emit(referencePricePayload(symbol, reference));
  });
}

interface VersionedTicker {
  /** Changes when the ticker does. */
  version(symbol: string): string;
  payload(symbol: string, now: Millis): string;
}

function versionedTicker(stream: MarketStream, market: MarketData): VersionedTicker {
  const tradeId = (symbol: string): string => `${market.of(symbol).tape.lastTrade?.tradeId ?? 0}`;
  switch (stream.kind) {
    case 'ticker':
      return {
        version: (symbol) => `${tradeId(symbol)}/${market.engine.bestBidAsk(symbol).updateId}`,
        payload: (symbol, now) => {
          const statistics = market.of(symbol).day(now);
          return tickerPayload(now, statistics, statistics.details);
        },
      };
    case 'rollingTicker':
    case 'allRollingTickers':
      return {
        version: tradeId,
        payload: (symbol, now) =>
          rollingTickerPayload(now, stream.window, market.of(symbol).rolling(stream.window, now)),
      };
    default:
      return {
        version: tradeId,
        payload: (symbol, now) => miniTickerPayload(now, market.of(symbol).day(now)),
      };
  }
}

/** Once a second the tickers that have changed. */
function tickerFeed(
  symbols: () => readonly string[],
  market: MarketData,
  ticker: VersionedTicker,
  emit: (payloads: readonly string[]) => void,
): Stop {
  const sent = new Map<string, string>();
  return every(market.clock, SECOND, (now) => {
    const changed = symbols().filter((symbol) => sent.get(symbol) !== ticker.version(symbol));
    if (changed.length === 0) return;
    for (const symbol of changed) sent.set(symbol, ticker.version(symbol));
    emit(changed.map((symbol) => ticker.payload(symbol, now)));
  });
}
