import type { Clock, Logger, Millis, Random } from '@binance-gateway/domain-types';
import { ConnectBudget } from './connect-budget.js';
import type { FrameSink } from './connection.js';
import { Lane } from './lane.js';
import type { LaneStatus, LaneTimes } from './lane-types.js';
import { type StreamMetrics, noStreamMetrics } from './metrics.js';

/** `idle`: nothing wanted. `degraded`: some connections are open, some are not. */
export type StreamsState = 'idle' | 'connecting' | 'live' | 'degraded' | 'closed';

export interface StreamListener extends FrameSink {
  /**
   * Continuity of these streams is lost: their next event does not follow the last one. Called at the loss,
   * and always before newer data of any of them.
   */
  onGap(names: readonly string[], reason: string): void;
  onState?(state: StreamsState): void;
}

export interface MarketStreamsOptions extends LaneTimes {
  /** Base of the market streams without a path: `wss://stream.binance.com:9443`. */
  readonly url: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly metrics?: StreamMetrics;
  readonly listener: StreamListener;
  /** Shared with the WebSocket API: the limit is the address's. */
  readonly connectBudget?: ConnectBudget;
  readonly maxStreamsPerConnection?: number;
  /** Names that are subscribed before all others, also after a loss. */
  readonly isUrgent?: (name: string) => boolean;
}

export interface MarketStreamsStatus {
  readonly state: StreamsState;
  readonly wanted: number;
  readonly confirmed: number;
  readonly connectAttempts: number;
  /** Above 0 while the exchange wants no connection from this address. */
  readonly blockedForMs: Millis;
  readonly connections: readonly LaneStatus[];
}

/** "A single connection can listen to a maximum of 1024 streams." */
const MAX_STREAMS = 1_024;

/**
 * Market streams of the exchange over as few connections as they need.
 * https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams
 */
export class MarketStreams {
  private readonly lanes: Lane[] = [];
  private readonly laneOf = new Map<string, Lane>();
  private readonly budget: ConnectBudget;
  private readonly metrics: StreamMetrics;
  private readonly maxStreams: number;
  private state: StreamsState = 'idle';

  constructor(private readonly options: MarketStreamsOptions) {
    this.budget = options.connectBudget ?? new ConnectBudget(options.clock);
    this.metrics = options.metrics ?? noStreamMetrics;
    this.maxStreams = options.maxStreamsPerConnection ?? MAX_STREAMS;
  }

  /** Names already subscribed are passed over. Returns at once; `status()` tells what is confirmed. */
  subscribe(names: readonly string[]): void {
    if (this.state === 'closed') return;
    for (const name of names) {
      if (this.laneOf.has(name)) continue;
      const lane = this.laneWithRoom();
      this.laneOf.set(name, lane);
      lane.add(name);
    }
  }

  unsubscribe(names: readonly string[]): void {
    for (const name of names) {
      const lane = this.laneOf.get(name);
      if (!lane) continue;
      this.laneOf.delete(name);
      lane.remove(name);
    }
  }

  /** Subscribes anew what is silent while its connection is alive. Its gap is announced. */
  renew(names: readonly string[]): void {
    for (const name of names) this.laneOf.get(name)?.renew(name);
  }

  /**
   * How long ago a stream was last known to be complete, at most: everything the exchange had sent of it by then
   * has been delivered. Undefined while no open connection has it confirmed. Cheap enough for each read.
   */
  silentMs(name: string): Millis | undefined {
    return this.laneOf.get(name)?.silentMs(name);
  }

  status(): MarketStreamsStatus {
    const connections = this.lanes.map((lane) => lane.status());
    return {
      state: this.state,
      wanted: this.laneOf.size,
      confirmed: connections.reduce((sum, c) => sum + c.confirmed, 0),
      connectAttempts: this.budget.used,
      blockedForMs: this.budget.blockedForMs,
      connections,
    };
  }

  async close(): Promise<void> {
    this.enter('closed');
    this.laneOf.clear();
    await Promise.all(this.lanes.map((lane) => lane.close()));
  }

  private laneWithRoom(): Lane {
    const found = this.lanes.find((lane) => lane.load < this.maxStreams);
    if (found) return found;
    const { listener, isUrgent } = this.options;
    const lane = new Lane({
      ...(isUrgent ? { isUrgent } : {}),
      id: this.lanes.length + 1,
      url: this.options.url,
      clock: this.options.clock,
      random: this.options.random,
      logger: this.options.logger,
      metrics: this.metrics,
      budget: this.budget,
      times: timesOf(this.options),
      events: {
        onFrame: listener.onFrame.bind(listener),
        onGap: (names, reason) => listener.onGap(names, reason),
        onStateChange: () => this.summarise(),
      },
    });
    this.lanes.push(lane);
    return lane;
  }

  private summarise(): void {
    if (this.state === 'closed') return;
    const wanted = this.lanes.filter((lane) => !lane.isIdle);
    const open = wanted.filter((lane) => lane.isOpen).length;
    if (wanted.length === 0) this.enter('idle');
    else if (open === wanted.length) this.enter('live');
    else this.enter(open === 0 ? 'connecting' : 'degraded');
  }

  private enter(state: StreamsState): void {
    if (this.state === state) return;
    this.state = state;
    this.options.listener.onState?.(state);
  }
}

function timesOf(options: LaneTimes): LaneTimes {
  const { connectTimeoutMs, livenessMs, replyTimeoutMs, maxAgeMs, idleMs, handoverMs } = options;
  return Object.fromEntries(
    Object.entries({ connectTimeoutMs, livenessMs, replyTimeoutMs, maxAgeMs, idleMs, handoverMs }).filter(
      ([, v]) => v !== undefined,
    ),
  );
}
