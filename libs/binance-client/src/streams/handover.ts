import { type MarketStreamKind, parseStreamName } from '@binance-gateway/domain-types';
import type { FrameSink } from './connection.js';

/** First and last id of what a frame covers. */
interface IdRange {
  readonly first: number;
  readonly last: number;
}

interface Held extends IdRange {
  readonly payload: Buffer;
  readonly combined: Buffer;
}

/** One sequenced stream on its way from the old connection to the new one. */
interface Crossing {
  readonly rangeOf: (event: Record<string, unknown>) => IdRange | undefined;
  /** Last id the old connection delivered since the hand-over began. */
  lastOld: number | undefined;
  /** What the new connection brought since, in order and complete. */
  held: Held[];
  /** The old connection is no longer delivered; the new one is awaited where it stopped. */
  isCrossing: boolean;
  /** Something could not be read or held: only a gap helps. */
  isLost: boolean;
}

/** A stream so busy that its connections do not meet within this many frames gets its gap. */
const MAX_HELD = 1_000;

/** The fields by which events of a kind follow each other. */
const RANGES: Partial<Record<MarketStreamKind, Crossing['rangeOf']>> = {
  diffDepth: (event) => rangeFrom(event['U'], event['u']),
  trade: (event) => rangeFrom(event['t'], event['t']),
  blockTrade: (event) => rangeFrom(event['t'], event['t']),
  aggTrade: (event) => rangeFrom(event['a'], event['a']),
};
/** The newest event replaces the one before: where another begins, nothing is missing. */
const CONTINUING: ReadonlySet<MarketStreamKind> = new Set<MarketStreamKind>([
  'miniTicker',
  'ticker',
  'rollingTicker',
  'bookTicker',
  'avgPrice',
  'referencePrice',
  'kline',
  'partialDepth',
]);

/**
 * Passes streams from one connection to the next without a hole. Both are subscribed. The old one is
 * delivered and the new one held back until the ids of a stream meet: update ids are the exchange's, the
 * same on every connection, even though the events are cut differently. What has no ids changes over at once.
 *
 * Events are parsed here, which nothing else on this path does: a hand-over takes seconds and happens once
 * a day.
 */
export class Handover {
  /** For the old connection's frames. */
  readonly fromOld: FrameSink = {
    onFrame: (name, payload, combined) => this.takeOld(name, payload, combined),
  };
  /** For the new connection's frames. */
  readonly fromNew: FrameSink = {
    onFrame: (name, payload, combined) => this.takeNew(name, payload, combined),
  };
  private readonly crossing = new Map<string, Crossing>();

  /**
   * @param names streams that flow on the old connection and are confirmed on the new one
   * @param announce called with streams whose continuity is lost, before anything newer of them
   */
  constructor(
    names: readonly string[],
    private readonly sink: FrameSink,
    private readonly announce: (names: readonly string[]) => void,
    /** Everything has crossed; not called when that is so from the beginning. */
    private readonly onCrossed: () => void = () => undefined,
  ) {
    const untold: string[] = [];
    for (const name of names) {
      const kind = parseStreamName(name)?.kind;
      const rangeOf = kind && RANGES[kind];
      if (rangeOf)
        this.crossing.set(name, { rangeOf, lastOld: undefined, held: [], isCrossing: false, isLost: false });
      // neither sequenced nor self-contained: nobody can tell whether something is missing
      else if (!kind || !CONTINUING.has(kind)) untold.push(name);
    }
    if (untold.length > 0) announce(untold);
  }

  /** Streams that have not crossed yet. */
  get waiting(): number {
    return this.crossing.size;
  }

  /**
   * From now on the new connection is the source of everything. A stream that was silent on both all the time
   * has lost nothing, unless the old connection broke off with something under way.
   */
  finish(hasBrokenOff: boolean): void {
    const rest = [...this.crossing];
    this.crossing.clear();
    const broken = rest.filter(
      ([, { lastOld, held, isLost }]) => hasBrokenOff || isLost || lastOld !== undefined || held.length > 0,
    );
    if (broken.length > 0) this.announce(broken.map(([name]) => name));
    for (const [name, { held }] of rest) this.release(name, held);
  }

  private takeOld(name: string, payload: Buffer, combined: Buffer): void {
    const crossing = this.crossing.get(name);
    if (!crossing || crossing.isCrossing) return; // the new connection brings it
    this.sink.onFrame(name, payload, combined);
    const range = readRange(crossing, payload);
    if (range) crossing.lastOld = range.last;
    this.tryToCross(name, crossing);
  }

  private takeNew(name: string, payload: Buffer, combined: Buffer): void {
    const crossing = this.crossing.get(name);
    if (!crossing) {
      this.sink.onFrame(name, payload, combined);
      return;
    }
    const range = readRange(crossing, payload);
    if (!range || crossing.held.length >= MAX_HELD) {
      crossing.isLost = true;
      crossing.held = [];
    }
    if (!range || crossing.isLost) return;
    crossing.held.push({ ...range, payload, combined });
    this.tryToCross(name, crossing);
  }

  /** The ids meet once the new connection has brought the one after the old connection's last, or any before. */
  private tryToCross(name: string, crossing: Crossing): void {
    const { lastOld, held } = crossing;
    const first = held[0];
    const newest = held.at(-1);
    if (lastOld === undefined || !first || !newest || first.first > lastOld + 1) return;
    if (newest.last < lastOld) {
      crossing.isCrossing = true;
      crossing.held = [];
      return;
    }
    this.crossing.delete(name);
    this.release(
      name,
      held.filter((frame) => frame.last > lastOld),
    );
    if (this.crossing.size === 0) this.onCrossed();
  }

  private release(name: string, held: readonly Held[]): void {
    for (const { payload, combined } of held) this.sink.onFrame(name, payload, combined);
  }
}

function readRange({ rangeOf }: Crossing, payload: Buffer): IdRange | undefined {
  try {
    return rangeOf(JSON.parse(payload.toString('utf8')) as Record<string, unknown>);
  } catch {
    return undefined;
  }
}

function rangeFrom(first: unknown, last: unknown): IdRange | undefined {
  return typeof first === 'number' && typeof last === 'number' ? { first, last } : undefined;
}
