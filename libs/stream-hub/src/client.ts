import { AppError, type Clock } from '@binance-gateway/domain-types';
import type { Channel } from './channel.js';
import { Backlog } from './conflation.js';
import { DISCONNECT, type Disconnect, type DisconnectName, reasonOf } from './disconnect.js';
import { combinedHead, endNotice, gapEvent, type Position, wrapCombined } from './envelope.js';
import type { HubLimits } from './limits.js';
import type { HubMetrics } from './metrics.js';
import { Subscription } from './subscription.js';
import type { Transport } from './transport.js';

/** `raw`: the payload alone. `combined`: Binance's `{stream, data}`. `envelope`: `{stream, epoch, offset, data}`. */
export type Format = 'raw' | 'combined' | 'envelope';

/** What happens to a raw or combined client when a sequenced stream lost events; enveloped ones get a notice. */
export type GapPolicy = 'close' | 'notice';

export interface ClientOptions {
  readonly format: Format;
  /** For logs and lists, e.g. the token's name. */
  readonly label?: string;
  /**
   * `close` (the default) suits unmodified Binance clients: they know how to start over after a disconnect
   * and know no other sign. `notice` sends `{"e":"streamGap",…}`.
   */
  readonly onGap?: GapPolicy;
}

/** A stream to join, and where to resume it. */
export interface Wanted {
  readonly name: string;
  readonly resume?: Position;
}

/** Where a subscription starts; `recovered` is there when it was a resume. */
export interface Joined extends Position {
  readonly recovered?: boolean;
}

/** What a client needs of its hub. */
export interface ClientHost {
  readonly limits: HubLimits;
  readonly metrics: HubMetrics;
  readonly clock: Clock;
  acquire(name: string): Channel;
  release(channel: Channel): void;
  markDirty(client: Client): void;
  markStalled(client: Client): void;
  forget(client: Client): void;
}

/**
 * One connection of a consumer. Frames wait in `#frames` until the end of the turn and are then written at
 * once. When the socket holds more than the high-water mark the client is stalled: frames go to a bounded,
 * conflating backlog instead, until the socket has drained or a limit closes the connection.
 */
export class Client {
  readonly format: Format;
  readonly label: string;
  readonly #subscriptions = new Map<string, Subscription>();
  readonly #gapPolicy: GapPolicy;
  #frames: Buffer[] = [];
  #bytes = 0;
  #backlog: Backlog | undefined;
  #stalledAt = 0;
  /** When the oldest message that may not be dropped began to wait. */
  #keptSince = 0;
  #isClosed = false;

