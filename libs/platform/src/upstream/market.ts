import { randomUUID } from 'node:crypto';
import { type ConnectBudget, MarketStreams, type SpotClient } from '@binance-gateway/binance-client';
import { type WireDepth, getOrderBook } from '@binance-gateway/domain-types';
import { BookKeeper, DEPTH_WINDOW_PREFIX, DepthWindowSource, Hub } from '@binance-gateway/stream-hub';
import type { Config } from '../config/load-config.js';
import { bookMetrics, collectHubStats, hubMetrics, streamMetrics } from '../metrics/adapters.js';
import { Books } from './books.js';
import { Delistings } from './delistings.js';
import { SilenceWatch } from './silence-watch.js';
import type { UpstreamDeps } from './upstream.js';

/** Market data on its way: exchange socket → hub → clients, with the order books as ordinary readers. */
export interface Market {
  readonly hub: Hub;
  readonly streams: MarketStreams;
  readonly books: Books;
  close(): Promise<void>;
}

export interface MarketOptions {
  readonly config: Config;
  readonly streamUrl: string;
  readonly spot: SpotClient;
  /** Shared with the WebSocket API: the exchange counts connections by address. */
  readonly connectBudget: ConnectBudget;
}

export function openMarket(options: MarketOptions, deps: UpstreamDeps): Market {
  const { config, streamUrl, spot, connectBudget } = options;
  const { clock, random, logger, metrics } = deps;
  const urgent = new Set(config.streams.prioritySymbols);
  const streams = new MarketStreams({
    url: streamUrl,
    clock,
    random,
    logger,
    metrics: streamMetrics(metrics),
    connectBudget,
    isUrgent: (name) => urgent.has(name.slice(0, Math.max(0, name.indexOf('@'))).toUpperCase()),
    listener: {
      onFrame: (name, payload, combined) => hub.publish(name, payload, combined),
      onGap: (names, reason) => hub.gap(names, reason),
    },
  });
  const hub: Hub = new Hub({ broker: streams, clock, ids: randomUUID, metrics: hubMetrics(metrics), logger });
  collectHubStats(metrics, () => hub.stats());
  const keeper = new BookKeeper({
    hub,
    // the decoded depth is Binance's own shape
    fetchSnapshot: (symbol, limit, signal) =>
      spot.run(getOrderBook, { symbol, limit }, { signal, lane: 'snapshots' }) as Promise<WireDepth>,
    clock,
    random,
    logger,
    metrics: bookMetrics(metrics),
    isSubscribed: (name) => streams.silentMs(name) !== undefined,
    readsQuotes: config.books.readQuotes,
    isUrgent: (symbol) => urgent.has(symbol),
  });
  const books = new Books(keeper, config.books.max);
  hub.addSource(DEPTH_WINDOW_PREFIX, new DepthWindowSource({ hub, books, clock }));
  const silence = new SilenceWatch({
    clock,
    logger,
    hub,
    streams,
    onSilentStream: () => metrics.count('upstream_stream_silences_total', {}),
  });
  const delistings = new Delistings({ clock, logger, hub, symbols: spot.symbols });
  return {
    hub,
    streams,
    books,
    close: async () => {
      silence.close();
      delistings.close();
      hub.close();
      books.close();
      await streams.close();
    },
  };
}
