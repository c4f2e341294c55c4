import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Client, SSEClientTransport, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { until } from '@binance-gateway/testing';
import { TOKENS } from './start-gateway.js';

export const MCP_MAIN = join(import.meta.dirname, '../../mcp-server/dist/main.js');

/** How a client gets in. `modern` is revision 2026-07-28 over Streamable HTTP, `streamable` the one before. */
export const MCP_TRANSPORTS = ['streamable', 'modern', 'sse', 'stdio'] as const;
export type McpTransport = (typeof MCP_TRANSPORTS)[number];

/** The built MCP server as a process of its own, and clients of every kind to it. */
export class McpProcess {
  output = '';
  url = '';
  private readonly clients: Client[] = [];

  private constructor(
    private readonly child: ChildProcess,
    readonly env: Readonly<Record<string, string>>,
  ) {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => (this.output += text));
    }
  }

  /** @param main what is started: the built server, or a host of its HTTP module */
  static async start(
    settings: Readonly<Record<string, string>>,
    main: string = MCP_MAIN,
  ): Promise<McpProcess> {
    if (!existsSync(main)) throw new Error(`${main} is missing: npx nx build mcp-server`);
    const env = { PATH: process.env['PATH'] ?? '', PORT: '0', LOG_FORMAT: 'json', ...settings };
    const child = spawn(process.execPath, [main], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const mcp = new McpProcess(child, env);
    const listening = (): string | undefined => {
      if (child.exitCode !== null) throw new Error(`exited with ${child.exitCode}:\n${mcp.output}`);
      return /"url":"(http[^"]+)"/.exec(mcp.output)?.[1];
    };
    mcp.url = await until(listening, { timeoutMs: 30_000, what: 'listening MCP server' });
    return mcp;
  }

  async connect(transport: McpTransport): Promise<Client> {
    const requestInit = { headers: { authorization: `Bearer ${TOKENS.trader}` } };
    const options = transport === 'modern' ? { versionNegotiation: { mode: { pin: '2026-07-28' } } } : {};
    const client = new Client({ name: 'e2e', version: '1.0.0' }, options);
    this.clients.push(client);
    if (transport === 'stdio') {
      const args = [MCP_MAIN, '--mode', 'stdio'];
      await client.connect(
        new StdioClientTransport({ command: process.execPath, args, env: this.env, stderr: 'ignore' }),
      );
    } else if (transport === 'sse') {
      await client.connect(new SSEClientTransport(new URL(`${this.url}/mcp/sse`), { requestInit }));
    } else {
      await client.connect(new StreamableHTTPClientTransport(new URL(`${this.url}/mcp`), { requestInit }));
    }
    return client;
  }

  /** @returns the exit code */
  async stop(): Promise<number | null> {
    await Promise.allSettled(this.clients.map((client) => client.close()));
    const exited = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    const [code] = (await exited) as [number | null];
    return code;
  }
}
