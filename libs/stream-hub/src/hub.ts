import {
  type Clock,
  type Logger,
  type StreamTraits,
  type TimerHandle,
  parseStreamName,
  silentLogger,
  streamTraits,
} from '@binance-gateway/domain-types';
import type { Broker } from './broker.js';
import { Channel, type Tap } from './channel.js';
import { Client, type ClientHost, type ClientOptions } from './client.js';
import { DISCONNECT, type Disconnect } from './disconnect.js';
import { HistoryPool } from './history.js';
import { type HubLimits, hubLimits } from './limits.js';
import { type HubMetrics, type HubStats, silentHubMetrics } from './metrics.js';
import { SequenceGuard } from './sequence-guard.js';
import type { Source } from './source.js';
import { type OnTapFailure, reportTapFailure } from './tap-failure.js';
import type { Transport } from './transport.js';

export interface HubOptions {
  readonly broker: Broker;
  readonly clock: Clock;
  /** Ids of epochs: different on every call, and across restarts. */
  readonly ids: () => string;
  readonly limits?: Partial<HubLimits>;
  readonly metrics?: HubMetrics;
  readonly logger?: Logger;
  /** Runs a callback at the end of the event-loop turn. Default: setImmediate. */
  readonly schedule?: (callback: () => void) => void;
}

const SEQUENCED: StreamTraits = { conflatable: false, sequenced: true };

interface Registration {
  readonly matches: (name: string) => boolean;
  readonly source: Source;
}

/**
 * The registry of channels and clients. `publish` puts one publication into the queues of its readers and
 * nothing more; one flush at the end of the turn writes each client's queue in one go, because what
 * delivery costs is system calls (docs/benchmarks.md).
 */
export class Hub {
  readonly #channels = new Map<string, Channel>();
  readonly #clients = new Set<Client>();
  readonly #lingering = new Map<Channel, TimerHandle>();
  readonly #sources: Registration[] = [];
  readonly #bystanders = new Map<string, Set<Tap>>();
  readonly #limits: HubLimits;
  readonly #histories: HistoryPool;
  readonly #metrics: HubMetrics;
  readonly #onTapFailure: OnTapFailure;
  readonly #schedule: (callback: () => void) => void;
  readonly #host: ClientHost;
  readonly #stalled = new Set<Client>();
  #dirty: Client[] = [];
  #stallTimer: TimerHandle | undefined;
  #closedWith: Disconnect | undefined;
  #publications = 0;
  #deliveries = 0;
  #unrouted = 0;

  constructor(private readonly options: HubOptions) {
    this.#limits = hubLimits(options.limits);
    this.#histories = new HistoryPool(this.#limits.historyTotalBytes);
    this.#metrics = options.metrics ?? silentHubMetrics;
    this.#onTapFailure = reportTapFailure(this.#metrics, options.logger ?? silentLogger);
    this.#schedule = options.schedule ?? ((callback) => void setImmediate(callback));
    this.#host = {
      limits: this.#limits,
      metrics: this.#metrics,
      clock: options.clock,
      acquire: (name) => this.#acquire(name),
      release: (channel) => this.#release(channel),
      markDirty: (client) => {
        if (this.#dirty.push(client) === 1) this.#schedule(this.#flush);
      },
      markStalled: (client) => this.#markStalled(client),
      forget: (client) => {
        this.#clients.delete(client);
        this.#stalled.delete(client);
      },
    };
  }

  /**
   * One publication. The buffers are kept until every reader's socket took them: never reuse them.
   * @param payload the event alone
   * @param combined the same event as it came on a combined connection, `{"stream":…,"data":…}`
   */
  publish(name: string, payload: Buffer, combined?: Buffer): void {
    const channel = this.#channels.get(name);
    if (channel === undefined) {
      this.#unrouted++;
      return;
    }
    this.#publications++;
    this.#deliveries += channel.publish(payload, combined);
  }

  /** Events of these streams may have been lost: readers of sequences are told, positions start over. */
  gap(names: readonly string[], reason: string): void {
    for (const name of names) {
      const channel = this.#channels.get(name);
      if (!channel) continue;
      if (channel.traits.sequenced) this.#metrics.gap();
      channel.gap(reason);
    }
  }

  /**
   * These streams have ended for good: clients that read one alone are closed with STREAM_ENDED, enveloped ones get a
   * notice, and all are unsubscribed. Readers inside the process are told of a gap.
   */
  end(names: readonly string[], reason: string): void {
    for (const name of names) this.#channels.get(name)?.end(reason);
  }

