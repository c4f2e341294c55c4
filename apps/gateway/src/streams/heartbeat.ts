import type { Clock, TimerHandle } from '@binance-gateway/domain-types';

export interface Pinged {
  ping(): void;
  /** Two pings in a row were not answered. */
  onDead(): void;
  /**
   * Bytes the network has taken of a socket that is backed up; undefined while none wait. A slow reader gets to
   * our ping minutes late, but what it takes meanwhile is a sign of life.
   */
  drained(): number | undefined;
}

export const PING_INTERVAL_MS = 30_000;
/** Unanswered pings that end a connection: it is dead 60 s after the last sign of life. */
export const MISSED_PINGS = 2;
/** Ten thousand pings in one go would hold up the event loop for tens of milliseconds. */
const SLOTS = 30;

/** One connection's place on the wheel. */
export class Pulse {
  unanswered = 0;
  drained: number | undefined;

  constructor(
    readonly target: Pinged,
    readonly slot: Set<Pulse>,
  ) {}

  /** A pong or a message came. */
  beat(): void {
    this.unanswered = 0;
  }

  stop(): void {
    this.slot.delete(this);
  }
}

/**
 * Pings every connection each 30 s from one timer. The connections sit on a wheel of 30 slots, one slot a
 * second. Turns are counted, not milliseconds: a process that was suspended does not take its clients for dead.
 */
export class Heartbeat {
  private readonly wheel = Array.from({ length: SLOTS }, () => new Set<Pulse>());
  private nextSlot = 0;
  private timer: TimerHandle | undefined;

  constructor(private readonly clock: Clock) {}

  /** Puts a connection into the emptiest slot. */
  start(target: Pinged): Pulse {
    const slot = this.wheel.reduce((emptiest, other) => (other.size < emptiest.size ? other : emptiest));
    const pulse = new Pulse(target, slot);
    slot.add(pulse);
    this.timer ??= this.schedule();
    return pulse;
  }

  stop(): void {
    this.clock.clearTimeout(this.timer);
    this.timer = undefined;
  }

  private schedule(): TimerHandle {
    return this.clock.setTimeout(this.turn, PING_INTERVAL_MS / SLOTS);
  }

  private readonly turn = (): void => {
    const slot = this.wheel[this.nextSlot] as Set<Pulse>;
    this.nextSlot = (this.nextSlot + 1) % SLOTS;
    for (const pulse of [...slot]) {
      const drained = pulse.target.drained();
      if (drained !== undefined && pulse.drained !== undefined && drained > pulse.drained) pulse.beat();
      pulse.drained = drained;
      if (pulse.unanswered >= MISSED_PINGS) {
        pulse.stop();
        pulse.target.onDead();
        continue;
      }
      pulse.unanswered++;
      pulse.target.ping();
    }
    this.timer = this.wheel.some((pulses) => pulses.size > 0) ? this.schedule() : undefined;
  };
}
