// Preloaded into a process (node --import): what it takes for the time is the number in the file SIMULATED_CLOCK, which
// other processes read too. Timers go by the real clock.
import { readFileSync } from 'node:fs';

const file = process.env.SIMULATED_CLOCK;
let last = NaN;
const now = () => {
  // the file is empty for a moment when it is written
  last = Number(readFileSync(file, 'utf8') || last);
  return last;
};
const start = now();

globalThis.Date = class extends Date {
  constructor(...parts) {
    if (parts.length === 0) super(now());
    else super(...parts);
  }

  static now() {
    return now();
  }
};
performance.now = () => now() - start;
