import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { TOKENS } from '../start-gateway.js';
import { McpProcess } from '../start-mcp.js';
import { SUITES, runSuite } from './suite-tools.js';
import { type TokenProxy, startTokenProxy } from './token-proxy.js';

const SERVER = join(import.meta.dirname, '../../../mcp-server');
/** In the folder of the server, whose packages it imports. */
const HOST = join(SERVER, 'test-output/conformance-host.mjs');

const REVISIONS = ['2025-11-25', '2026-07-28'];

/** The server as it ships, made up of its sources, with the fixtures of the suite added to its HTTP module. */
async function buildHost(): Promise<void> {
  await build({
    entryPoints: [join(SERVER, 'src/testing/conformance/host.ts')],
    outfile: HOST,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    tsconfigRaw: { compilerOptions: { experimentalDecorators: true, useDefineForClassFields: true } },
  });
}

describe('the conformance suite of MCP', () => {
  const folder = mkdtempSync(join(tmpdir(), 'conformance-'));
  let servers: McpProcess[] = [];
  let proxies: TokenProxy[] = [];
  beforeAll(async () => {
    await buildHost();
    const settings = { GATEWAY_TOKENS: `trader:${TOKENS.trader}:read+trade`, DATA_DIR: folder };
    servers = [await McpProcess.start(settings), await McpProcess.start(settings, HOST)];
    proxies = await Promise.all(servers.map(({ url }) => startTokenProxy(url, TOKENS.trader)));
  });
  afterAll(async () => {
    await Promise.all(proxies.map((proxy) => proxy.close()));
    await Promise.all(servers.map((server) => server.stop()));
    rmSync(folder, { recursive: true, force: true });
  });

  const conform = async (server: number, args: readonly string[]): Promise<object> => {
    const url = `${proxies[server]?.url}/mcp`;
    const { code, stdout, stderr } = await runSuite('conformance', [
      ...['server', '--url', url, '--output-dir', folder, ...args],
    ]);
    const total = /^Total: .*$/m.exec(stdout)?.[0] ?? '';
    process.stdout.write(`  ${args.slice(0, 4).join(' ')}: ${total}\n`);
    const report = stdout.slice(stdout.indexOf('=== SUMMARY'));
    return { code, total, why: code === 0 ? '' : `${report}\n${stderr}` };
  };

  // every scenario that the baseline does not name passes, and every one that it names fails for want of its fixture
  it.each(REVISIONS)('passes on the shipped server in revision %s, but for fixtures', async (revision) => {
    const baseline = join(SUITES, `no-fixtures-${revision}.yml`);
    const args = ['--suite', 'all', '--spec-version', revision, '--expected-failures', baseline];
    expect(await conform(0, args)).toMatchObject({ code: 0, why: '' });
  });

  it.each(REVISIONS)('passes whole on the host with fixtures in revision %s', async (revision) => {
    expect(await conform(1, ['--suite', 'all', '--spec-version', revision])).toEqual({
      code: 0,
      total: expect.stringMatching(/^Total: \d{2,} passed, 0 failed$/),
      why: '',
    });
    expect(await conform(1, ['--requirements', revision])).toMatchObject({ code: 0, why: '' });
  });
});
