import type { StreamFrame } from './streams-frame.js';

/** What may happen to the next frames of a stream on their way out. */
export type FrameFault = 'drop' | 'duplicate' | 'swap';

interface Plan {
  readonly fault: FrameFault;
  left: number;
}

/** Damage on demand: the frames leave as told, the streams themselves go on unharmed. */
export class FrameFaults {
  private readonly plans = new Map<string, Plan[]>();
  private readonly held = new Map<string, StreamFrame>();
  private readonly silent = new Set<string>();

  plan(name: string, fault: FrameFault, count: number): void {
    const plans = this.plans.get(name) ?? [];
    plans.push({ fault, left: count });
    this.plans.set(name, plans);
  }

  silence(name: string, isSilent: boolean): void {
    if (isSilent) this.silent.add(name);
    else this.silent.delete(name);
  }

  clear(): void {
    this.plans.clear();
    this.held.clear();
    this.silent.clear();
  }

  get areNone(): boolean {
    return this.plans.size === 0 && this.held.size === 0 && this.silent.size === 0;
  }

  /** @returns what is to be sent now instead of the frame */
  apply(frame: StreamFrame): readonly StreamFrame[] {
    if (this.silent.has(frame.name)) return [];
    const held = this.held.get(frame.name);
    if (held) {
      this.held.delete(frame.name);
      return [frame, held];
    }
    switch (this.next(frame.name)) {
      case 'drop':
        return [];
      case 'duplicate':
        return [frame, frame];
      case 'swap':
        this.held.set(frame.name, frame);
        return [];
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
}
