import type { SpotClient } from '@binance-gateway/binance-client';
import type { Clock, KlinesInput, Millis, Operation } from '@binance-gateway/domain-types';
import type { Metrics } from '../../metrics/registry.js';
import type { CallContext, Provenance } from '../upstream.js';
import { BookWatch, type BookWatchDeps } from './book-watch.js';
import { KeptAnswers } from './kept-answers.js';
import { BOOK_OPERATION, KEPT_MS, KLINE_OPERATION, LIVE_KINDS, symbolOf } from './kinds.js';
import { KlineWatch, type KlineWatchDeps, isLiveKlines } from './kline-watch.js';
import { ReadCounts } from './read-counts.js';
import { type Learned, SharedCalls } from './shared-calls.js';
import { StreamWatch } from './stream-watch.js';
import type { Watch } from './watch.js';
import { WatchList, type WatchListOptions } from './watch-list.js';

export interface ReadsOptions extends WatchListOptions {
  readonly spot: SpotClient;
  /** Time of the exchange. */
  readonly exchangeTime: () => Millis;
  readonly metrics: Metrics;
  readonly watch: Omit<KlineWatchDeps & BookWatchDeps, 'clock' | 'onSilentStream' | 'exchangeTime'>;
}

/**
 * Reads of the exchange: from live state where that is as good, else by REST. Equal reads of public data at the same
 * time are one request, and say to each caller how old what they hear may be.
 */
export class Reads {
  private readonly watches: WatchList;
  private readonly calls: SharedCalls;
  private readonly kept: KeptAnswers;
  private readonly counts: ReadCounts;
  private readonly watchDeps: KlineWatchDeps & BookWatchDeps;
  private readonly clock: Clock;

  constructor(private readonly options: ReadsOptions) {
    const { clock, metrics } = options;
    this.clock = clock;
    this.watches = new WatchList(options);
    this.calls = new SharedCalls(clock);
    this.kept = new KeptAnswers(clock);
    this.counts = new ReadCounts(metrics);
    this.watchDeps = {
      ...options.watch,
      clock,
      exchangeTime: options.exchangeTime,
      onSilentStream: () => metrics.count('upstream_stream_silences_total', {}),
    };
    metrics.onScrape('watched_symbols', () => metrics.set('gateway_watched_symbols', {}, this.watched.size));
  }

  /** Symbols whose live state is kept for reads. */
  get watched(): ReadonlySet<string> {
    return this.watches.symbols();
  }

  /** The answer of a read, as the operation describes it: shared, never to be changed. */
  run<I extends object>(operation: Operation<I>, input: I, context: CallContext): Promise<unknown> {
    const live = liveStateOf(operation.name, input);
    const watch = live && this.watches.find(live.kind, live.symbol);
    const fresh = watch?.read(input);
    if (!fresh) return this.ask(operation, input, context, watch ?? this.begin(live, input));
    this.report(operation, fresh, context);
    return Promise.resolve(fresh.answer);
  }

  close(): void {
    this.watches.close();
  }

  private begin(live: LiveState | undefined, input: object): Watch | undefined {
    // unknown symbols are not worth a stream; the catalog is empty until the exchange has answered once
    if (!live || !this.options.spot.symbols.get(live.symbol)) return undefined;
    const watch = this.watches.begin(live.kind, live.symbol, () => this.open(live));
    watch?.read(input);
    return watch;
  }

  private async ask<I extends object>(
    operation: Operation<I>,
    input: I,
    context: CallContext,
    watch: Watch | undefined,
  ): Promise<unknown> {
    const { answer, sentAt } = isShared(operation)
      ? await this.shared(operation, input, context, watch)
      : await this.alone(operation, input, context);
    this.report(operation, { source: 'rest', ageMs: this.clock.monotonic() - sentAt }, context);
    return answer;
  }

  private async shared<I extends object>(
    operation: Operation<I>,
    input: I,
    context: CallContext,
    watch: Watch | undefined,
  ): Promise<Learned> {
    const key = `${operation.name} ${JSON.stringify(input)}`;
    const keepMs = KEPT_MS.get(operation.name);
    const kept = keepMs === undefined ? undefined : this.kept.find(key, keepMs);
    if (kept) return kept;
    const ask = async (signal: AbortSignal): Promise<unknown> => {
      const mark = watch?.mark();
      const answer = await this.options.spot.run(operation, input, { requestId: context.requestId, signal });
      if (mark) watch?.settle(mark, answer as object);
      return keepMs === undefined ? answer : Object.freeze(answer);
    };
    const learned = await this.calls.join(key, ask, context.signal);
    if (keepMs !== undefined) this.kept.keep(key, learned);
    return learned;
  }

  private async alone<I extends object>(
    operation: Operation<I>,
    input: I,
    context: CallContext,
  ): Promise<Learned> {
    const sentAt = this.clock.monotonic();
    return { answer: await this.options.spot.run(operation, input, context), sentAt };
  }

  private open({ kind, symbol, interval }: LiveState): Watch {
    const ofStream = LIVE_KINDS.get(kind);
    if (ofStream) return new StreamWatch(ofStream, symbol, this.watchDeps);
    return interval === undefined
      ? new BookWatch(symbol, this.watchDeps)
      : new KlineWatch(symbol, interval, this.watchDeps);
  }

  private report({ name }: { readonly name: string }, from: Provenance, context: CallContext): void {
    this.counts.add(name, from.source);
    context.onSource?.(from);
  }
}

/** What can answer an input from memory. */
interface LiveState {
  /** Operation; of klines with their interval. */
  readonly kind: string;
  readonly symbol: string;
  readonly interval?: string;
}

function liveStateOf(operation: string, input: object): LiveState | undefined {
  if (operation === KLINE_OPERATION) {
    const { symbol, interval } = input as KlinesInput;
    return isLiveKlines(input as KlinesInput)
      ? { kind: `${operation} ${interval}`, symbol, interval }
      : undefined;
  }
  const symbol = operation === BOOK_OPERATION ? symbolOf(input) : LIVE_KINDS.get(operation)?.symbolOf(input);
  return symbol === undefined ? undefined : { kind: operation, symbol };
}

/** The same for everybody, and asking twice changes nothing. */
function isShared<I extends object>({ upstream, effect, idempotent }: Operation<I>): boolean {
  return upstream?.security === 'NONE' && effect === 'read' && idempotent;
}
