import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { McpUnderTest, TOKENS } from './testing/mcp-under-test.js';

const ROOT = join(__dirname, '../../..');

describe('the examples', () => {
  const run = async (script: string, args: string[], env: Record<string, string>): Promise<string> => {
    const path = join(ROOT, 'examples', script);
    const { stdout } = await promisify(execFile)(process.execPath, [path, ...args], { cwd: ROOT, env });
    return stdout;
  };

  it('work over HTTP', async () => {
    const mcp = await McpUnderTest.start();
    try {
      const env = { MCP_URL: mcp.url, MCP_TOKEN: TOKENS.reader };
      const http = await run('mcp-http.mjs', ['ETHUSDT', '--once'], env);
      expect(http).toMatch(/\d+ tools: get_server_time /);
      expect(http).toContain('# ETHUSDT');
      expect(await run('mcp-sse.mjs', ['ETHUSDT'], env)).toContain('"symbol":"ETHUSDT"');
    } finally {
      await mcp.close();
    }
  }, 60_000);

  it('work over stdio', async () => {
    const out = join(__dirname, '../test-output/example');
    mkdirSync(out, { recursive: true });
    execFileSync(process.execPath, [join(__dirname, '../bundle.mjs'), out]);
    const server = join(out, 'main.mjs');
    writeFileSync(server, "import { runStdio } from './stdio.bundle.mjs';\nawait runStdio();\n");
    const stdout = await run('mcp-stdio.mjs', [], { MCP_SERVER: server, PATH: '/usr/bin' });
    expect(stdout).toContain('"status":"FILLED"');
    expect(stdout).toContain('# Balances');
  }, 60_000);
});
