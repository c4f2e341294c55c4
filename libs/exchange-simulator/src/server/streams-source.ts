import { type MarketStream, formatStreamName, parseStreamName } from '@binance-gateway/domain-types';
import { startFeed } from '../market/feeds.js';
import type { MarketData } from '../market/market-data.js';

/** What a source writes to: the server, or a test. */
export interface FrameSink {
  /**
   * One message of a stream, for everybody who has subscribed to it.
   * @param payload JSON text, sent as it is
   * @param combined the same inside its envelope, when the source has it already
   */
  publish(name: string, payload: string | Buffer, combined?: Buffer): void;
  /** Resolves when every socket has taken what was published so far. */
  drained(): Promise<void>;
}

/** Where the frames of the streams come from. */
export interface StreamSource {
  /** A stream has its first subscriber. The name is as the client wrote it; it may mean nothing. */
  start(name: string): void;
  /** A stream has lost its last subscriber. */
  stop(name: string): void;
  close(): void;
}

export type StreamSourceFactory = (sink: FrameSink) => StreamSource;

interface Feed {
  readonly stream: MarketStream;
  readonly stop: () => void;
  /** Was its symbol on the exchange when it began? */
  readonly isListed: boolean;
}

/** The streams of a running market. */
export function liveStreams(market: MarketData): StreamSourceFactory {
  return (sink) => {
    const feeds = new Map<string, Feed>();
    const begin = (name: string, stream: MarketStream): void => {
      const stop = startFeed(stream, market, (payload) => sink.publish(name, payload));
      feeds.set(name, { stream, stop, isListed: !('symbol' in stream) || market.has(stream.symbol) });
    };
    const unsubscribe = market.engine.subscribe((event) => {
      if (event.kind !== 'symbol') return;
      // Listed: who subscribed too early gets it now. Delisted: its feeds end, and the names stay silent
      for (const [name, { stream, stop, isListed }] of feeds) {
        if (!('symbol' in stream) || stream.symbol !== event.symbol) continue;
        if (isListed === market.has(event.symbol)) continue;
        stop();
        begin(name, stream);
      }
    });
    return {
      start: (name) => {
        const stream = parseStreamName(name);
        // Binance takes symbols in lower case only, and any other name without a word
        const isKnown =
          stream && (name === formatStreamName(stream) || name === `${formatStreamName(stream)}@1000ms`);
        if (isKnown) begin(name, stream);
      },
      stop: (name) => {
        feeds.get(name)?.stop();
        feeds.delete(name);
      },
      close: () => {
        unsubscribe();
        for (const { stop } of feeds.values()) stop();
        feeds.clear();
      },
    };
  };
}
