import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OPERATIONS, type Operation, fillPath } from '@binance-gateway/domain-types';
import { until } from '@binance-gateway/testing';
import { SimulatedClock } from './simulated-clock.js';
import { type Reply, TOKENS, type World, startWorld } from './start-gateway.js';
import { McpProcess } from './start-mcp.js';

/** What a client of any SDK gets for a tool call. */
export interface ToolResult {
  readonly isError?: boolean;
  readonly structuredContent?: Record<string, unknown>;
  readonly content: readonly { readonly type: string; readonly text?: string }[];
}

export type CallTool = (name: string, args: Readonly<Record<string, unknown>>) => Promise<ToolResult>;

/** The 21, as the design of the server lists them. */
export const TOOLS = [
  'get_server_time get_ticker get_order_book get_recent_trades get_klines get_average_price',
  'get_orderbook_metrics get_orderbook_depth get_orderbook_health',
  'get_order_flow get_volume_profile detect_market_anomalies get_liquidity_vacuums get_microstructure_health',
  'get_account_info get_account_trades place_order get_order cancel_order get_open_orders get_all_orders',
].flatMap((line) => line.split(' '));
export const WRITES = ['place_order', 'cancel_order'];

export const operationOf = (name: string): Operation =>
  OPERATIONS.find((operation) => operation.name === name) as Operation;

export const READS = TOOLS.filter((name) => !WRITES.includes(name)).map(operationOf);

export const ORDER = {
  symbol: 'BTCUSDT',
  side: 'BUY',
  type: 'LIMIT',
  timeInForce: 'GTC',
  quantity: '0.001',
  price: '50000.00',
} as const;

/** As the engine counts: units of 10^-8. */
const ONE = 100_000_000n;

/** An exchange whose market stands still, a gateway and MCP servers before it, all at one simulated time. */
export class McpWorld {
  private constructor(
    readonly clock: SimulatedClock,
    readonly world: World,
    readonly mcp: McpProcess,
    private readonly folder: string,
  ) {}

  static async start(): Promise<McpWorld> {
    const folder = mkdtempSync(join(tmpdir(), 'mcp-e2e-'));
    const clock = new SimulatedClock(join(folder, 'clock'));
    // as many books on both faces, as the answers say how many there may be
    const env = { ...clock.env, MAX_BOOKS: '20' };
    const world = await startWorld({ simulator: { eventsPerSecond: 0, clock }, env });
    const { urls, credentials } = world.exchange;
    const mcp = await McpProcess.start({
      ...env,
      BINANCE_ENV: 'testnet',
      BINANCE_REST_URL: urls.rest,
      BINANCE_STREAM_URL: urls.stream,
      BINANCE_WS_API_URL: urls.wsApi,
      BINANCE_API_KEY: credentials.apiKey,
      BINANCE_API_SECRET: credentials.apiSecret,
      GATEWAY_TOKENS: `trader:${TOKENS.trader}:read+trade`,
      DATA_DIR: join(folder, 'data'),
    });
    await world.gateway.post('/api/v1/order', { ...ORDER, newClientOrderId: 'my-order-1' });
    return new McpWorld(clock, world, mcp, folder);
  }

  overRest(operation: Operation, input: Readonly<Record<string, unknown>>): Promise<Reply> {
    const { gateway } = this.world;
    const { method } = operation.route;
    const { path, rest } = fillPath(operation.route, input);
    if (method === 'POST') return gateway.post(`/api/v1/${path}`, rest);
    const query = new URLSearchParams(
      Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, String(value)])),
    );
    return gateway.request(method, `/api/v1/${path}?${query}`);
  }

  /** Has the gateway and every caller watch the market from one moment on, until all of them see it. */
  async settle(callers: readonly CallTool[]): Promise<void> {
    const symbol = { symbol: 'BTCUSDT' };
    const flow = operationOf('get_order_flow');
    const book = operationOf('get_orderbook_metrics');
    await Promise.all([
      this.overRest(flow, symbol),
      ...callers.map((call) => call('get_order_flow', symbol)),
    ]);
    await until(
      async () => {
        this.clock.advance(100);
        const { status } = await this.overRest(book, symbol);
        const results = await Promise.all(callers.map((call) => call('get_orderbook_metrics', symbol)));
        return status === 200 && results.every(({ isError }) => isError !== true);
      },
      { timeoutMs: 30_000, what: 'order books' },
    );
    // a book without an event is as old as its snapshot, which each process took at a moment of its own
    const { control, engine } = this.world.exchange;
    control.market.order({ ...symbol, side: 'BUY', quantity: ONE / 1_000n, price: 40_000n * ONE });
    this.clock.advance(100);
    const { lastUpdateId } = engine.depth('BTCUSDT', 5);
    await until(
      async () => {
        const { body } = await this.overRest(book, symbol);
        const results = await Promise.all(callers.map((call) => call('get_orderbook_metrics', symbol)));
        const ids = [body, ...results.map((result) => result.structuredContent ?? {})];
        return ids.every((answer) => (answer as { lastUpdateId?: number }).lastUpdateId === lastUpdateId);
      },
      { timeoutMs: 30_000, what: 'the same event at every process' },
    );
  }

  /** @returns the exit code of the MCP server */
  async close(): Promise<number | null> {
    const code = await this.mcp.stop();
    await this.world.close();
    rmSync(this.folder, { recursive: true, force: true });
    return code;
  }
}

/** The answer of a tool without what it adds to that of its REST route; a list as a list. */
export function answerOf({ structuredContent }: ToolResult, body: unknown): unknown {
  const { as_of: _, source: _1, ...own } = structuredContent ?? {};
  return Array.isArray(body) ? own['result'] : own;
}

/** Two orders differ in what names them. */
export function unnamed(order: unknown): object {
  return { ...(order as object), orderId: 0, clientOrderId: '', origClientOrderId: '' };
}
