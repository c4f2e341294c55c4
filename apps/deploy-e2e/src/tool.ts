import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** The workspace. */
export const ROOT = join(import.meta.dirname, '../../..');
export const DEPLOY = join(ROOT, 'deploy');

/** Programs of other people that these tests run. Debian's packages have them; `.ci/run` gets them. */
export type Tool = 'caddy' | 'promtool';

const PACKAGES: Readonly<Record<Tool, string>> = { caddy: 'caddy', promtool: 'prometheus' };

/**
 * Tests that need a program. Without it they are skipped and say so; with REQUIRE_TOOLS set they fail.
 */
export function describeWithTool(tool: Tool, title: string, tests: () => void): void {
  const isThere = spawnSync(tool, ['--version']).error === undefined;
  if (isThere) describe(title, tests);
  else if (process.env['REQUIRE_TOOLS']) {
    it(`${title}: needs ${tool}`, () => {
      throw new Error(`${tool} is not installed: apt-get install ${PACKAGES[tool]}`);
    });
  } else describe.skip(`${title} (apt-get install ${PACKAGES[tool]})`, tests);
}

/** What a program says, both outputs, and its exit code. */
export function run(tool: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const { status, stdout, stderr } = spawnSync(tool, args, {
    cwd: ROOT,
    env: { ...process.env, ...env },
    encoding: 'utf8',
  });
  return { status, output: stdout + stderr };
}
