// Runs every test of the workspace and ends with one line of totals. Extra arguments go to Nx,
// for example: npm test -- --skip-nx-cache
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';

const root = join(import.meta.dirname, '../..');
const projects = ['apps', 'libs', 'tools'].flatMap((group) =>
  readdirSync(join(root, group)).map((name) => join(root, group, name)),
);
const totalsFile = (project) => join(project, 'test-output', 'totals.json');
for (const project of projects) rmSync(totalsFile(project), { force: true });

const nx = join(root, 'node_modules/nx/dist/bin/nx.js');
const nxBin = existsSync(nx) ? nx : join(root, 'node_modules/nx/bin/nx.js');
// clients-e2e installs other people's clients first: ci runs it by itself
const args = [
  'run-many',
  ...['-t', 'test', 'e2e', '--exclude=clients-e2e', '--output-style=stream'],
  ...process.argv.slice(2),
];
const run = spawnSync(process.execPath, [nxBin, ...args], { cwd: root, stdio: 'inherit' });

const totals = { passed: 0, failed: 0, skipped: 0 };
const failures = [];
for (const project of projects) {
  if (!existsSync(totalsFile(project))) continue;
  const counted = JSON.parse(readFileSync(totalsFile(project), 'utf8'));
  for (const key of Object.keys(totals)) totals[key] += counted[key];
  for (const failure of counted.failures) failures.push({ ...failure, project: relative(root, project) });
}
const status = run.status ?? 1;
if (status !== 0 && totals.failed === 0) totals.failed = 1; // a suite that could not even start is a failure
// Once more at the end: in ten thousand lines nobody finds the one that failed.
for (const { project, file, name, message } of failures)
  console.log(`\nFAILED ${project}/${file}: ${name}\n${message.replace(/^/gm, '  ')}`);
console.log(`\n${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
process.exit(totals.passed === 0 ? 1 : status);
