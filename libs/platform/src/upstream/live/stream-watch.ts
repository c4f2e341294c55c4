import type { Millis } from '@binance-gateway/domain-types';
import type { Tap } from '@binance-gateway/stream-hub';
import type { LiveKind } from './kinds.js';
import { type Fresh, type Mark, type Watch, type WatchDeps, renewIfSilent } from './watch.js';

export interface StreamWatchDeps extends WatchDeps {
  readonly tap: (name: string, tap: Tap) => () => void;
}

const EVENT_BYTES = 512;

/**
 * Keeps the newest event of one stream as bytes, and reads them when somebody asks: a busy symbol has hundreds of
 * events a second. The bytes are copied into a buffer of its own, because a slice would hold the socket's memory.
 */
export class StreamWatch implements Watch {
  private readonly name: string;
  private readonly untap: () => void;
  private bytes = Buffer.allocUnsafe(EVENT_BYTES);
  /** Length of an event that has not been read yet. */
  private unread = 0;
  private answer: object | undefined;
  /** Time of the last event, or of the request for a REST answer that is as good as one. */
  private confirmedAt: Millis = 0;
  /** Counts events and interruptions. */
  private position = 0;
  private endDoubt: () => void = () => undefined;

  constructor(
    private readonly kind: LiveKind,
    symbol: string,
    private readonly deps: StreamWatchDeps,
  ) {
    this.name = symbol.toLowerCase() + kind.stream;
    this.untap = deps.tap(this.name, {
      onMessage: (payload) => this.keep(payload),
      onGap: () => this.drop(),
    });
  }

  read(): Fresh | undefined {
    if (this.unread === 0 && this.answer === undefined) return undefined;
    const silentMs = this.deps.streams.silentMs(this.name);
    if (silentMs === undefined) return undefined;
    const { aliveMs, quietMs } = this.kind.freshness;
    const confirmedMs = this.deps.clock.monotonic() - this.confirmedAt;
    const ageMs = Math.min(confirmedMs, silentMs);
    if (ageMs > aliveMs || confirmedMs > quietMs) return undefined;
    if (this.unread > 0) this.decode();
    return this.answer && { source: 'stream', ageMs, answer: this.answer };
  }

  mark(): Mark | undefined {
    const { streams, clock } = this.deps;
    const silentMs = streams.silentMs(this.name);
    if (silentMs === undefined || silentMs > this.kind.freshness.aliveMs) return undefined;
    return { sentAt: clock.monotonic(), position: this.position };
  }

  settle({ sentAt, position }: Mark, answer: object): void {
    // the stream has gone on since, and knows better
    if (position !== this.position) return;
    if (this.unread > 0) this.decode();
    if (this.answer === undefined || this.isSame(answer)) {
      this.answer = answer;
      this.confirmedAt = sentAt;
    } else {
      this.drop();
      this.doubt();
    }
  }

  close(): void {
    this.endDoubt();
    this.untap();
    this.drop();
  }

  private keep(payload: Buffer): void {
    if (payload.length > this.bytes.length) this.bytes = Buffer.allocUnsafe(payload.length * 2);
    this.unread = payload.copy(this.bytes);
    this.confirmedAt = this.deps.clock.monotonic();
    this.position++;
  }

  private drop(): void {
    this.unread = 0;
    this.answer = undefined;
    this.position++;
  }

  private decode(): void {
    const text = this.bytes.toString('utf8', 0, this.unread);
    this.unread = 0;
    try {
      // one object for everybody who asks until the next event
      this.answer = Object.freeze(this.kind.decode(JSON.parse(text)));
    } catch (error) {
      this.answer = undefined;
      this.deps.logger.warn({ stream: this.name, error }, 'stream event could not be read');
    }
  }

  private isSame(other: object): boolean {
    const mine = this.answer as Record<string, unknown>;
    return this.kind.identity.every((field) => mine[field] === (other as Record<string, unknown>)[field]);
  }

  private doubt(): void {
    const { position } = this;
    this.endDoubt();
    this.endDoubt = renewIfSilent(this.deps, this.name, () => this.position === position);
  }
}
