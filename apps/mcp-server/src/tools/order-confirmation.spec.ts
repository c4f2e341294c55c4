import type { Client, ElicitResult } from '@modelcontextprotocol/client';
import { FakeClock } from '@binance-gateway/testing';
import { McpUnderTest, TRANSPORTS, answerOf } from '../testing/mcp-under-test.js';
import { ConfirmTokens } from './confirm-tokens.js';

const ORDER = {
  symbol: 'BTCUSDT',
  side: 'BUY',
  type: 'LIMIT',
  timeInForce: 'GTC',
  quantity: '0.001',
  price: '50000.00',
};

describe('a confirmation token', () => {
  it('is good once, for whom and for what it was given, and not for ever', async () => {
    const clock = new FakeClock();
    const tokens = new ConfirmTokens(clock);
    const issue = (): string => tokens.issue('trader', { symbol: 'BTCUSDT', quantity: '1' }, 60_000);
    const once = issue();
    expect(tokens.redeem(once, 'trader', { quantity: '1', symbol: 'BTCUSDT' })).toBe(true);
    expect(tokens.redeem(once, 'trader', { quantity: '1', symbol: 'BTCUSDT' })).toBe(false);
    const changed = issue();
    expect(tokens.redeem(changed, 'trader', { symbol: 'BTCUSDT', quantity: '10' })).toBe(false);
    expect(tokens.redeem(changed, 'trader', { symbol: 'BTCUSDT', quantity: '1' })).toBe(false);
    expect(tokens.redeem(issue(), 'somebody', { symbol: 'BTCUSDT', quantity: '1' })).toBe(false);
    const late = issue();
    await clock.advance(60_000);
    expect(tokens.redeem(late, 'trader', { symbol: 'BTCUSDT', quantity: '1' })).toBe(false);
  });

  it('cannot be collected without bound', () => {
    const tokens = new ConfirmTokens(new FakeClock());
    const first = tokens.issue('trader', ORDER, 60_000);
    for (let i = 0; i < 1_000; i++) tokens.issue('trader', ORDER, 60_000);
    expect(tokens.redeem(first, 'trader', ORDER)).toBe(false);
  });
});

