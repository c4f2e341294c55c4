import type { Client } from '@modelcontextprotocol/client';
import { McpUnderTest, TRANSPORTS } from '../testing/mcp-under-test.js';
import { PROMPTS } from './prompt-table.js';

describe('prompts', () => {
  let mcp: McpUnderTest;
  beforeAll(async () => {
    mcp = await McpUnderTest.start();
  });
  afterAll(() => mcp.close());

  describe.each(TRANSPORTS)('over %s', (transport) => {
    let client: Client;
    beforeAll(async () => {
      client = await mcp.connect(transport);
    });

    const fill = async (name: string, args?: Record<string, string>): Promise<string> => {
      const { messages } = await client.getPrompt({ name, ...(args ? { arguments: args } : {}) });
      expect(messages).toEqual([{ role: 'user', content: { type: 'text', text: expect.any(String) } }]);
      return (messages[0]?.content as { text: string }).text;
    };

    it('are the five, with their argument', async () => {
      const { prompts } = await client.listPrompts();
      expect(prompts.map(({ name, arguments: args }) => [name, args?.map((a) => a.name) ?? []])).toEqual([
        ['trading_analysis', ['symbol']],
        ['portfolio_risk', []],
        ['market_microstructure_analysis', ['symbol']],
        ['order_flow_trading', ['symbol']],
        ['liquidity_mapping', ['symbol']],
      ]);
    });

    it('complete symbols', async () => {
      const ref = { type: 'ref/prompt', name: 'trading_analysis' } as const;
      const { completion } = await client.complete({ ref, argument: { name: 'symbol', value: 'eth' } });
      expect(completion.values).toContain('ETHUSDT');
    });

    it.each(PROMPTS.map((spec) => [spec.name, spec] as const))('%s holds live data', async (name, spec) => {
      const text = await fill(name, spec.ofSymbol ? { symbol: 'btcusdt' } : undefined);
      expect(text).toContain(spec.task);
      if (spec.ofSymbol) expect(text).toContain('Symbol: BTCUSDT');
      for (const { title, operation } of spec.reads) {
        expect(text).toMatch(new RegExp(`## ${title} \\(${operation.name}, as of 20[^)]+Z\\)\n[[{]`));
      }
    });

    it('say which symbol does not exist', async () => {
      const symbol = (text: string) =>
        client.getPrompt({ name: 'trading_analysis', arguments: { symbol: text } });
      await expect(symbol('NOSUCHUSDT')).rejects.toMatchObject({
        code: -32602,
        message: expect.stringContaining('UNKNOWN_SYMBOL'),
      });
      await expect(symbol('not a symbol')).rejects.toMatchObject({ code: -32602 });
    });
  });

  it('are filled as far as the account allows', async () => {
    const bare = await McpUnderTest.start({
      env: {
        BINANCE_ENV: 'mainnet',
        BINANCE_REST_URL: 'http://127.0.0.1:9',
        BINANCE_STREAM_URL: 'ws://127.0.0.1:9',
        BINANCE_WS_API_URL: 'ws://127.0.0.1:9',
      },
    });
    try {
      const client = await bare.connect();
      const { messages } = await client.getPrompt({ name: 'portfolio_risk' });
      expect((messages[0]?.content as { text: string }).text).toContain('Not available: CREDENTIALS_MISSING');
    } finally {
      await bare.close();
    }
  });
});
