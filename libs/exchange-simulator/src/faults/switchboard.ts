import { brief } from '../shape.js';
import { ControlError, Fields } from '../control/fields.js';
import { CONNECTION_SWITCHES } from './connection-switches.js';
import { EXCHANGE_SWITCHES } from './exchange-switches.js';
import { REQUEST_SWITCHES } from './request-switches.js';
import { STREAM_SWITCHES } from './stream-switches.js';
import type { FaultSwitch, FaultTargets, Standing } from './switch.js';

/** Every fault by name. docs/simulator.md has an example of each. */
export const FAULT_SWITCHES: readonly FaultSwitch[] = [
  ...REQUEST_SWITCHES,
  ...EXCHANGE_SWITCHES,
  ...STREAM_SWITCHES,
  ...CONNECTION_SWITCHES,
];

const BY_NAME = new Map(FAULT_SWITCHES.map((row) => [row.name, row]));

/** A fault that was switched on. */
export interface ActiveFault {
  readonly id: number;
  readonly fault: string;
  readonly settings: Readonly<Record<string, unknown>>;
  /** Already over when it did all it does at once (`killStreams`). */
  readonly isStanding: boolean;
}

/** Switches faults on and off by name. */
export class Switchboard {
  private readonly standing = new Map<number, { readonly row: ActiveFault; readonly fault: Standing }>();
  private lastId = 0;

  constructor(private readonly targets: FaultTargets) {}

  /**
   * @param settings members of the fault's row in the table
   * @throws ControlError 400 for an unknown fault or setting; nothing has happened then
   */
  start(fault: string, settings: Readonly<Record<string, unknown>> = {}): ActiveFault {
    const row = BY_NAME.get(fault);
    if (!row)
      throw new ControlError(
        400,
        `no fault ${JSON.stringify(brief(fault))}; GET /control/faults lists them`,
        'fault',
      );
    const fields = Fields.of(settings);
    const start = row.read(fields);
    fields.end();
    const standing = start(this.targets);
    const active = { id: ++this.lastId, fault, settings, isStanding: standing !== undefined };
    if (standing) this.standing.set(active.id, { row: active, fault: standing });
    return active;
  }

  /** What still stands, oldest first. */
  active(): ActiveFault[] {
    for (const [id, { fault }] of this.standing) if (fault.isOver?.()) this.standing.delete(id);
    return Array.from(this.standing.values(), ({ row }) => row);
  }

  /** @returns false when there is no such fault any more */
  stop(id: number): boolean {
    const entry = this.standing.get(id);
    if (!entry) return false;
    this.standing.delete(id);
    entry.fault.end();
    return true;
  }

  /** Takes everything back: named faults, injected ones, damage planned for streams and user events. */
  clear(): void {
    for (const id of [...this.standing.keys()]) this.stop(id);
    const { faults, rateLimits, streams, userEvents, snapshots, wsApi } = this.targets;
    faults.clear();
    rateLimits.liftBans();
    streams.clearFaults();
    userEvents.clearFaults();
    snapshots.thaw();
    wsApi.refuseConnections(undefined);
  }
}
