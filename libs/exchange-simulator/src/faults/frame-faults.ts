import { type Random, seededRandom } from '@binance-gateway/domain-types';
import { StreamFrame } from '../server/streams-frame.js';
import { alterDiff } from './alter-diff.js';
import { mergeDiffs } from './merge-diffs.js';

/** What may happen to the next frames of a stream on their way out. */
export const FRAME_FAULTS = ['drop', 'duplicate', 'swap', 'overlap', 'alter'] as const;
/**
 * `overlap`: a diff is sent, and its changes once more inside the next one, whose `U` goes back to them. `alter`: a diff is
 * sent with a wrong price in it.
 */
export type FrameFault = (typeof FRAME_FAULTS)[number];

/** Chances of each kind of damage, from 0 to 1, for every frame of a stream. */
export type FrameChances = Partial<Record<FrameFault, number>>;

interface Plan {
  readonly fault: FrameFault;
  left: number;
}

interface Dice {
  readonly chances: FrameChances;
  readonly random: Random;
}

/** Stands for every stream. */
export const ALL_STREAMS = '*';

/** Damage on demand: the frames leave as told, the streams themselves go on unharmed. */
export class FrameFaults {
  private readonly plans = new Map<string, Plan[]>();
  private readonly dice = new Map<string, Dice>();
  private readonly late = new Map<string, StreamFrame>();
  private readonly sent = new Map<string, StreamFrame>();
  private readonly waiting = new Map<string, StreamFrame[]>();
  private readonly silent = new Set<string>();

  plan(name: string, fault: FrameFault, count: number): void {
    const plans = this.plans.get(name) ?? [];
    plans.push({ fault, left: count });
    this.plans.set(name, plans);
  }

  /** Random damage until `calm`; the same seed and frames give the same damage. */
  roll(name: string, chances: FrameChances, seed: number): void {
    this.dice.set(name, { chances, random: seededRandom(seed) });
  }

  calm(name: string): void {
    this.dice.delete(name);
  }

  silence(name: string, isSilent: boolean): void {
    if (isSilent) this.silent.add(name);
    else this.silent.delete(name);
  }

  /** Frames wait until `release`. */
  hold(name: string): void {
    if (!this.waiting.has(name)) this.waiting.set(name, []);
  }

  /** @returns the frames that waited, oldest first */
  release(name: string): readonly StreamFrame[] {
    const frames = this.waiting.get(name) ?? [];
    this.waiting.delete(name);
    return frames;
  }

  clear(): void {
    for (const state of [this.plans, this.dice, this.late, this.sent, this.waiting, this.silent])
      state.clear();
  }

  get areNone(): boolean {
    return [this.plans, this.dice, this.late, this.sent, this.waiting, this.silent].every(
      (state) => state.size === 0,
    );
  }

  /** @returns what is to be sent now instead of the frame */
  apply(frame: StreamFrame): readonly StreamFrame[] {
    const { name } = frame;
    if (this.silent.has(name) || this.silent.has(ALL_STREAMS)) return [];
    const waiting = this.waiting.get(name);
    if (waiting) {
      waiting.push(frame);
      return [];
    }
    const before = this.sent.get(name);
    if (before) {
      this.sent.delete(name);
      return [new StreamFrame(name, mergeDiffs(before.raw.toString('utf8'), frame.raw.toString('utf8')))];
    }
    const late = this.late.get(name);
    if (late) {
      this.late.delete(name);
      return [frame, late];
    }
    return this.damage(frame, this.next(name) ?? this.next(ALL_STREAMS) ?? this.chance(name));
  }

  private damage(frame: StreamFrame, fault: FrameFault | undefined): readonly StreamFrame[] {
    switch (fault) {
      case 'drop':
        return [];
      case 'duplicate':
        return [frame, frame];
      case 'swap':
        this.late.set(frame.name, frame);
        return [];
      case 'overlap':
        this.sent.set(frame.name, frame);
        return [frame];
      case 'alter':
        return [new StreamFrame(frame.name, alterDiff(frame.raw.toString('utf8')))];
      default:
        return [frame];
    }
  }

  private next(name: string): FrameFault | undefined {
    const plans = this.plans.get(name);
    const plan = plans?.[0];
    if (!plans || !plan) return undefined;
    plan.left -= 1;
    if (plan.left <= 0) plans.shift();
    if (plans.length === 0) this.plans.delete(name);
    return plan.fault;
  }

  private chance(name: string): FrameFault | undefined {
    const dice = this.dice.get(name) ?? this.dice.get(ALL_STREAMS);
    if (!dice) return undefined;
    let left = dice.random();
    return FRAME_FAULTS.find((fault) => (left -= dice.chances[fault] ?? 0) < 0);
  }
}
