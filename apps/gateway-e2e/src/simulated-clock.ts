import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Clock, systemClock } from '@binance-gateway/domain-types';

const PRELOAD = pathToFileURL(join(import.meta.dirname, 'preload-clock.mjs')).href;

/** One time for an exchange in this process and for processes beside it: it stands still until it is advanced. */
export class SimulatedClock implements Clock {
  /** For the environment of a process that shall share the time. */
  readonly env: Readonly<Record<string, string>>;

  constructor(
    private readonly file: string,
    private time = Date.UTC(2026, 0, 15, 10, 30, 15, 250),
  ) {
    this.env = { SIMULATED_CLOCK: file, NODE_OPTIONS: `--import=${PRELOAD}` };
    this.advance(0);
  }

  advance(ms: number): void {
    this.time += ms;
    writeFileSync(this.file, String(this.time));
  }

  now(): number {
    return this.time;
  }

  monotonic(): number {
    return this.time;
  }

  setTimeout(callback: () => void, delayMs: number): object {
    return systemClock.setTimeout(callback, delayMs);
  }

  clearTimeout(handle: object | undefined): void {
    systemClock.clearTimeout(handle);
  }
}
