import type { Client } from '@modelcontextprotocol/client';
import { connect } from 'node:net';
import { jest } from '@jest/globals';
import { AppError, type Logger, type OPERATIONS, fieldsOf, parseInput } from '@binance-gateway/domain-types';
import { FakeClock } from '@binance-gateway/testing';
import { INITIALIZE, McpUnderTest, TOKENS, answerOf } from '../testing/mcp-under-test.js';
import { MAX_RESULT_CHARACTERS, toolResult } from './tool-result.js';
import { TOOLS } from './tool-table.js';

const ORDER = {
  symbol: 'BTCUSDT',
  side: 'BUY',
  type: 'LIMIT',
  timeInForce: 'GTC',
  quantity: '0.001',
  price: '50000.00',
};

function wordsOf(operation: (typeof OPERATIONS)[number], input: unknown): string[] {
  try {
    parseInput(operation.input, input);
  } catch (error) {
    if (AppError.is(error)) return (error.fields ?? []).map(({ message }) => message);
    throw error;
  }
  return [];
}

describe('errors of tools', () => {
  let mcp: McpUnderTest;
  let client: Client;
  const lines: string[] = [];
  const write = (fields: object, text?: string): void =>
    void lines.push(
      JSON.stringify(fields, (_, value: unknown) => (value instanceof Error ? value.stack : value)) + text,
    );
  const logger = { debug: write, info: write, warn: write, error: write } as Logger;
  beforeAll(async () => {
    mcp = await McpUnderTest.start({ logger });
    client = await mcp.connect();
  });
  afterAll(() => mcp.close());

  const errorOf = async (name: string, args: Record<string, unknown>): Promise<Record<string, unknown>> => {
    const result = await client.callTool({ name, arguments: args });
    expect(result.isError).toBe(true);
    expect(result.structuredContent).toBeUndefined();
    return answerOf(result) as Record<string, unknown>;
  };

  it.each(TOOLS.map(({ operation }) => [operation.name, operation] as const))(
    '%s refuses bad input in the words of the operation, and asks the exchange nothing',
    async (name, operation) => {
      mcp.reachedExchange();
      const fields = fieldsOf(operation.input).map((field) => field.name);
      const wrong = [
        { ...operation.example, noSuchField: 'x' },
        { ...operation.example, noSuchField: 'x'.repeat(20_000) },
        ...fields.map((field) => ({ ...operation.example, [field]: { wrong: true } })),
        ...fields.map((field) => ({ ...operation.example, [field]: null })),
      ];
      for (const input of wrong) {
        const error = await errorOf(name, input);
        expect(error).toMatchObject({ code: 'INVALID_INPUT', retryable: false, kind: 'error' });
        const messages = (error['fields'] as { message: string }[]).map(({ message }) => message);
        expect(messages).toEqual(wordsOf(operation, input));
        expect(messages.length).toBeGreaterThan(0);
      }
      const caused = mcp.reachedExchange().filter((request) => !/\/(time|exchangeInfo|depth)$/.test(request));
      expect(caused).toEqual([]);
    },
  );

  it('tells what is unknown, missing or too little, and what to do', async () => {
    const unknown = await errorOf('get_ticker', { symbol: 'NOSUCHUSDT' });
    expect(unknown).toMatchObject({ code: 'UNKNOWN_SYMBOL', retryable: false });
    const order = await errorOf('get_order', { symbol: 'BTCUSDT', orderId: 999_999_999 });
    expect(order).toMatchObject({ code: 'ORDER_NOT_FOUND', binanceCode: -2013 });
    const poor = await errorOf('place_order', { ...ORDER, quantity: '80' });
    expect(poor).toMatchObject({ code: 'INSUFFICIENT_BALANCE', asset: 'USDT', needed: expect.any(String) });
    const filter = await errorOf('place_order', { ...ORDER, price: '50000.001' });
    expect(filter['code']).toBe('FILTER_FAILURE');
    for (const { nextStep, requestId } of [unknown, order, poor, filter] as Record<string, string>[]) {
      expect(nextStep?.length).toBeGreaterThan(10);
      expect(requestId).toMatch(/^[0-9a-f-]{36}$/);
    }
  });

  it('makes an order of unknown outcome a kind of its own', async () => {
    const { control } = mcp.upstream.simulator as NonNullable<McpUnderTest['upstream']['simulator']>;
    const run = jest.spyOn(mcp.upstream.operations, 'run').mockRejectedValueOnce(
      new AppError('OUTCOME_UNKNOWN', 'the exchange did not answer', {
        extra: { outcome: 'UNKNOWN', clientOrderId: 'bg-42' },
      }),
    );
    const error = await errorOf('place_order', ORDER);
    expect(error).toMatchObject({
      code: 'OUTCOME_UNKNOWN',
      kind: 'outcome-unknown',
      retryable: false,
      outcome: 'UNKNOWN',
      clientOrderId: 'bg-42',
      nextStep: expect.stringContaining('DO NOT send the order again'),
    });
    run.mockRestore();
    control.clearRequests();
  });

  it('gives nothing away of what it did not foresee', async () => {
    const run = jest
      .spyOn(mcp.upstream.operations, 'run')
      .mockRejectedValueOnce(new Error('GET https://x/api/v3/account?signature=abcdef0123456789'));
    const error = await errorOf('get_account_info', {});
    expect(error).toMatchObject({ code: 'INTERNAL', retryable: true });
    expect(JSON.stringify(error)).not.toContain('signature');
    expect(lines.some((line) => line.includes(String(error['requestId'])))).toBe(true);
    run.mockRestore();
  });

  it('refuses to answer at more length than can be read', () => {
    const spec = TOOLS.find(({ operation }) => operation.name === 'get_klines') as (typeof TOOLS)[number];
    const entry = { text: 'x'.repeat(990) };
    const fitting = toolResult(spec, Array(90).fill(entry), { asOf: 0, source: 'rest' });
    expect(JSON.stringify(fitting.structuredContent).length).toBeLessThanOrEqual(MAX_RESULT_CHARACTERS);
    expect(() => toolResult(spec, Array(200).fill(entry), { asOf: 0, source: 'rest' })).toThrow('about 9');
  });

  it('takes deep nesting and broken bodies without a stumble', async () => {
    const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
    const message = `{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"get_ticker","arguments":{"symbol":${deep}}}}`;
    const session = await mcp.post('/mcp', INITIALIZE);
    await session.text();
    const headers = { 'mcp-session-id': session.headers.get('mcp-session-id') as string };
    const answer = await mcp.post('/mcp', message, headers);
    expect(await answer.text()).toMatch(/INVALID_INPUT|-32602|-32600/);
    const { hostname, port } = new URL(mcp.url);
    const before = lines.length;
    await new Promise<void>((resolve) => {
      const socket = connect(Number(port), hostname, () => {
        socket.write(
          `POST /mcp HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${TOKENS.trader}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{`,
          () => socket.destroy(),
        );
      }).on('close', () => resolve());
    });
    expect((await mcp.fetch('/health')).status).toBe(200);
    expect(lines.slice(before).filter((line) => line.includes('failed'))).toEqual([]);
  });

  it('counts calls per token and minute', async () => {
    const clock = new FakeClock();
    const strict = await McpUnderTest.start({ env: { THROTTLE_LIMIT: '2' }, clock });
    try {
      const client = await strict.connect();
      const call = async () => client.callTool({ name: 'get_server_time', arguments: {} });
      await call();
      await call();
      const refused = await call();
      expect(refused.isError).toBe(true);
      expect(answerOf(refused)).toMatchObject({ code: 'RATE_LIMITED', retryAfter: 60, retryable: true });
      await clock.advance(60_000);
      expect((await call()).isError ?? false).toBe(false);
    } finally {
      await strict.close();
    }
  });
});