  /** Takes over a connection. After `drain` it is closed at once. */
  attach(transport: Transport, options: ClientOptions): Client {
    const client = new Client(this.#host, transport, options);
    this.#clients.add(client);
    if (this.#closedWith) client.close(this.#closedWith);
    return client;
  }

  /** Reads a channel inside the process. @returns how to stop */
  tap(name: string, tap: Tap): () => void {
    const channel = this.#acquire(name);
    channel.addTap(tap);
    let isActive = true;
    return () => {
      if (!isActive) return;
      isActive = false;
      channel.removeTap(tap);
      this.#release(channel);
    };
  }

  /**
   * Hears a channel whenever others read it, without being a reason to subscribe it or to keep it. A gap is told, its
   * end or beginning is not.
   * @returns how to stop
   */
  overhear(name: string, tap: Tap): () => void {
    const bystanders = this.#bystanders.get(name) ?? new Set();
    this.#bystanders.set(name, bystanders.add(tap));
    this.#channels.get(name)?.addBystander(tap);
    return () => {
      if (!bystanders.delete(tap)) return;
      if (bystanders.size === 0) this.#bystanders.delete(name);
      this.#channels.get(name)?.removeBystander(tap);
    };
  }

  /** Channels whose name begins with the prefix, or passes the test, are fed by this source instead of the broker. */
  addSource(match: string | ((name: string) => boolean), source: Source): void {
    const matches = typeof match === 'string' ? (name: string) => name.startsWith(match) : match;
    this.#sources.push({ matches, source });
  }

  /** Where a channel is, for those who join outside the hub; undefined when nobody reads it. */
  position(name: string): { epoch: string; offset: number } | undefined {
    return this.#channels.get(name)?.position;
  }

  /** Every channel, with those of sources. */
  names(): string[] {
    return [...this.#channels.keys()];
  }

  /** Every stream that comes from the broker, and where it is. Not for the hot path. */
  *positions(): IterableIterator<[name: string, position: { epoch: string; offset: number }]> {
    for (const [name, channel] of this.#channels) if (!channel.source) yield [name, channel.position];
  }

  /** Writes what is queued, closes every client, and closes those who come later. Feeds and taps go on. */
  drain(disconnect: Disconnect = DISCONNECT.SHUTDOWN): void {
    this.#closedWith = disconnect;
    this.#flush();
    for (const client of [...this.#clients]) client.close(disconnect);
  }

  /** After `drain`: lets go of every stream and timer. */
  close(disconnect: Disconnect = DISCONNECT.SHUTDOWN): void {
    this.drain(disconnect);
    for (const timer of this.#lingering.values()) this.options.clock.clearTimeout(timer);
    this.options.clock.clearTimeout(this.#stallTimer);
    this.#lingering.clear();
    for (const channel of [...this.#channels.values()]) this.#retire(channel);
  }

  stats(): HubStats {
    let queuedBytes = 0;
    for (const client of this.#stalled) queuedBytes += client.queuedBytes;
    return {
      clients: this.#clients.size,
      stalledClients: this.#stalled.size,
      channels: this.#channels.size,
      queuedBytes,
      historyBytes: this.#histories.taken,
      publications: this.#publications,
      deliveries: this.#deliveries,
      unrouted: this.#unrouted,
    };
  }

  #acquire(name: string): Channel {
    const existing = this.#channels.get(name);
    if (existing) {
      const timer = this.#lingering.get(existing);
      if (timer) {
        this.options.clock.clearTimeout(timer);
        this.#lingering.delete(existing);
      }
      return existing;
    }
    const source = this.#sources.find((registration) => registration.matches(name))?.source;
    const stream = source ? undefined : parseStreamName(name);
    const channel = new Channel({
      name,
      source,
      traits: source?.traits ?? (stream ? streamTraits(stream.kind) : SEQUENCED),
      limits: this.#limits,
      histories: this.#histories,
      guard: SequenceGuard.of(stream?.kind),
      onHole: () => this.#metrics.gap(),
      ids: this.options.ids,
      onTapFailure: this.#onTapFailure,
    });
    for (const tap of this.#bystanders.get(name) ?? []) channel.addBystander(tap);
    this.#channels.set(name, channel);
    try {
      if (source) source.start(name);
      else this.options.broker.subscribe([name]);
    } catch (error) {
      this.#channels.delete(name);
      throw error;
    }
    return channel;
  }

  #release(channel: Channel): void {
    if (channel.readers > 0 || this.#lingering.has(channel) || this.#channels.get(channel.name) !== channel) {
      return;
    }
    const timer = this.options.clock.setTimeout(() => {
      this.#lingering.delete(channel);
      this.#retire(channel);
    }, this.#limits.lingerMs);
    this.#lingering.set(channel, timer);
  }

  #retire(channel: Channel): void {
    if (!this.#channels.delete(channel.name)) return;
    channel.retire();
    if (channel.source) channel.source.stop(channel.name);
    else this.options.broker.unsubscribe([channel.name]);
  }

  #flush = (): void => {
    const dirty = this.#dirty;
    this.#dirty = [];
    for (let i = 0; i < dirty.length; i++) (dirty[i] as Client).flush();
  };

  #markStalled(client: Client): void {
    this.#stalled.add(client);
    this.#stallTimer ??= this.options.clock.setTimeout(this.#checkStalls, this.#limits.stallCheckMs);
  }

  #checkStalls = (): void => {
    this.#stallTimer = undefined;
    for (const client of [...this.#stalled]) {
      client.checkStall();
      if (!client.isStalled) this.#stalled.delete(client);
    }
    if (this.#stalled.size > 0) {
      this.#stallTimer = this.options.clock.setTimeout(this.#checkStalls, this.#limits.stallCheckMs);
    }
  };
}