  constructor(
    private readonly host: ClientHost,
    private readonly transport: Transport,
    options: ClientOptions,
  ) {
    this.format = options.format;
    this.label = options.label ?? '';
    this.#gapPolicy = options.onGap ?? 'close';
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  get isStalled(): boolean {
    return this.#backlog !== undefined;
  }

  /** Bytes waiting in this client's queue, without those the socket holds. */
  get queuedBytes(): number {
    return this.#bytes + (this.#backlog?.bytes ?? 0);
  }

  get queuedFrames(): number {
    return this.#frames.length + (this.#backlog?.count ?? 0);
  }

  get maxSubscriptions(): number {
    return this.host.limits.subscriptions;
  }

  /** Stream names, in the order of subscription. */
  subscriptions(): string[] {
    return [...this.#subscriptions.keys()];
  }

  isSubscribed(name: string): boolean {
    return this.#subscriptions.has(name);
  }

  /**
   * Joins a channel; joining it again changes nothing. With `resume` (enveloped clients) what was missed
   * is queued first, or a notice that it cannot be had.
   * @param name canonical, see `formatStreamName`
   * @throws AppError FULL when the client has its limit of streams, and what the channel's source throws
   */
  subscribe(name: string, resume?: Position): Joined {
    const existing = this.#subscriptions.get(name);
    if (existing) return existing.channel.position;
    this.#admit(1);
    return this.#join(this.host.acquire(name), resume);
  }

  /**
   * Joins all of these channels or, when one of them refuses, none.
   * @param onAccepted called when nothing can refuse any more, before anything of the channels is queued
   * @throws as `subscribe`
   */
  subscribeAll(wanted: readonly Wanted[], onAccepted: () => void): void {
    const added = new Map(
      wanted.filter(({ name }) => !this.isSubscribed(name)).map((each) => [each.name, each]),
    );
    this.#admit(added.size);
    const channels: Channel[] = [];
    try {
      for (const name of added.keys()) channels.push(this.host.acquire(name));
      onAccepted();
      for (const channel of channels) {
        if (!this.#isClosed) this.#join(channel, added.get(channel.name)?.resume);
      }
    } finally {
      for (const channel of channels) this.host.release(channel); // those that were joined have a reader
    }
  }

  /** @returns whether there was such a subscription */
  unsubscribe(name: string): boolean {
    const subscription = this.#subscriptions.get(name);
    if (!subscription) return false;
    this.#subscriptions.delete(name);
    subscription.channel.leave(subscription);
    this.host.release(subscription.channel);
    return true;
  }

  /** Queues a frame for this client alone, in order with everything else. */
  reply(frame: Buffer): void {
    this.enqueue(frame);
  }

  /** Closes the connection: what is queued goes out first, except to a slow client. */
  close(disconnect: Disconnect, detail?: string): void {
    if (this.#isClosed) return;
    if (this.#frames.length > 0) this.flush();
    this.#end(disconnect, detail);
  }

  /** To be called when the socket is gone. */
  detach(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#frames = [];
    this.#bytes = 0;
    this.#backlog = undefined;
    for (const subscription of this.#subscriptions.values()) {
      subscription.channel.leave(subscription);
      this.host.release(subscription.channel);
    }
    this.#subscriptions.clear();
    this.host.forget(this);
  }

  /** A publication, from the channel. The hottest few lines of the house. */
  offer(frame: Buffer, size: number, subscription: Subscription): void {
    if (this.#backlog !== undefined) {
      this.#hold(this.#backlog, frame, subscription);
      return;
    }
    if (this.#frames.push(frame) === 1) this.host.markDirty(this);
    this.#bytes += size;
    if (this.#bytes > this.host.limits.queueBytes) this.flush();
  }

  /**
   * A reply or a notice: never conflated.
   * @param before where the client was on this subscription's channel, should the frame have to wait
   */
  enqueue(frame: Buffer, subscription?: Subscription, before?: Position): void {
    if (this.#isClosed) return;
    if (this.#backlog !== undefined) {
      if (subscription) subscription.lastWritten ??= before;
      this.#keep(this.#backlog, frame);
      this.#enforce(this.#backlog, undefined);
      return;
    }
    if (this.#frames.push(frame) === 1) this.host.markDirty(this);
    this.#bytes += frame.length;
    if (this.#bytes > this.host.limits.queueBytes) this.flush();
  }

  /** Events of a sequenced channel were lost and this client does not read envelopes. */
  onGap(channel: Channel, reason: string): void {
    if (this.#gapPolicy === 'close') {
      this.host.metrics.disconnected('GAP');
      this.close(DISCONNECT.GAP, channel.name);
      return;
    }
    const event = gapEvent(channel.name, reason, this.host.clock.now());
    this.enqueue(this.format === 'raw' ? event : wrapCombined(combinedHead(channel.name), event));
  }

  /** A stream has ended for good. */
  onEnd({ channel }: Subscription, reason: string): void {
    const isOnly = this.#subscriptions.size === 1;
    this.unsubscribe(channel.name);
    if (this.format === 'envelope') {
      this.enqueue(endNotice(channel.name, channel.position, reason));
    } else if (isOnly) {
      this.host.metrics.disconnected('STREAM_ENDED');
      this.close(DISCONNECT.STREAM_ENDED, `${channel.name} ${reason}`);
    } // a client of several of Binance's streams knows no sign for the end of one, and Binance gives none
  }

  /** Writes what was queued in this turn. Called by the hub. */
  flush(): void {
    if (this.#frames.length === 0) return;
    const frames = this.#frames;
    this.#frames = [];
    this.#bytes = 0;
    // A publication being walked when the client was closed may still have reached the queue
    if (!this.#isClosed) this.#write(frames);
  }

  /** Looks whether a stalled socket has drained. Called by the hub. */
  checkStall(): void {
    const backlog = this.#backlog;
    if (backlog === undefined) return;
    if (this.transport.bufferedAmount <= this.host.limits.highWaterBytes / 2) {
      this.#backlog = undefined;
      for (const subscription of this.#subscriptions.values()) subscription.lastWritten = undefined;
      if (backlog.count > 0) this.#write(backlog.take());
      return;
    }
    this.#enforce(backlog, undefined);
  }

  #admit(more: number): void {
    if (this.#isClosed) throw new AppError('CONFLICT', 'the connection is closed');
    if (this.#subscriptions.size + more > this.maxSubscriptions) {
      throw new AppError('FULL', `a connection may hold ${this.maxSubscriptions} streams`);
    }
  }

  #join(channel: Channel, resume: Position | undefined): Joined {
    const subscription = new Subscription(this, channel);
    this.#subscriptions.set(channel.name, subscription);
    const recovered = channel.join(subscription, resume);
    if (recovered === undefined) return channel.position;
    this.host.metrics.resumed(recovered);
    return { epoch: channel.epoch, offset: channel.offset, recovered };
  }

  #write(frames: Buffer[]): void {
    try {
      this.transport.write(frames);
    } catch {
      this.#disconnect('INTERNAL');
      return;
    }
    if (this.#isClosed || this.transport.bufferedAmount <= this.host.limits.highWaterBytes) return;
    this.#backlog = new Backlog();
    this.#stalledAt = this.host.clock.monotonic();
    this.host.markStalled(this);
  }

  #hold(backlog: Backlog, frame: Buffer, subscription: Subscription): void {
    const { channel } = subscription;
    if (channel.traits.conflatable) {
      if (backlog.latest(subscription, frame)) this.host.metrics.conflated();
    } else {
      subscription.lastWritten ??= { epoch: channel.epoch, offset: channel.offset - 1 };
      this.#keep(backlog, frame);
    }
    this.#enforce(backlog, subscription);
  }

  #keep(backlog: Backlog, frame: Buffer): void {
    if (backlog.kept === 0) this.#keptSince = this.host.clock.monotonic();
    backlog.keep(frame);
  }

  #enforce(backlog: Backlog, subscription: Subscription | undefined): void {
    const { limits, clock } = this.host;
    const isOver = backlog.bytes > limits.queueBytes || backlog.count > limits.queueFrames;
    if (!isOver) {
      const now = clock.monotonic();
      const isLate = backlog.kept > 0 && now - this.#keptSince > limits.slowAfterMs;
      if (!isLate && now - this.#stalledAt <= limits.stalledAfterMs) return;
    }
    this.#disconnect('SLOW', this.#lastWritten(subscription));
  }

  /** The stream that suffers and the position that was written last of it: where the client should resume. */
  #lastWritten(subscription: Subscription | undefined): string | undefined {
    let held = subscription?.lastWritten ? subscription : undefined;
    for (const other of this.#subscriptions.values()) {
      if (held) break;
      if (other.lastWritten) held = other;
    }
    if (!held?.lastWritten) return undefined;
    return `${held.channel.name} ${held.lastWritten.epoch} ${held.lastWritten.offset}`;
  }

  #disconnect(why: DisconnectName, detail?: string): void {
    if (this.#isClosed) return;
    this.host.metrics.disconnected(why);
    this.#end(DISCONNECT[why], detail);
  }

  #end(disconnect: Disconnect, detail: string | undefined): void {
    if (this.#isClosed) return; // a transport may report the loss of its socket from within `write`
    this.detach();
    this.transport.close(disconnect.code, reasonOf(disconnect, detail));
  }
}
