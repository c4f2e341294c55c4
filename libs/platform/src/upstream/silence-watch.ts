import type { MarketStreams } from '@binance-gateway/binance-client';
import {
  type Clock,
  type Logger,
  type MarketStreamKind,
  type Millis,
  type TimerHandle,
  parseStreamName,
} from '@binance-gateway/domain-types';
import type { Hub } from '@binance-gateway/stream-hub';

export interface SilenceWatchOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly hub: Pick<Hub, 'positions' | 'tap'>;
  readonly streams: Pick<MarketStreams, 'silentMs' | 'renew'>;
  readonly onSilentStream: () => void;
}

/** One stream that tells of every symbol that was traded; it costs no weight. */
const EVIDENCE = '!miniTicker@arr';
const ANY_SYMBOL = '*';
const CHECK_MS = 1_000;
/** A trade that was told so long after a stream's last event is not that event. */
const APART_MS = 1_500;
/** Between two attempts for the same stream. */
const RENEW_MS = 30_000;

/**
 * How long the events of a kind may come after those of EVIDENCE. A trade changes all of these; the others can be quiet
 * while their symbol is traded.
 */
const LAG_MS: Partial<Record<MarketStreamKind, Millis>> = {
  trade: 2_000,
  aggTrade: 2_000,
  diffDepth: 2_000,
  partialDepth: 2_000,
  bookTicker: 2_000,
  miniTicker: 3_000,
  ticker: 3_000,
  rollingTicker: 3_000,
  avgPrice: 3_000,
  kline: 4_000,
  allMiniTickers: 4_000,
  allRollingTickers: 4_000,
};

interface Pulse {
  readonly symbol: string;
  readonly lagMs: Millis;
  epoch: string;
  offset: number;
  heardAt: Millis;
  /** When the exchange was first known to have news that this stream has not told. */
  doubtedAt: Millis | undefined;
  renewedAt: Millis;
}

interface MiniTicker {
  readonly s: string;
  readonly c: string;
  readonly v: string;
}

/**
 * Tells quiet streams from dead ones. The connection of a stream may live and answer pings while the stream itself has
 * died at the exchange. A stream that stays silent although its symbol is traded is subscribed anew, alone; its readers
 * are told of the gap.
 */
export class SilenceWatch {
  private readonly pulses = new Map<string, Pulse>();
  private readonly tradedAt = new Map<string, Millis>();
  private readonly last = new Map<string, MiniTicker>();
  private untap: (() => void) | undefined;
  private timer: TimerHandle;

  constructor(private readonly options: SilenceWatchOptions) {
    this.timer = this.arm();
  }

  close(): void {
    this.options.clock.clearTimeout(this.timer);
    this.untap?.();
    this.untap = undefined;
  }

  private arm(): TimerHandle {
    return this.options.clock.setTimeout(() => {
      this.check(this.options.clock.monotonic());
      this.timer = this.arm();
    }, CHECK_MS);
  }

  private check(now: Millis): void {
    const names = new Set<string>();
    for (const [name, { epoch, offset }] of this.options.hub.positions()) {
      const pulse = this.pulses.get(name) ?? begin(name, now);
      if (!pulse) continue;
      names.add(name);
      this.pulses.set(name, pulse);
      if (epoch !== pulse.epoch || offset !== pulse.offset) {
        Object.assign(pulse, { epoch, offset, heardAt: now, doubtedAt: undefined });
        if (offset > 0 && name.includes('rade')) this.tradedAt.set(ANY_SYMBOL, now);
      } else {
        this.doubt(name, pulse, now);
      }
    }
    for (const name of this.pulses.keys()) if (!names.has(name)) this.pulses.delete(name);
    this.listen(names);
  }

  private doubt(name: string, pulse: Pulse, now: Millis): void {
    const { clock, logger, streams, onSilentStream } = this.options;
    // a stream that is being subscribed, or whose connection says nothing at all, is somebody else's concern
    const silentMs = streams.silentMs(name);
    if (silentMs === undefined || silentMs > APART_MS * 2) {
      Object.assign(pulse, { heardAt: clock.monotonic(), doubtedAt: undefined });
      return;
    }
    const tradedAt = this.tradedAt.get(pulse.symbol) ?? -Infinity;
    if (pulse.doubtedAt === undefined && tradedAt > pulse.heardAt + APART_MS) pulse.doubtedAt = tradedAt;
    if (pulse.doubtedAt === undefined || now - pulse.doubtedAt < pulse.lagMs) return;
    if (now - pulse.renewedAt < RENEW_MS) return;
    Object.assign(pulse, { renewedAt: now, heardAt: now, doubtedAt: undefined });
    logger.warn({ stream: name }, 'stream is silent while the exchange has news; it is subscribed anew');
    onSilentStream();
    streams.renew([name]);
  }

  /** Reads EVIDENCE as long as there is something else to watch. */
  private listen(names: ReadonlySet<string>): void {
    const isNeeded = names.size > (names.has(EVIDENCE) && this.untap ? 1 : 0);
    if (isNeeded && !this.untap) {
      this.untap = this.options.hub.tap(EVIDENCE, {
        onMessage: (payload) => this.learn(payload),
        onGap: () => this.last.clear(),
      });
    } else if (!isNeeded && this.untap) {
      this.untap();
      this.untap = undefined;
      this.last.clear();
      this.tradedAt.clear();
    }
  }

  /**
   * A ticker changes without a trade too, as old trades leave its day; a new price or a grown volume is a trade.
   */
  private learn(payload: Buffer): void {
    const now = this.options.clock.monotonic();
    let tickers: readonly MiniTicker[];
    try {
      tickers = JSON.parse(payload.toString('utf8')) as readonly MiniTicker[];
      for (const { s, c, v } of tickers) {
        const before = this.last.get(s);
        this.last.set(s, { s, c, v });
        if (before && (before.c !== c || isMore(v, before.v))) this.tradedAt.set(s, now);
      }
    } catch (error) {
      this.options.logger.warn({ stream: EVIDENCE, err: error }, 'stream event could not be read');
    }
  }
}

function begin(name: string, now: Millis): Pulse | undefined {
  const stream = parseStreamName(name);
  const lagMs = stream && LAG_MS[stream.kind];
  if (!stream || lagMs === undefined) return undefined;
  const symbol = 'symbol' in stream ? stream.symbol : ANY_SYMBOL;
  return { symbol, lagMs, epoch: '', offset: 0, heardAt: now, doubtedAt: undefined, renewedAt: -Infinity };
}

/** Both are plain decimals of the same number of places. */
function isMore(volume: string, than: string): boolean {
  return volume.length === than.length ? volume > than : volume.length > than.length;
}
