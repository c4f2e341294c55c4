import type { Client } from '@modelcontextprotocol/client';
import { McpUnderTest, TRANSPORTS } from '../testing/mcp-under-test.js';
import { MISTAKES } from '../testing/unknown-names.js';

describe('names of nothing', () => {
  let mcp: McpUnderTest;
  beforeAll(async () => {
    mcp = await McpUnderTest.start({
      env: {
        GATEWAY_TOKENS:
          'trader:trader-token-0001:read+trade,nobody:nobody-token-0001:admin,reader:reader-token-0001:read',
      },
    });
  });
  afterAll(() => mcp.close());

  describe.each(TRANSPORTS)('over %s', (transport) => {
    let client: Client;
    beforeAll(async () => {
      client = await mcp.connect(transport);
    });

    it.each(MISTAKES)('%s', async (_, ask, words) => {
      await expect(ask(client)).rejects.toMatchObject({
        code: -32602,
        message: expect.stringContaining(words),
      });
    });

    it('a tool that the token may not use', async () => {
      const reader = await mcp.connect(transport, { token: 'reader-token-0001' });
      await expect(reader.callTool({ name: 'place_order', arguments: {} })).rejects.toMatchObject({
        code: -32602,
        message: expect.stringContaining('needs the scope "trade", which the token "reader" lacks'),
      });
    });

    it('a token that may use none', async () => {
      const nobody = await mcp.connect(transport, { token: 'nobody-token-0001' });
      expect((await nobody.listTools()).tools).toEqual([]);
      const call = (name: string) => nobody.callTool({ name, arguments: {} });
      await expect(call('get_ticker')).rejects.toThrow(
        'needs the scope "read", which the token "nobody" lacks',
      );
      await expect(call('get_rich')).rejects.toThrow('There is no tool "get_rich"; this token has none');
    });
  });

  it('tools that trade, where nobody may', async () => {
    const reading = await McpUnderTest.start({ env: { TRADING_ENABLED: 'false' } });
    try {
      const client = await reading.connect();
      await expect(client.callTool({ name: 'place_order', arguments: {} })).rejects.toThrow(
        'place_order is not offered: trading is switched off (TRADING_ENABLED)',
      );
    } finally {
      await reading.close();
    }
  });
});
