import { OPERATIONS, fieldsOf } from '@binance-gateway/domain-types';
import type { Client } from '@modelcontextprotocol/client';
import { McpUnderTest, TOKENS, TRANSPORTS, answerOf } from '../testing/mcp-under-test.js';
import { inputSchemaOf, outputSchemaOf } from './tool-schema.js';
import { TOOLS } from './tool-table.js';

const NAMES = TOOLS.map(({ operation }) => operation.name);
const WRITES = ['place_order', 'cancel_order'];

describe('the tool table', () => {
  it('names operations of the catalog, each once', () => {
    const catalog = OPERATIONS.map(({ name }) => name);
    expect(NAMES.filter((name) => !catalog.includes(name))).toEqual([]);
    expect(new Set(NAMES).size).toBe(NAMES.length);
  });

  it.each(TOOLS.map((spec) => [spec.operation.name, spec] as const))(
    '%s shows every field it takes',
    (_, spec) => {
      const { properties, required, additionalProperties } = inputSchemaOf(spec) as {
        properties: Record<string, { default?: unknown }>;
        required?: string[];
        additionalProperties: boolean;
      };
      const fields = fieldsOf(spec.operation.input);
      expect(Object.keys(properties)).toEqual(fields.map(({ name }) => name));
      expect(required ?? []).toEqual(fields.filter((field) => field.required).map(({ name }) => name));
      expect(additionalProperties).toBe(false);
      for (const [name, value] of Object.entries(spec.defaults ?? {})) {
        expect(properties[name]?.default).toEqual(value);
      }
      const output = outputSchemaOf(spec) as { type: string; properties: object };
      expect(output.type).toBe('object');
      const named = fieldsOf(spec.operation.output.of).map(({ name }) => name);
      const shown = spec.operation.output.shape === 'many' ? ['result'] : named;
      expect(Object.keys(output.properties)).toEqual(expect.arrayContaining(shown));
    },
  );

  it('takes no secret', () => {
    const arguments_ = TOOLS.flatMap(({ operation }) => fieldsOf(operation.input).map(({ name }) => name));
    expect(arguments_.filter((name) => /key|secret|token|signature|passphrase/i.test(name))).toEqual([]);
  });
});

