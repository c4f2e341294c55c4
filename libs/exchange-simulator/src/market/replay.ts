import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock, TimerHandle, WireDepth } from '@binance-gateway/domain-types';
import type { FrameSink, StreamSource, StreamSourceFactory } from '../server/streams-source.js';
import type { MarketQueries } from './queries.js';
import { type RecordedSymbol, type Recording, snapshotOf } from './recording.js';

export interface ReplayOptions {
  readonly recording: Recording;
  readonly clock: Clock;
  /** Factor on the recorded time, or 'max': as fast as the sockets take it. @default 1 */
  readonly speed?: number | 'max';
  /**
   * Stops each symbol where its snapshot was recorded until somebody has asked for it, so that a client
   * with a short buffer keeps up at any speed. Not for clients that never ask. @default false
   */
  readonly holdForSnapshot?: boolean;
}

/** Frames sent before the sockets are looked at, and other work is let in. */
const CHUNK = 256;

/**
 * Plays a recorded session through the streams server. The messages go out as the bytes that were
 * recorded, in their order, none left out.
 *
 * Each symbol has a time of its own. It starts at the first frame when the first subscriber of one of its
 * depth streams is there (of any of its streams when no depth was recorded) and goes back to the start
 * when its last subscriber has left. `depth` answers the recorded snapshot, whenever it is asked: a client
 * that buffers the diffs from its subscription on has buffered those that the snapshot is in the middle
 * of, so the documented procedure finds its place however late the answer comes. A second client that
 * joins in the middle cannot sync; it has missed what the snapshot needs.
 */
export class Replay {
  private readonly tracks = new Map<string, Track>();

  constructor({ recording, clock, speed = 1, holdForSnapshot = false }: ReplayOptions) {
    for (const symbol of recording.values()) {
      this.tracks.set(symbol.symbol, new Track(symbol, clock, speed, holdForSnapshot));
    }
  }

  get symbols(): string[] {
    return [...this.tracks.keys()];
  }

  /** For `new StreamsServer({ source: replay.streams })`. */
  readonly streams: StreamSourceFactory = (sink) => {
    const trackOf = (name: string): Track | undefined =>
      this.tracks.get(name.slice(0, Math.max(0, name.indexOf('@'))).toUpperCase());
    const source: StreamSource = {
      start: (name) => trackOf(name)?.join(name, sink),
      stop: (name) => trackOf(name)?.leave(name),
      close: () => this.tracks.forEach((track) => track.rewind()),
    };
    return source;
  };

  /** The recorded snapshot; undefined when the recording has none of the symbol. */
  depth(symbol: string, limit: number): WireDepth | undefined {
    return this.tracks.get(symbol)?.readSnapshot(limit);
  }

  /** Has every started symbol been played to its end? */
  get isFinished(): boolean {
    return [...this.tracks.values()].every((track) => track.isIdle || track.isFinished);
  }
}

/** The queries of a market with the depth of the recorded symbols taken from their snapshots. */
export function replayQueries(market: MarketQueries, replay: Replay): MarketQueries {
  const depth: MarketQueries['depth'] = (symbol, limit) =>
    replay.depth(symbol, limit) ?? market.depth(symbol, limit);
  return Object.assign(Object.create(market) as MarketQueries, { depth });
}

/** One symbol of a recording and how far it has been played. */
class Track {
  isFinished = false;
  private readonly names = new Set<string>();
  private readonly triggers: ReadonlySet<string>;
  private wasSnapshotRead = false;
  private sink: FrameSink | undefined;
  private position = 0;
  private startedAt = 0;
  /** Ends a run that is waiting when the track is rewound. */
  private run = 0;
  private timer: TimerHandle | undefined;

  constructor(
    private readonly recorded: RecordedSymbol,
    private readonly clock: Clock,
    private readonly speed: number | 'max',
    private readonly holdForSnapshot: boolean,
  ) {
    const names = new Set(recorded.frames.map(({ name }) => name));
    const depth = [...names].filter((name) => /@depth(@|$)/.test(name));
    this.triggers = depth.length > 0 ? new Set(depth) : names;
  }

  get isIdle(): boolean {
    return this.sink === undefined;
  }

  join(name: string, sink: FrameSink): void {
    this.names.add(name);
    if (!this.isIdle || !this.triggers.has(name)) return;
    this.sink = sink;
    const run = ++this.run;
    // The other names of the same request join in this turn and must not miss the first frames
    void nextTurn().then(() => {
      if (run !== this.run) return;
      this.startedAt = this.clock.monotonic();
      void this.play(run);
    });
  }

  leave(name: string): void {
    this.names.delete(name);
    if (this.names.size === 0) this.rewind();
  }

  rewind(): void {
    this.run++;
    this.clock.clearTimeout(this.timer);
    this.sink = undefined;
    this.position = 0;
    this.isFinished = false;
    this.wasSnapshotRead = false;
  }

  readSnapshot(limit: number): WireDepth | undefined {
    const isHeld = this.isHeld;
    this.wasSnapshotRead = true;
    if (isHeld) {
      // Time has stood still meanwhile
      this.startedAt = this.clock.monotonic() - this.offsetMs(this.position) / this.factor;
      void this.play(this.run);
    }
    return snapshotOf(this.recorded, limit);
  }

  private get factor(): number {
    return this.speed === 'max' ? Infinity : this.speed;
  }

  private get isHeld(): boolean {
    const { snapshot } = this.recorded;
    const isThere = snapshot !== undefined && this.position === snapshot.position;
    return this.holdForSnapshot && isThere && !this.wasSnapshotRead && !this.isIdle;
  }

  private async play(run: number): Promise<void> {
    while (run === this.run) {
      const dueMs = this.speed === 'max' ? Infinity : (this.clock.monotonic() - this.startedAt) * this.speed;
      for (let sent = 0; sent < CHUNK && !this.isHeld; sent++) {
        const frame = this.recorded.frames[this.position];
        if (!frame || this.offsetMs(this.position) > dueMs) break;
        this.sink?.publish(frame.name, frame.payload, frame.combined);
        this.position++;
      }
      if (this.isHeld) return;
      if (this.position >= this.recorded.frames.length) {
        this.isFinished = true;
        return;
      }
      // Nothing is dropped: a socket that is full stops the replay
      await this.sink?.drained();
      const nextMs = this.offsetMs(this.position);
      if (nextMs <= dueMs) await nextTurn();
      else if (run === this.run) return this.playAt(nextMs, run);
    }
  }

  private playAt(offsetMs: number, run: number): void {
    const elapsedMs = this.clock.monotonic() - this.startedAt;
    const delayMs = Math.max(0, Math.ceil(offsetMs / this.factor - elapsedMs));
    this.timer = this.clock.setTimeout(() => void this.play(run), delayMs);
  }

  /** Of a frame after the first one, in recorded time. */
  private offsetMs(position: number): number {
    const { frames } = this.recorded;
    return (frames[position]?.atMs ?? 0) - (frames[0]?.atMs ?? 0);
  }
}
