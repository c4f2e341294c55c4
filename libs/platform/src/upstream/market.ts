import { randomUUID } from 'node:crypto';
import { type ConnectBudget, MarketStreams, type SpotClient } from '@binance-gateway/binance-client';
import { type WireDepth, getOrderBook } from '@binance-gateway/domain-types';
import { BookKeeper, DEPTH_WINDOW_PREFIX, DepthWindowSource, Hub } from '@binance-gateway/stream-hub';
import type { Config } from '../config/load-config.js';
import { bookMetrics, collectHubStats, hubMetrics, streamMetrics } from '../metrics/adapters.js';
import { Books } from './books.js';
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
  const streams = new MarketStreams({
    url: streamUrl,
    clock,
    random,
    logger,
    metrics: streamMetrics(metrics),
    connectBudget,
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
  });
  const books = new Books(keeper, config.books.max);
  hub.addSource(DEPTH_WINDOW_PREFIX, new DepthWindowSource({ hub, books, clock }));
  return {
    hub,
    streams,
    books,
    close: async () => {
      hub.close();
      books.close();
      await streams.close();
    },
  };
}
