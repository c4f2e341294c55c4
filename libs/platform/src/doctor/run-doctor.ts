import { systemClock, systemRandom } from '@binance-gateway/domain-types';
import type { AppName } from '../config/load-config.js';
import { diagnose } from './doctor.js';
import { findingText } from './finding.js';

const print = (text: string): void => void process.stdout.write(`${text}\n`);

/**
 * Looks at everything the app needs and prints what it finds: a line each, or one JSON document for scripts.
 * @returns the exit code
 */
export async function runDoctor(app: AppName, { json = false } = {}): Promise<number> {
  // the timers of the clock do not keep a process alive, and here nothing else does
  const alive = setInterval(() => undefined, 60_000);
  const { findings, exitCode } = await diagnose({
    app,
    clock: systemClock,
    random: systemRandom,
    ...(json ? {} : { onFinding: (finding) => print(findingText(finding)) }),
  }).finally(() => clearInterval(alive));
  if (json) print(JSON.stringify({ ok: exitCode === 0, findings }, null, 2));
  return exitCode;
}
