import type { Fields } from '../control/fields.js';
import type { RateLimits } from '../server/rate-limits.js';
import type { SimulatorServer } from '../server/simulator-server.js';
import type { StreamsServer } from '../server/streams.js';
import type { UserEvents } from '../server/user-events.js';
import type { WsApiServer } from '../server/ws-api-server.js';
import type { SkewedClock } from '../skewed-clock.js';
import type { FaultQueue } from './queue.js';
import type { StaleSnapshots } from './stale-snapshots.js';

/** What the switches act on. */
export interface FaultTargets {
  readonly faults: FaultQueue;
  readonly rateLimits: RateLimits;
  readonly clock: SkewedClock;
  readonly server: SimulatorServer;
  readonly wsApi: WsApiServer;
  readonly userEvents: UserEvents;
  readonly streams: StreamsServer;
  readonly snapshots: StaleSnapshots;
}

/** A fault that stands until it is spent or taken back. */
export interface Standing {
  /** Absent: until it is taken back. */
  isOver?(): boolean;
  end(): void;
}

export type FaultGroup = 'requests' | 'limits and clock' | 'user data' | 'streams' | 'connections';

/** One row of the table of faults: what `POST /control/faults` takes by name. */
export interface FaultSwitch {
  readonly name: string;
  readonly group: FaultGroup;
  readonly meaning: string;
  /** Members of the body besides `fault`, with what they mean. */
  readonly fields: Readonly<Record<string, string>>;
  /** A body that works as it is. */
  readonly example: Readonly<Record<string, unknown>>;
  /**
   * Reads the members, then returns what starts the fault.
   * @throws ControlError
   */
  read(fields: Fields): (targets: FaultTargets) => Standing | void;
}
