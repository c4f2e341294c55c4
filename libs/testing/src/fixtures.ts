import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';

const WORKSPACE_ROOT = join(import.meta.dirname, '../../..');

/** Where the recordings are; a relative FIXTURES_DIR counts from the workspace root. */
export function fixturesDir(): string {
  return resolve(WORKSPACE_ROOT, process.env['FIXTURES_DIR'] ?? '../shared/fixtures');
}

/** Absolute path of a recorded file, e.g. `fixture('ws/btcusdt_20240808_first20s.jsonl')`. */
export function fixture(name: string): string {
  return join(fixturesDir(), name);
}

/** A suite on recorded data. Where the data is absent it is skipped, and says so in the report. */
export function describeWithFixtures(name: string, suite: () => void): void {
  if (existsSync(fixturesDir())) {
    describe(name, suite);
    return;
  }
  describe(name, () => {
    it.skip(`skipped: no recorded data at FIXTURES_DIR (${fixturesDir()})`, () => undefined);
  });
}

/** Lines of a text file, unpacked when its name ends in .gz. */
export function readLines(path: string): string[] {
  const bytes = readFileSync(path);
  const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

export function readJsonl<T = Record<string, unknown>>(path: string): T[] {
  return readLines(path).map((line) => JSON.parse(line) as T);
}
