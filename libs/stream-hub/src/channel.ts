import type { StreamTraits } from '@binance-gateway/domain-types';
import type { Client } from './client.js';
import {
  combinedHead,
  envelopeHead,
  gapNotice,
  type Position,
  resumeNotice,
  wrapCombined,
  wrapEnvelope,
} from './envelope.js';
import { History, type HistoryPool } from './history.js';
import type { HubLimits } from './limits.js';
import type { SequenceGuard } from './sequence-guard.js';
import type { Source } from './source.js';
import type { OnTapFailure } from './tap-failure.js';
import type { Subscription } from './subscription.js';

/** A reader inside the process: an order book, a cache. Called synchronously; keep it short. */
export interface Tap {
  /** The payload, without the combined envelope. Shared: never change it. */
  onMessage(payload: Buffer): void;
  /** Events were lost before the next message. */
  onGap?(reason: string): void;
}

export interface ChannelOptions {
  readonly name: string;
  readonly traits: StreamTraits;
  readonly source: Source | undefined;
  readonly limits: HubLimits;
  readonly histories: HistoryPool;
  /** Makes the ids of epochs. */
  readonly ids: () => string;
  /** Watches over the ids in its messages, where they have any. */
  readonly guard: SequenceGuard | undefined;
  /** A hole that nobody had announced was found in the stream. */
  readonly onHole: () => void;
  readonly onTapFailure: OnTapFailure;
}

/** One stream name: its readers, its position, and what a returning reader may have missed. */
export class Channel {
  readonly name: string;
  readonly traits: StreamTraits;
  readonly source: Source | undefined;
  offset = 0;
  epoch: string;
  #raw: Subscription[] = [];
  #combined: Subscription[] = [];
  #envelope: Subscription[] = [];
  #taps: readonly Tap[] = [];
  /** Of these, those that do not keep the channel open. */
  #bystanders = 0;
  /** Set while `publish` walks the lists: a change meanwhile goes to a copy. */
  #walking = false;
  readonly #guard: SequenceGuard | undefined;
  #envelopeHead: Buffer;
  #combinedHead: Buffer | undefined;
  /** From the first enveloped reader on: nobody else can know a position to come back with. */
  #history: History | undefined;

  constructor(private readonly options: ChannelOptions) {
    this.name = options.name;
    this.traits = options.traits;
    this.source = options.source;
    this.epoch = options.ids();
    this.#guard = options.guard;
    this.#envelopeHead = envelopeHead(this.name, this.epoch);
  }

  get position(): Position {
    return { epoch: this.epoch, offset: this.offset };
  }

  get readers(): number {
    return (
      this.#raw.length + this.#combined.length + this.#envelope.length + this.#taps.length - this.#bystanders
    );
  }

