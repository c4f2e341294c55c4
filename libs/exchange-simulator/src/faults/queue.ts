import type { Random } from '@binance-gateway/domain-types';
import type { Fault, FaultEffect, FaultMatch } from './effects.js';

export interface RequestShape {
  readonly transport: 'rest' | 'ws';
  readonly method: string;
  readonly path: string;
  readonly symbol?: string | undefined;
}

interface Entry {
  readonly fault: Fault;
  toSkip: number;
  left: number;
}

/** The faults still to come, in the order they were injected. */
export class FaultQueue {
  private readonly entries: Entry[] = [];

  constructor(private readonly random: Random) {}

  /** @returns takes the rest of the fault back */
  inject(fault: Fault): () => void {
    const entry = { fault, toSkip: fault.skip ?? 0, left: fault.times ?? 1 };
    this.entries.push(entry);
    return () => this.remove(entry);
  }

  clear(): void {
    this.entries.length = 0;
  }

  /** Will the fault still hit anything? */
  has(fault: Fault): boolean {
    return this.entries.some((entry) => entry.fault === fault);
  }

  /** The first fault that hits this request, spent by one. */
  take(request: RequestShape): FaultEffect | undefined {
    for (const entry of this.entries) {
      if (!matches(entry.fault.match, request)) continue;
      if (entry.toSkip > 0) {
        entry.toSkip -= 1;
        continue;
      }
      const { chance = 1, effect } = entry.fault;
      if (chance < 1 && this.random() >= chance) continue;
      entry.left -= 1;
      if (entry.left <= 0) this.remove(entry);
      return effect;
    }
    return undefined;
  }

  private remove(entry: Entry): void {
    const index = this.entries.indexOf(entry);
    if (index >= 0) this.entries.splice(index, 1);
  }
}

function matches(match: FaultMatch | undefined, request: RequestShape): boolean {
  if (!match) return true;
  return (['transport', 'method', 'path', 'symbol'] as const).every(
    (name) => match[name] === undefined || match[name] === request[name],
  );
}