describe('orders that wait for a confirmation', () => {
  let mcp: McpUnderTest;
  beforeAll(async () => {
    mcp = await McpUnderTest.start({ env: { MCP_CONFIRM_ORDERS: 'always' } });
  });
  afterAll(() => mcp.close());

  const ordersSent = (): number => mcp.reachedExchange().filter((r) => r === 'POST /api/v3/order').length;

  describe.each(TRANSPORTS)('over %s', (transport) => {
    const place = async (client: Client, args: object) =>
      client.callTool({ name: 'place_order', arguments: { ...args } });

    describe('by a second call', () => {
      let client: Client;
      beforeAll(async () => {
        client = await mcp.connect(transport);
        ordersSent();
      });

      const preview = async () => {
        const result = await place(client, ORDER);
        expect(result.isError).toBe(true);
        return answerOf(result) as { code: string; confirmToken: string; preview: Record<string, unknown> };
      };

      it('are shown first and placed with the token', async () => {
        const { tools } = await client.listTools();
        const { inputSchema } = tools.find(({ name }) => name === 'place_order') as (typeof tools)[number];
        expect(inputSchema.properties).toHaveProperty('confirmToken');
        const first = await preview();
        expect(first).toMatchObject({
          code: 'CONFIRMATION_REQUIRED',
          preview: {
            order: ORDER,
            estimatedQuote: '50',
            exchange: 'simulator',
            lastPrice: expect.any(String),
          },
        });
        expect(ordersSent()).toBe(0);
        const placed = await place(client, { ...ORDER, confirmToken: first.confirmToken });
        expect(answerOf(placed)).toMatchObject({ status: 'NEW' });
        expect(ordersSent()).toBe(1);
        const replayed = await place(client, { ...ORDER, confirmToken: first.confirmToken });
        expect(answerOf(replayed)).toMatchObject({ code: 'CONFIRMATION_REFUSED', retryable: false });
        expect(ordersSent()).toBe(0);
      });

      it.each([
        ['of another quantity', { quantity: '0.1' }],
        ['with another field', { newClientOrderId: 'other' }],
        ['with a made-up token', { confirmToken: 'A'.repeat(24) }],
        ['with a token of another type', { confirmToken: 42 }],
      ])('are refused %s', async (_, change) => {
        const { confirmToken } = await preview();
        const answer = answerOf(await place(client, { ...ORDER, confirmToken, ...change }));
        expect(answer.code).toBe('CONFIRMATION_REFUSED');
        expect(ordersSent()).toBe(0);
      });

      it('are held against the exchange before anybody is asked', async () => {
        const answer = answerOf(await place(client, { ...ORDER, price: '50000.001' }));
        expect(answer.code).toBe('FILTER_FAILURE');
        expect(ordersSent()).toBe(0);
      });
    });

    describe('by a form', () => {
      const connect = async (answer: ElicitResult): Promise<{ client: Client; asked: string[] }> => {
        const client = await mcp.connect(transport, { capabilities: { elicitation: { form: {} } } });
        const asked: string[] = [];
        client.setRequestHandler('elicitation/create', (request) => {
          asked.push(request.params.message);
          return answer;
        });
        ordersSent();
        return { client, asked };
      };

      it('are placed when the user agrees', async () => {
        const { client, asked } = await connect({ action: 'accept', content: { place: true } });
        const placed = await place(client, ORDER);
        expect(answerOf(placed)).toMatchObject({ status: 'NEW' });
        expect(asked).toEqual([expect.stringContaining('BUY BTCUSDT LIMIT')]);
        expect(ordersSent()).toBe(1);
      });

      it.each([
        ['declines', { action: 'decline' }],
        ['cancels', { action: 'cancel' }],
        ['accepts without agreeing', { action: 'accept', content: { place: false } }],
        ['accepts nothing', { action: 'accept', content: {} }],
      ] as const)('are not placed when the user %s', async (_, answer) => {
        const { client, asked } = await connect(answer);
        const refused = await place(client, ORDER);
        expect(refused.isError).toBe(true);
        expect(asked).toHaveLength(1);
        expect(ordersSent()).toBe(0);
      });

      it('are not placed by a token: the user is asked', async () => {
        const { client, asked } = await connect({ action: 'decline' });
        await place(client, { ...ORDER, confirmToken: 'A'.repeat(24) });
        expect(asked).toHaveLength(1);
        expect(ordersSent()).toBe(0);
      });
    });
  });

  it('cannot be agreed to before they were shown', async () => {
    const capabilities = { elicitation: { form: {} } };
    const _meta = {
      'io.modelcontextprotocol/protocolVersion': '2026-07-28',
      'io.modelcontextprotocol/clientCapabilities': capabilities,
    };
    const inputResponses = { confirm: { action: 'accept', content: { place: true } } };
    const call = async (
      more: object,
    ): Promise<{ resultType?: string; isError?: boolean; requestState?: string }> => {
      const params = { name: 'place_order', arguments: ORDER, _meta, ...more };
      const answer = await mcp.post(
        '/mcp',
        { jsonrpc: '2.0', id: 1, method: 'tools/call', params },
        { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/call', 'mcp-name': 'place_order' },
      );
      return ((await answer.json()) as { result: { resultType?: string } }).result;
    };
    ordersSent();
    const shown = await call({ inputResponses });
    expect(shown.resultType).toBe('input_required');
    expect(await call({ inputResponses, requestState: 'forged' })).toMatchObject({ isError: true });
    const { requestState } = shown;
    expect(
      await call({ inputResponses, requestState, arguments: { ...ORDER, quantity: '1' } }),
    ).toMatchObject({
      isError: true,
    });
    expect(ordersSent()).toBe(0);
    const again = await call({});
    expect((await call({ inputResponses, requestState: again.requestState })).isError ?? false).toBe(false);
    expect(ordersSent()).toBe(1);
    expect(await call({ inputResponses, requestState: again.requestState })).toMatchObject({ isError: true });
    expect(ordersSent()).toBe(0);
  });
});
