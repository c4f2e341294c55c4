import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TOOLS } from '../mcp-world.js';
import { TOKENS } from '../start-gateway.js';
import { MCP_MAIN, McpProcess } from '../start-mcp.js';
import { type Finished, runSuite } from './suite-tools.js';

const WAYS = [
  ['stdio', ['stdio']],
  ['stdio, 2026-07-28', ['stdio', '--protocol-era', 'modern']],
  ['HTTP+SSE', ['sse']],
  ['Streamable HTTP', ['http']],
  ['Streamable HTTP, 2026-07-28', ['http', '--protocol-era', 'modern']],
] as const;

describe('the Inspector', () => {
  const folder = mkdtempSync(join(tmpdir(), 'inspector-'));
  let server: McpProcess;
  beforeAll(async () => {
    server = await McpProcess.start({ GATEWAY_TOKENS: `trader:${TOKENS.trader}`, DATA_DIR: folder });
  });
  afterAll(async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  describe.each(WAYS)('over %s', (_, [transport, ...era]) => {
    const inspect = (...method: string[]): Promise<Finished> => {
      const token = ['--header', `Authorization: Bearer ${TOKENS.trader}`, '--stored-auth-only'];
      const target = {
        stdio: ['-e', `DATA_DIR=${folder}-stdio`, process.execPath, MCP_MAIN, '--mode', 'stdio'],
        sse: [`${server.url}/mcp/sse`, '--transport', 'sse', ...token],
        http: [`${server.url}/mcp`, '--transport', 'http', ...token],
      }[transport];
      return runSuite('mcp-inspector', [
        '--cli',
        ...target,
        ...era,
        '--format',
        'json',
        '--method',
        ...method,
      ]);
    };
    const resultOf = async <T>(...method: string[]): Promise<T> => {
      const { code, stdout, stderr } = await inspect(...method);
      expect([code, code === 0 ? '' : stderr]).toEqual([0, '']);
      return (JSON.parse(stdout) as { result: T }).result;
    };

    it('lists the tools, and finds nothing wrong with their schemas', async () => {
      const { tools } = await resultOf<{ tools: { name: string }[] }>('tools/list', '--strict');
      expect(tools.map(({ name }) => name)).toEqual(TOOLS);
    });

    it('calls a tool', async () => {
      const args = JSON.stringify({ symbol: 'BTCUSDT', interval: '1h', limit: 3 });
      const { structuredContent } = await resultOf<{ structuredContent: { result: object[] } }>(
        ...['tools/call', '--tool-name', 'get_klines', '--tool-args-json', args],
      );
      expect(structuredContent.result).toHaveLength(3);
    });

    it('shows what a tool refuses', async () => {
      const { code, stdout } = await inspect(
        'tools/call',
        '--tool-name',
        'get_klines',
        '--tool-args-json',
        '{}',
      );
      expect(code).toBe(5);
      expect(stdout).toContain('INVALID_INPUT');
    });
  });
});
