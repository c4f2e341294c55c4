import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import {
  type CallTool,
  McpWorld,
  ORDER,
  READS,
  TOOLS,
  type ToolResult,
  answerOf,
  operationOf,
  unnamed,
} from '../mcp-world.js';
import { until } from '@binance-gateway/testing';
import { TOKENS } from '../start-gateway.js';
import { MCP_MAIN } from '../start-mcp.js';
import { SUITES } from './suite-tools.js';

const TRANSPORTS = ['streamable', 'sse', 'stdio'] as const;
type Transport = (typeof TRANSPORTS)[number];

/** A client of SDK v1 in a process of its own, which has that SDK. */
class OlderClient {
  private readonly child: ChildProcessByStdio<Writable, Readable, null>;
  private readonly lines: AsyncIterator<string>;

  constructor() {
    this.child = spawn(process.execPath, [join(SUITES, 'sdk-v1-client.mjs')], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.lines = createInterface({ input: this.child.stdout })[Symbol.asyncIterator]();
  }

  async ask<T>(message: object): Promise<T> {
    this.child.stdin.write(`${JSON.stringify(message)}\n`);
    const { value } = await this.lines.next();
    const answer = JSON.parse(String(value)) as T & { failure?: string };
    if (answer.failure !== undefined) throw new Error(answer.failure);
    return answer;
  }

  async close(): Promise<void> {
    const ended = new Promise((resolve) => this.child.once('close', resolve));
    this.child.stdin.end();
    await ended;
  }
}

describe('SDK v1', () => {
  let world: McpWorld;
  const clients = new Map<Transport, OlderClient>();
  const listed = new Map<Transport, readonly string[]>();
  const caller =
    (transport: Transport): CallTool =>
    async (name, args) =>
      (clients.get(transport) as OlderClient).ask<ToolResult>({ name, arguments: args });
  beforeAll(async () => {
    world = await McpWorld.start();
    const { url, env } = world.mcp;
    for (const transport of TRANSPORTS) {
      const client = new OlderClient();
      clients.set(transport, client);
      const args = [MCP_MAIN, '--mode', 'stdio'];
      const { tools } = await client.ask<{ tools: string[] }>({
        ...{ transport, url, token: TOKENS.trader, command: process.execPath, args, env },
      });
      listed.set(transport, tools);
    }
    await world.settle(TRANSPORTS.map(caller));
  });
  afterAll(async () => {
    await Promise.all([...clients.values()].map((client) => client.close()));
    await world.close();
  });

  describe.each(TRANSPORTS)('over %s', (transport) => {
    const call = caller(transport);

    it('lists the 21 tools', () => expect(listed.get(transport)).toEqual(TOOLS));

    it.each(READS.map((operation) => [operation.name, operation] as const))(
      '%s answers as its REST route',
      async (name, operation) => {
        // time stands still, but what was sent before may still be on its way to one of the processes
        await until(async () => {
          const { status, body } = await world.overRest(operation, operation.example);
          expect(status).toBe(200);
          const result = await call(name, operation.example);
          expect(answerOf(result, body)).toEqual(body);
          return true;
        });
      },
    );

    it('place_order and cancel_order answer as their REST routes', async () => {
      const id = `v1-${transport}`;
      const body = (path: string): object => ({ ...ORDER, newClientOrderId: path });
      const rest = await world.overRest(operationOf('place_order'), { ...body(`${id}-rest`) });
      const placed = await call('place_order', { ...body(id) });
      expect(unnamed(placed.structuredContent)).toEqual(unnamed(rest.body));
      const cancel = (origClientOrderId: string) => ({ symbol: 'BTCUSDT', origClientOrderId });
      const gone = await world.overRest(operationOf('cancel_order'), cancel(`${id}-rest`));
      const cancelled = await call('cancel_order', cancel(id));
      expect(unnamed(cancelled.structuredContent)).toEqual(unnamed(gone.body));
    });
  });
});
