// Installs the clients as their lock says, unless that was done: npm ci would begin anew each time.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const here = import.meta.dirname;
const stamp = join(here, 'node_modules/.installed');
const lock = createHash('sha256')
  .update(readFileSync(join(here, 'package-lock.json')))
  .digest('hex');
if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) process.exit(0);
// the clients are code of others: nothing of them runs while they are installed
const args = ['ci', '--no-workspaces', '--ignore-scripts', '--no-audit', '--no-fund'];
const { status } = spawnSync('npm', args, {
  cwd: here,
  stdio: 'inherit',
  shell: process.platform === 'win32',
});
if (status === 0) writeFileSync(stamp, lock);
process.exit(status ?? 1);