  /**
   * Hands the same bytes to every reader. `combined` is the frame as it came from upstream, if it is
   * known to be `{"stream":<name>,"data":<payload>}`. What has been told already is dropped, a hole is announced.
   * @returns the number of clients it went to
   */
  publish(payload: Buffer, combined?: Buffer): number {
    const guard = this.#guard;
    if (guard !== undefined) {
      const continuity = guard.judge(payload);
      if (continuity === 'repeat') return 0;
      if (continuity === 'hole') this.#announceHole(guard.reason);
    }
    this.offset++;
    if (this.#history) this.#history.push(payload);
    this.#walking = true;
    const raw = this.#raw;
    if (raw.length > 0) deliver(raw, payload);
    const inCombined = this.#combined;
    if (inCombined.length > 0) deliver(inCombined, combined ?? this.#wrapCombined(payload));
    const enveloped = this.#envelope;
    if (enveloped.length > 0) deliver(enveloped, wrapEnvelope(this.#envelopeHead, this.offset, payload));
    this.#walking = false;
    const taps = this.#taps;
    for (let i = 0; i < taps.length; i++) {
      try {
        (taps[i] as Tap).onMessage(payload);
      } catch (error) {
        this.options.onTapFailure(this.name, error);
      }
    }
    return raw.length + inCombined.length + enveloped.length;
  }

  /** Starts a new epoch and tells whoever reads a sequence. Clients that cannot be told are closed. */
  gap(reason: string): void {
    this.#guard?.reset();
    this.#beginEpoch(reason);
  }

  /** The stream is over: whoever reads it is told and leaves. */
  end(reason: string): void {
    const readers = [...this.#raw, ...this.#combined, ...this.#envelope];
    for (const subscription of readers) subscription.client.onEnd(subscription, reason);
    this.gap(reason);
  }

  /** Nobody reads it any more, and nobody will. */
  retire(): void {
    this.#history?.release();
    this.#history = undefined;
  }

  #announceHole(reason: string): void {
    this.options.onHole();
    this.#beginEpoch(reason);
  }

  #beginEpoch(reason: string): void {
    const before = this.position;
    this.epoch = this.options.ids();
    this.offset = 0;
    this.#envelopeHead = envelopeHead(this.name, this.epoch);
    this.#history?.clear();
    if (this.traits.sequenced) {
      const healsItself = this.source?.snapshot !== undefined;
      if (this.#envelope.length > 0) {
        const notice = gapNotice(this.name, this.epoch, reason);
        for (const subscription of this.#envelope.slice()) {
          subscription.client.enqueue(notice, subscription, before);
        }
      }
      if (!healsItself) {
        for (const { client } of this.#raw.slice()) client.onGap(this, reason);
        for (const { client } of this.#combined.slice()) client.onGap(this, reason);
      }
    }
    for (const tap of this.#taps) {
      try {
        tap.onGap?.(reason);
      } catch (error) {
        this.options.onTapFailure(this.name, error);
      }
    }
  }

  /** Adds a client; what it needs before the next publication is in its queue when this returns. */
  join(subscription: Subscription, resume: Position | undefined): boolean | undefined {
    const { client } = subscription;
    this.#change(client, (list) => {
      subscription.index = list.length;
      list.push(subscription);
    });
    if (client.format === 'envelope') this.#history ??= this.#newHistory();
    if (resume === undefined) {
      const snapshot = this.source?.snapshot?.(this.name);
      if (snapshot) client.enqueue(this.#wrap(client, this.offset, snapshot));
      return undefined;
    }
    return this.#resume(subscription, resume);
  }

  leave(subscription: Subscription): void {
    if (subscription.index < 0) return;
    this.#change(subscription.client, (list) => {
      const last = list.pop() as Subscription;
      if (last !== subscription) {
        list[subscription.index] = last;
        last.index = subscription.index;
      }
    });
    subscription.index = -1;
  }

  addTap(tap: Tap): void {
    this.#taps = [...this.#taps, tap];
  }

  removeTap(tap: Tap): void {
    this.#taps = this.#taps.filter((other) => other !== tap);
  }

  /** A tap that hears what there is and is no reader. */
  addBystander(tap: Tap): void {
    this.addTap(tap);
    this.#bystanders++;
  }

  removeBystander(tap: Tap): void {
    this.removeTap(tap);
    this.#bystanders--;
  }

  #resume(subscription: Subscription, from: Position): boolean {
    const { client } = subscription;
    const missed = from.epoch === this.epoch ? this.#history?.last(this.offset - from.offset) : undefined;
    if (missed) {
      client.enqueue(resumeNotice(this.name, from, true), subscription, from);
      for (const [i, payload] of missed.entries()) {
        const before = { epoch: this.epoch, offset: from.offset + i };
        client.enqueue(this.#wrap(client, before.offset + 1, payload), subscription, before);
      }
      return true;
    }
    client.enqueue(resumeNotice(this.name, this.position, false), subscription, from);
    const snapshot =
      this.source?.snapshot?.(this.name) ?? (this.traits.sequenced ? undefined : this.#history?.last(1)?.[0]);
    if (snapshot) client.enqueue(this.#wrap(client, this.offset, snapshot), subscription, from);
    return false;
  }

  #newHistory(): History {
    const { historyFrames, historyBytes } = this.options.limits;
    return new History(this.traits.conflatable ? 1 : historyFrames, historyBytes, this.options.histories);
  }

  #wrap(client: Client, offset: number, payload: Buffer): Buffer {
    if (client.format === 'raw') return payload;
    if (client.format === 'combined') return this.#wrapCombined(payload);
    return wrapEnvelope(this.#envelopeHead, offset, payload);
  }

  #wrapCombined(payload: Buffer): Buffer {
    this.#combinedHead ??= combinedHead(this.name);
    return wrapCombined(this.#combinedHead, payload);
  }

  #change(client: Client, edit: (list: Subscription[]) => void): void {
    const own = (list: Subscription[]): Subscription[] => (this.#walking ? list.slice() : list);
    if (client.format === 'raw') edit((this.#raw = own(this.#raw)));
    else if (client.format === 'combined') edit((this.#combined = own(this.#combined)));
    else edit((this.#envelope = own(this.#envelope)));
  }
}

function deliver(readers: readonly Subscription[], frame: Buffer): void {
  const size = frame.length;
  for (let i = 0; i < readers.length; i++) {
    const subscription = readers[i] as Subscription;
    subscription.client.offer(frame, size, subscription);
  }
}
