import { until } from '@binance-gateway/testing';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from '@modelcontextprotocol/client';
import { OPERATIONS, type Operation, fieldsOf, fillPath } from '@binance-gateway/domain-types';
import { type Reply, TOKENS, type World, startWorld } from '../start-gateway.js';
import { MCP_TRANSPORTS, McpProcess } from '../start-mcp.js';

const TOOLS = [
  'get_server_time get_ticker get_order_book get_recent_trades get_klines get_average_price',
  'get_orderbook_metrics get_orderbook_depth get_orderbook_health',
  'get_order_flow get_volume_profile detect_market_anomalies get_liquidity_vacuums get_microstructure_health',
  'get_account_info get_account_trades place_order get_order cancel_order get_open_orders get_all_orders',
].flatMap((line) => line.split(' '));
const WRITES = ['place_order', 'cancel_order'];
const READS = OPERATIONS.filter(({ name }) => TOOLS.includes(name) && !WRITES.includes(name));
const ORDER = {
  symbol: 'BTCUSDT',
  side: 'BUY',
  type: 'LIMIT',
  timeInForce: 'GTC',
  quantity: '0.001',
  price: '50000.00',
};

/** What differs between two looks at a market that stands still: moments, and how long each process has looked. */
const MOVING =
  /^(serverTime|openTime|closeTime|time|timestamp|updateTime|from|to|coveredMs|ageMs|bookCoveredMs|tradesCoveredMs|window|maxBooks|books|status|trades|bookEvents|klines|lastUpdateId|as_of|source)$/;

function still(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(still);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, MOVING.test(name) ? typeof member : still(member)]),
  );
}

/** These tell of how long their process has watched: only the members of an answer can be the same. */
const WATCHERS = ['get_order_flow', 'detect_market_anomalies', 'get_microstructure_health'];

function membersOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, membersOf(member)]));
}

describe('one definition: MCP and REST', () => {
  let world: World;
  let mcp: McpProcess;
  const dataDir = mkdtempSync(join(tmpdir(), 'mcp-e2e-'));
  beforeAll(async () => {
    // no events: the market stands still, so that every face sees the same one
    world = await startWorld({ simulator: { eventsPerSecond: 0 } });
    const { urls, credentials } = world.exchange;
    mcp = await McpProcess.start({
      BINANCE_ENV: 'testnet',
      BINANCE_REST_URL: urls.rest,
      BINANCE_STREAM_URL: urls.stream,
      BINANCE_WS_API_URL: urls.wsApi,
      BINANCE_API_KEY: credentials.apiKey,
      BINANCE_API_SECRET: credentials.apiSecret,
      GATEWAY_TOKENS: `trader:${TOKENS.trader}:read+trade`,
      DATA_DIR: dataDir,
    });
    await world.gateway.post('/api/v1/order', { ...ORDER, newClientOrderId: 'my-order-1' });
  });
  afterAll(async () => {
    expect(await mcp.stop()).toBe(0);
    await world.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const overRest = (operation: Operation, input: Readonly<Record<string, unknown>>): Promise<Reply> => {
    const { method } = operation.route;
    const { path, rest } = fillPath(operation.route, input);
    if (method === 'POST') return world.gateway.post(`/api/v1/${path}`, rest);
    const query = new URLSearchParams(
      Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, String(value)])),
    );
    return world.gateway.request(method, `/api/v1/${path}?${query}`);
  };

  describe.each(MCP_TRANSPORTS)('%s', (transport) => {
    let client: Client;
    beforeAll(async () => {
      client = await mcp.connect(transport);
    });

    it('MCP-01 there are the 21 tools, each of the catalog', async () => {
      const { tools } = await client.listTools();
      expect(tools.map(({ name }) => name)).toEqual(TOOLS);
      for (const { name, inputSchema } of tools) {
        const operation = OPERATIONS.find((one) => one.name === name) as Operation;
        expect(Object.keys(inputSchema.properties ?? {})).toEqual(
          fieldsOf(operation.input).map((field) => field.name),
        );
      }
    });

    it.each(READS.map((operation) => [operation.name, operation] as const))(
      'MCP-02 the answer of %s',
      async (name, operation) => {
        // a window of 24 hours may move on between the two questions: then they are asked again
        await until(async () => {
          const { status, body } = await overRest(operation, operation.example);
          expect([status, status === 200 ? '' : body]).toEqual([200, '']);
          const result = await client.callTool({ name, arguments: { ...operation.example } });
          const { as_of: _, source: _1, ...own } = result.structuredContent as Record<string, unknown>;
          const compared = WATCHERS.includes(name) ? membersOf : still;
          expect(compared(Array.isArray(body) ? own['result'] : own)).toEqual(compared(body));
          expect(JSON.parse((result.content as { text: string }[])[0]?.text ?? '')).toEqual(
            result.structuredContent,
          );
          return true;
        });
      },
    );

    it('MCP-02 the answers to an order and its cancel', async () => {
      const [place, cancel] = WRITES.map((name) => OPERATIONS.find((one) => one.name === name) as Operation);
      const id = `parity-${transport}`;
      const rest = await overRest(place as Operation, { ...ORDER, newClientOrderId: `${id}-rest` });
      const tool = await client.callTool({
        name: 'place_order',
        arguments: { ...ORDER, newClientOrderId: id },
      });
      const masked = (order: unknown): object => ({
        ...(still(order) as object),
        orderId: 0,
        clientOrderId: '',
        origClientOrderId: '',
        transactTime: 0,
        workingTime: 0,
      });
      expect(masked(tool.structuredContent)).toEqual(masked(rest.body));
      const gone = await overRest(cancel as Operation, {
        symbol: 'BTCUSDT',
        origClientOrderId: `${id}-rest`,
      });
      const cancelled = await client.callTool({
        name: 'cancel_order',
        arguments: { symbol: 'BTCUSDT', origClientOrderId: id },
      });
      expect(masked(cancelled.structuredContent)).toEqual(masked(gone.body));
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
      const { body } = await overRest(OPERATIONS.find((one) => one.name === name) as Operation, input);
      const result = await client.callTool({ name, arguments: input });
      expect(result.isError).toBe(true);
      const error = JSON.parse((result.content as { text: string }[])[0]?.text ?? '') as Record<
        string,
        unknown
      >;
      const { type: _, title: _1, status: _2, retry: _3, requestId: _4, timestamp: _5, ...shared } = body;
      const { kind: _6, retryable, nextStep, requestId: _7, timestamp: _8, ...own } = error;
      expect(own).toEqual(shared);
      expect([retryable, typeof nextStep]).toEqual([false, 'string']);
    });
  });
});
