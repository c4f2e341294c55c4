// Installs what others made to test MCP servers (this folder has a lock file of its own) and runs the tests that use it:
// npx nx run gateway-e2e:mcp-suites. Without a registry it says so, and fails only in CI.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const here = import.meta.dirname;
const project = join(here, '..');
const lock = createHash('sha256')
  .update(readFileSync(join(here, 'package-lock.json')))
  .digest('hex');
const mark = join(here, 'node_modules', '.installed');

function install() {
  if (existsSync(mark) && readFileSync(mark, 'utf8') === lock) return true;
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: here,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (status === 0) writeFileSync(mark, lock);
  return status === 0;
}

if (!install()) {
  process.stderr.write(
    'The MCP suites could not be fetched from the package registry: none of them was run.\n',
  );
  process.exit(process.env.CI ? 1 : 0);
}
const jest = join(project, '../../node_modules/jest/bin/jest.js');
const { status } = spawnSync(
  process.execPath,
  [jest, '--config', join(project, 'suites.jest.mjs'), ...process.argv.slice(2)],
  { cwd: project, stdio: 'inherit' },
);
process.exit(status ?? 1);
