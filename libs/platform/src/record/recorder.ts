import { type ConnectBudget, MarketStreams } from '@binance-gateway/binance-client';
import {
  type Clock,
  type Logger,
  type Millis,
  type Random,
  type TimerHandle,
  type WireDepth,
  formatStreamName,
  parseStreamName,
} from '@binance-gateway/domain-types';

export interface RecorderOptions {
  /** Base URL of the market streams. */
  readonly url: string;
  /** Full stream names; a snapshot is taken of every symbol with a diff depth stream. */
  readonly streams: readonly string[];
  readonly fetchSnapshot: (symbol: string, limit: number) => Promise<WireDepth>;
  /** Takes one line of the recording, without its newline. */
  readonly write: (line: Buffer) => void;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly connectBudget?: ConnectBudget;
}

export interface RecorderStatus {
  readonly frames: number;
  readonly bytes: number;
  readonly snapshots: number;
  /** Interruptions: a recording with any of them cannot be replayed as one session. */
  readonly gaps: number;
}

const SNAPSHOT_LEVELS = 1_000;
/** So that the events a snapshot is in the middle of are in the recording. */
const SNAPSHOT_AFTER_MS = 1_500;
const RETRY_MS = 5_000;
const CLOSE_BRACE = Buffer.from('}');

/**
 * Writes what the exchange sends, byte for byte, with the time of receipt, and the depth snapshots that make books of
 * it: `{"recvNs":"…","raw":<message>}` and `{"recvNs":"…","url":"/api/v3/depth?symbol=…","raw":<body>}`, one a line.
 * The embedded exchange plays such a file (SIMULATOR_REPLAY).
 */
export class Recorder {
  private readonly streams: MarketStreams;
  private readonly timers = new Set<TimerHandle>();
  private readonly startedAt: Millis;
  private counts = { frames: 0, bytes: 0, snapshots: 0, gaps: 0 };
  private readonly awaited = new Set<string>();
  private isOver = false;

  /** @throws Error for a name that is no stream */
  constructor(private readonly options: RecorderOptions) {
    const { clock, random, logger, url, connectBudget } = options;
    const names = options.streams.map(canonical);
    for (const name of names) {
      const stream = parseStreamName(name);
      if (stream?.kind === 'diffDepth') this.awaited.add(name);
    }
    this.startedAt = clock.now() - clock.monotonic();
    this.streams = new MarketStreams({
      url,
      clock,
      random,
      logger,
      ...(connectBudget ? { connectBudget } : {}),
      listener: {
        onFrame: (name, _payload, combined) => this.take(name, combined),
        onGap: (interrupted, reason) => {
          this.counts.gaps++;
          logger.warn({ streams: interrupted.length, reason }, 'the recording has a gap');
          for (const name of interrupted)
            if (parseStreamName(name)?.kind === 'diffDepth') this.awaited.add(name);
        },
      },
    });
    this.streams.subscribe(names);
  }

  status(): RecorderStatus {
    return { ...this.counts };
  }

  /** Nothing is written any more. */
  async close(): Promise<void> {
    this.isOver = true;
    for (const timer of this.timers) this.options.clock.clearTimeout(timer);
    await this.streams.close();
  }

  private take(name: string, combined: Buffer): void {
    if (this.isOver) return;
    this.counts.frames++;
    this.counts.bytes += combined.length;
    this.options.write(
      Buffer.concat([Buffer.from(`{"recvNs":"${this.timeNs()}","raw":`), combined, CLOSE_BRACE]),
    );
    if (this.awaited.delete(name)) this.after(SNAPSHOT_AFTER_MS, () => void this.snapshot(name));
  }

  private async snapshot(name: string): Promise<void> {
    const symbol = name.slice(0, name.indexOf('@')).toUpperCase();
    try {
      const body = await this.options.fetchSnapshot(symbol, SNAPSHOT_LEVELS);
      if (this.isOver) return;
      this.counts.snapshots++;
      const { lastUpdateId, bids, asks } = body;
      const url = `/api/v3/depth?symbol=${symbol}&limit=${SNAPSHOT_LEVELS}`;
      const raw = JSON.stringify({ lastUpdateId, bids, asks });
      this.options.write(Buffer.from(`{"recvNs":"${this.timeNs()}","url":"${url}","raw":${raw}}`));
    } catch (error) {
      this.options.logger.warn({ symbol, err: error }, 'snapshot failed; it is tried again');
      this.after(RETRY_MS, () => void this.snapshot(name));
    }
  }

  private after(ms: Millis, callback: () => void): void {
    if (this.isOver) return;
    const timer = this.options.clock.setTimeout(() => {
      this.timers.delete(timer);
      callback();
    }, ms);
    this.timers.add(timer);
  }

  /** Nanoseconds since the epoch, to the microsecond: a number holds no more. */
  private timeNs(): string {
    return `${Math.round((this.startedAt + this.options.clock.monotonic()) * 1_000)}000`;
  }
}

function canonical(name: string): string {
  const stream = parseStreamName(name);
  if (!stream) throw new Error(`${name} is no stream`);
  return formatStreamName(stream);
}
