import { formatStreamName, parseStreamName } from '@binance-gateway/domain-types';
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

/** The streams of a running market. */
export function liveStreams(market: MarketData): StreamSourceFactory {
  return (sink) => {
    const feeds = new Map<string, () => void>();
    return {
      start: (name) => {
        const stream = parseStreamName(name);
        // Binance takes symbols in lower case only, and any other name without a word
        const isKnown =
          stream && (name === formatStreamName(stream) || name === `${formatStreamName(stream)}@1000ms`);
        if (isKnown)
          feeds.set(
            name,
            startFeed(stream, market, (payload) => sink.publish(name, payload)),
          );
      },
      stop: (name) => {
        feeds.get(name)?.();
        feeds.delete(name);
      },
      close: () => {
        for (const stop of feeds.values()) stop();
        feeds.clear();
      },
    };
  };
}
