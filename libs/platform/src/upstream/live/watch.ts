import type { MarketStreams } from '@binance-gateway/binance-client';
import type { Clock, Logger, Millis } from '@binance-gateway/domain-types';
import type { Provenance } from '../upstream.js';

/** An answer from live state. */
export interface Fresh extends Provenance {
  readonly answer: object;
}

/** Where a watch stood when a REST request was sent. */
export interface Mark {
  readonly sentAt: Millis;
  /** Which state of the watch it was. */
  readonly position: number;
}

/** The live state of one kind of one symbol. */
export interface Watch {
  /** What can be answered now; undefined when only the exchange knows. */
  read(input: object): Fresh | undefined;
  /** Before a REST request; undefined when its answer could not be compared. */
  mark(): Mark | undefined;
  /** What REST said: it can confirm the state, begin it, or show that the stream has died. */
  settle(mark: Mark, answer: object): void;
  close(): void;
}

export interface WatchDeps {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly streams: Pick<MarketStreams, 'silentMs' | 'renew'>;
  /** A stream had nothing to say although the exchange has news; it is subscribed anew. */
  readonly onSilentStream: () => void;
}

/** Longer than an event takes that was on its way when REST answered; `@ticker` comes once a second. */
const DOUBT_MS = 2_000;

/** Subscribes a stream anew when it still stands where it stood after REST has told something newer. */
export function renewIfSilent(
  deps: WatchDeps,
  name: string,
  isSilent: () => boolean,
  doubtMs = DOUBT_MS,
): () => void {
  const { clock, logger, streams, onSilentStream } = deps;
  const timer = clock.setTimeout(() => {
    if (!isSilent()) return;
    logger.warn({ stream: name }, 'stream is silent while the exchange has news; it is subscribed anew');
    onSilentStream();
    streams.renew([name]);
  }, doubtMs);
  return () => clock.clearTimeout(timer);
}
