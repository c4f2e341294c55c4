import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Outcome } from './scenarios.js';
import type { Target } from './targets.js';

const CLIENTS = join(import.meta.dirname, '../clients');

/** Runs scenarios with one client in a process of its own. @returns their outcomes by id */
export async function runClient(
  client: string,
  target: Target,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Outcome>> {
  const child = spawn(process.execPath, ['run-client.mjs', client], {
    cwd: CLIENTS,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.end(JSON.stringify({ target, ids }));
  const [said, complained] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  const outcomes = said
    .split('\n')
    // clients talk too
    .filter((line) => line.startsWith('{"id":'))
    .map((line) => JSON.parse(line) as Outcome);
  const failed = outcomes.find(({ id }) => id === '*');
  if (failed || outcomes.length < ids.length) {
    throw new Error(`${client} did not run: ${failed?.error ?? complained.slice(-2_000)}`);
  }
  return new Map(outcomes.map((outcome) => [outcome.id, outcome]));
}