describe('tools over every transport', () => {
  let mcp: McpUnderTest;
  beforeAll(async () => {
    mcp = await McpUnderTest.start();
  });
  afterAll(() => mcp.close());

  describe.each(TRANSPORTS)('%s', (transport) => {
    let client: Client;
    beforeAll(async () => {
      client = await mcp.connect(transport);
      await client.callTool({
        name: 'place_order',
        arguments: {
          symbol: 'BTCUSDT',
          side: 'BUY',
          type: 'LIMIT',
          timeInForce: 'GTC',
          quantity: '0.001',
          price: '50000.00',
          newClientOrderId: 'my-order-1',
        },
      });
    });
    afterAll(async () => {
      await client.callTool({
        name: 'cancel_order',
        arguments: { symbol: 'BTCUSDT', origClientOrderId: 'my-order-1' },
      });
    });

    it('lists the table, in its order, with what a client needs to judge a tool', async () => {
      const { tools } = await client.listTools();
      expect(tools.map(({ name }) => name)).toEqual(NAMES);
      for (const [index, tool] of tools.entries()) {
        const { operation, title, description } = TOOLS[index] as (typeof TOOLS)[number];
        expect(tool).toMatchObject({ title, description });
        expect(tool.name).toMatch(/^[a-z][a-z0-9_]{0,63}$/);
        expect(tool.annotations).toEqual({
          title,
          readOnlyHint: operation.effect === 'read',
          destructiveHint: operation.effect === 'destructive',
          idempotentHint: operation.idempotent,
          openWorldHint: true,
        });
      }
    });

    it('costs a model no more than 3,500 tokens to know, with or without the connector', async () => {
      const tokensOf = async (reader: Client): Promise<number> => {
        const { tools } = await reader.listTools();
        const read = tools.map(({ name, description, inputSchema }) => ({ name, description, inputSchema }));
        return JSON.stringify(read).length / 4;
      };
      const whole = await mcp.connect(transport, { query: '?toolsets=default,connector' });
      expect(await tokensOf(client)).toBeLessThanOrEqual(3_500);
      expect(await tokensOf(whole)).toBeLessThanOrEqual(3_500);
    });

    // the client holds each answer against the output schema
    it.each(
      TOOLS.filter(({ operation }) => !WRITES.includes(operation.name)).map(
        (spec) => [spec.operation.name, spec] as const,
      ),
    )('%s answers its documented example', async (name, { operation, source }) => {
      const result = await client.callTool({ name, arguments: { ...operation.example } });
      expect(result.isError ?? false).toBe(false);
      const answer = answerOf(result);
      expect(result.structuredContent).toEqual(answer);
      if (operation.output.shape === 'many') expect(answer.result).toBeInstanceOf(Array);
      if (source) {
        expect(answer.source).toMatch(/^(rest|stream)$/);
        expect(answer.as_of).toEqual(expect.any(Number));
      } else expect(answer).not.toHaveProperty('as_of');
    });

    it('places an order, finds it and cancels it', async () => {
      const order = {
        symbol: 'ETHUSDT',
        side: 'SELL',
        type: 'LIMIT',
        timeInForce: 'GTC',
        quantity: '0.1',
        price: '9000.00',
      };
      const placed = answerOf(await client.callTool({ name: 'place_order', arguments: order }));
      expect(placed).toMatchObject({ symbol: 'ETHUSDT', status: 'NEW' });
      const { orderId } = placed;
      const found = answerOf(
        await client.callTool({ name: 'get_order', arguments: { symbol: 'ETHUSDT', orderId } }),
      );
      expect(found).toMatchObject({ orderId, clientOrderId: placed.clientOrderId, status: 'NEW' });
      const gone = answerOf(
        await client.callTool({ name: 'cancel_order', arguments: { symbol: 'ETHUSDT', orderId } }),
      );
      expect(gone).toMatchObject({ orderId, status: 'CANCELED' });
    });

    it('answers an unknown tool with an error of the protocol', async () => {
      await expect(client.callTool({ name: 'get_rich', arguments: {} })).rejects.toMatchObject({
        code: -32602,
      });
    });
  });

  it('tells of a book in 150 tokens, and shows twenty levels in 600', async () => {
    const client = await mcp.connect();
    for (const symbol of (await mcp.upstream.symbols.all()).keys()) {
      const tokensOf = async (name: string): Promise<number> => {
        const result = await client.callTool({ name, arguments: { symbol } });
        expect(answerOf(result)).toMatchObject({ symbol, source: 'stream' });
        return (result.content as { text: string }[])[0]!.text.length / 4;
      };
      expect(await tokensOf('get_orderbook_metrics')).toBeLessThanOrEqual(150);
      expect(await tokensOf('get_orderbook_depth')).toBeLessThanOrEqual(600);
    }
  });

  it('shows a token that may only read no writes', async () => {
    const reader = await mcp.connect('streamable', { token: TOKENS.reader });
    const { tools } = await reader.listTools();
    expect(tools.map(({ name }) => name)).toEqual(NAMES.filter((name) => !WRITES.includes(name)));
    mcp.reachedExchange();
    await expect(reader.callTool({ name: 'place_order', arguments: {} })).rejects.toMatchObject({
      code: -32602,
    });
    expect(mcp.reachedExchange()).toEqual([]);
  });

  it('has no writes where trading is off', async () => {
    const safe = await McpUnderTest.start({ env: { TRADING_ENABLED: 'false' } });
    try {
      const client = await safe.connect();
      const { tools } = await client.listTools();
      expect(tools.map(({ name }) => name)).toEqual(NAMES.filter((name) => !WRITES.includes(name)));
      expect(client.getInstructions()).toContain('Trading is switched off');
    } finally {
      await safe.close();
    }
  });
});
