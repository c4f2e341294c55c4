import type { Client } from '@modelcontextprotocol/client';
import { fieldsOf } from '@binance-gateway/domain-types';
import { until } from '@binance-gateway/testing';
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
import { MCP_TRANSPORTS, type McpTransport } from '../start-mcp.js';

describe('one definition: MCP and REST', () => {
  let world: McpWorld;
  const clients = new Map<McpTransport, Client>();
  const clientOf = (transport: McpTransport): Client => clients.get(transport) as Client;
  const caller =
    (transport: McpTransport): CallTool =>
    async (name, args) =>
      (await clientOf(transport).callTool({ name, arguments: { ...args } })) as ToolResult;
  beforeAll(async () => {
    world = await McpWorld.start();
    for (const transport of MCP_TRANSPORTS) clients.set(transport, await world.mcp.connect(transport));
    await world.settle(MCP_TRANSPORTS.map(caller));
  });
  afterAll(async () => expect(await world.close()).toBe(0));

  describe.each(MCP_TRANSPORTS)('%s', (transport) => {
    const call = caller(transport);

    it('MCP-01 there are the 21 tools, each of the catalog', async () => {
      const { tools } = await clientOf(transport).listTools();
      expect(tools.map(({ name }) => name)).toEqual(TOOLS);
      for (const { name, inputSchema } of tools) {
        expect(Object.keys(inputSchema.properties ?? {})).toEqual(
          fieldsOf(operationOf(name).input).map((field) => field.name),
        );
      }
    });

    it.each(READS.map((operation) => [operation.name, operation] as const))(
      'MCP-02 the answer of %s',
      async (name, operation) => {
        // time stands still, but what was sent before may still be on its way to one of the processes
        await until(async () => {
          const { status, body } = await world.overRest(operation, operation.example);
          expect([status, status === 200 ? '' : body]).toEqual([200, '']);
          const result = await call(name, operation.example);
          expect(answerOf(result, body)).toEqual(body);
          expect(JSON.parse(result.content[0]?.text ?? '')).toEqual(result.structuredContent);
          return true;
        });
      },
    );

    it('MCP-02 the answers to an order and its cancel', async () => {
      const id = `parity-${transport}`;
      const rest = await world.overRest(operationOf('place_order'), {
        ...ORDER,
        newClientOrderId: `${id}-rest`,
      });
      const placed = await call('place_order', { ...ORDER, newClientOrderId: id });
      expect(unnamed(placed.structuredContent)).toEqual(unnamed(rest.body));
      const gone = await world.overRest(operationOf('cancel_order'), {
        symbol: 'BTCUSDT',
        origClientOrderId: `${id}-rest`,
      });
      const cancelled = await call('cancel_order', { symbol: 'BTCUSDT', origClientOrderId: id });
      expect(unnamed(cancelled.structuredContent)).toEqual(unnamed(gone.body));
    });

    it.each([
      ['get_klines', { symbol: 'BTCUSDT', interval: '1w2', limit: 5 }],
      ['get_ticker', { symbol: 'NOSUCHUSDT' }],
      ['get_order', { symbol: 'BTCUSDT', orderId: 987_654_321 }],
      ['get_orderbook_metrics', { symbol: 'NOSUCHUSDT' }],
      ['place_order', { ...ORDER, price: '50000.001' }],
      ['place_order', { ...ORDER, quantity: '80' }],
      ['cancel_order', { symbol: 'BTCUSDT' }],
    ])('MCP-03 the error of %s with %j', async (name, input) => {
      const { body } = await world.overRest(operationOf(name), input);
      const result = await call(name, input);
      expect(result.isError).toBe(true);
      const error = JSON.parse(result.content[0]?.text ?? '') as Record<string, unknown>;
      const { type: _, title: _1, status: _2, retry: _3, requestId: _4, ...shared } = body;
      const { kind: _6, retryable, nextStep, requestId: _7, ...own } = error;
      expect(own).toEqual(shared);
      expect([retryable, typeof nextStep]).toEqual([false, 'string']);
    });
  });

  it('MCP-02 every transport gives the same result to the letter', async () => {
    for (const operation of READS) {
      const results = await Promise.all(
        MCP_TRANSPORTS.map((transport) => caller(transport)(operation.name, operation.example)),
      );
      const [first, ...others] = results.map(({ structuredContent }) => structuredContent);
      expect(first).toBeDefined();
      for (const other of others) expect(other).toEqual(first);
    }
  });
});
