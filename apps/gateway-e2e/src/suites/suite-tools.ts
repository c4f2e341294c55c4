import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Where suites/run.mjs has installed what these tests need. */
export const SUITES = join(import.meta.dirname, '../../suites');
const BIN = join(SUITES, 'node_modules/.bin');

/** The suites need Node 22 or later, the server is tested with the Node that runs the tests. */
const nodeFor = (): string => {
  const installed = join(BIN, 'node');
  if (existsSync(installed)) return installed;
  if (Number(process.versions.node.split('.')[0]) >= 22) return process.execPath;
  throw new Error(
    `the MCP suites need Node 22 or later, and there is none for ${process.platform} in ${BIN}`,
  );
};

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command of the suites to its end. */
export async function runSuite(
  command: 'conformance' | 'mcp-inspector',
  args: readonly string[],
): Promise<Finished> {
  const env = { ...process.env, PATH: [BIN, process.env['PATH']].join(delimiter) };
  const child = spawn(nodeFor(), [join(BIN, command), ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve);
  });
  return { code, stdout, stderr };
}
