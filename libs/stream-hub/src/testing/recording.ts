import { FakeClock } from '@binance-gateway/testing';
import type { Broker } from '../broker.js';
import type { Client, Format, GapPolicy } from '../client.js';
import { Hub } from '../hub.js';
import type { HubLimits } from '../limits.js';
import type { HubMetrics } from '../metrics.js';
import type { Transport } from '../transport.js';

/** A transport whose socket takes bytes only when the test says so. */
export class RecordingTransport implements Transport {
  readonly frames: string[] = [];
  /** Sizes of the calls of `write`. */
  readonly batches: number[] = [];
  closed: { code: number; reason: string } | undefined;
  bufferedAmount = 0;
  isPaused = false;

  write(frames: readonly Buffer[]): void {
    this.batches.push(frames.length);
    for (const frame of frames) {
      this.frames.push(frame.toString());
      if (this.isPaused) this.bufferedAmount += frame.length;
    }
  }

  close(code: number, reason: string): void {
    this.closed = { code, reason };
  }

  resume(): void {
    this.isPaused = false;
    this.bufferedAmount = 0;
  }

  json(): Record<string, unknown>[] {
    return this.frames.map((frame) => JSON.parse(frame) as Record<string, unknown>);
  }
}

/** A broker that remembers what it was asked for. */
export class RecordingBroker implements Broker {
  readonly calls: string[] = [];
  readonly active = new Set<string>();

  subscribe(names: readonly string[]): void {
    for (const name of names) {
      this.calls.push(`+${name}`);
      this.active.add(name);
    }
  }

  unsubscribe(names: readonly string[]): void {
    for (const name of names) {
      this.calls.push(`-${name}`);
      this.active.delete(name);
    }
  }
}

/** A hub whose turns end when the test says so. */
export class HubBench {
  readonly clock = new FakeClock();
  readonly broker = new RecordingBroker();
  readonly counted: string[] = [];
  readonly hub: Hub;
  #turnEnds: (() => void)[] = [];
  #epochs = 0;

  constructor(limits: Partial<HubLimits> = {}) {
    const metrics: HubMetrics = {
      disconnected: (why) => this.counted.push(`disconnected ${why}`),
      gap: () => this.counted.push('gap'),
      conflated: () => this.counted.push('conflated'),
      resumed: (recovered) => this.counted.push(`resumed ${recovered}`),
      tapFailed: () => this.counted.push('tapFailed'),
    };
    this.hub = new Hub({
      broker: this.broker,
      clock: this.clock,
      ids: () => `e${++this.#epochs}`,
      limits,
      metrics,
      schedule: (callback) => this.#turnEnds.push(callback),
    });
  }

  attach(format: Format = 'raw', onGap?: GapPolicy): { client: Client; transport: RecordingTransport } {
    const transport = new RecordingTransport();
    const client = this.hub.attach(transport, onGap ? { format, onGap } : { format });
    return { client, transport };
  }

  publish(name: string, ...messages: unknown[]): void {
    for (const message of messages) this.hub.publish(name, Buffer.from(JSON.stringify(message)));
  }

  endTurn(): void {
    const callbacks = this.#turnEnds;
    this.#turnEnds = [];
    for (const callback of callbacks) callback();
  }
}
