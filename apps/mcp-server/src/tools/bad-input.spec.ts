import type { Client } from '@modelcontextprotocol/client';
import { INITIALIZE, McpUnderTest, TRANSPORTS, answerOf } from '../testing/mcp-under-test.js';

const ORDER = '"symbol":"BTCUSDT","side":"BUY","type":"LIMIT","timeInForce":"GTC","price":"50000"';
const call = (name: string, args: string, id = 7): string =>
  `{"jsonrpc":"2.0","id":${id},"method":"tools/call","params":{"name":"${name}","arguments":${args}}}`;

/** Answers are those that the specification names, the same over each transport. */
describe('bad input', () => {
  let mcp: McpUnderTest;
  beforeAll(async () => {
    mcp = await McpUnderTest.start();
  });
  afterAll(() => mcp.close());
  beforeEach(() => void mcp.reachedExchange());

  describe.each(TRANSPORTS)('over %s', (transport) => {
    let client: Client;
    beforeAll(async () => {
      client = await mcp.connect(transport);
    });

    it.each([
      ['thousands of values', 'get_ticker', { symbols: Array(5_000).fill('BTCUSDT') }, /at most 500 symbols/],
      [
        'thousands of members',
        'get_ticker',
        Object.fromEntries(Array.from({ length: 3_000 }, (_, i) => [`a${i}`, i])),
        /a0 is not a known field; allowed are symbol, symbols/,
      ],
      ['a huge text', 'get_ticker', { symbol: 'X'.repeat(60_000) }, /must be a symbol in upper case/],
      [
        'a wrong type',
        'get_klines',
        { symbol: 'BTCUSDT', interval: '1m', limit: '5' },
        /limit must be an integer/,
      ],
      [
        'too large a number',
        'get_order',
        { symbol: 'BTCUSDT', orderId: 2 ** 53 },
        /orderId must be an integer/,
      ],
      ['null', 'get_ticker', { symbol: null }, /symbol/],
      ['a list for a text', 'get_ticker', { symbol: ['BTCUSDT'] }, /must be a symbol/],
      [
        'a number for an amount',
        'place_order',
        { symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: 1 },
        /quantity/,
      ],
      [
        'an amount with an exponent',
        'place_order',
        { symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: '1e-3' },
        /quantity/,
      ],
    ])('%s is refused in the words of the operation', async (_, name, args, words) => {
      const result = await client.callTool({ name, arguments: args });
      expect(result.isError).toBe(true);
      const error = answerOf(result) as { code: string; detail: string; nextStep: string };
      expect(error).toMatchObject({ code: 'INVALID_INPUT', retryable: false });
      expect(error.detail).toMatch(words);
      expect(JSON.stringify(error).length).toBeLessThan(4_000);
      expect(mcp.reachedExchange()).toEqual([]);
    });

    it.each(['get_rich', '', '__proto__', 'constructor', 'x'.repeat(10_000)])(
      'there is no tool %.20s',
      async (name) => {
        const nothing = client.callTool({ name, arguments: {} });
        await expect(nothing).rejects.toMatchObject({ code: -32602 });
      },
    );

    it.each([
      ['binance://market/NOSUCHUSDT', -32602],
      ['binance://market/..%2F..%2Faccount', -32602],
      ['binance://market/BTC%00USDT', -32602],
      [`binance://market/${'A'.repeat(4_000)}`, -32602],
      ['file:///etc/passwd', -32602],
      ['%%%', -32602],
    ])('there is no resource %.40s', async (uri, code) => {
      await expect(client.readResource({ uri })).rejects.toMatchObject({ code });
    });
  });

  const MESSAGES = [
    ['JSON that breaks off', '{"jsonrpc":"2.0","id":7,', -32700, null],
    ['a batch', `[${call('get_server_time', '{}')}]`, -32600, null],
    ['no message', '{"hello":"world"}', -32600, null],
    [
      'a member twice in the arguments',
      call('place_order', `{${ORDER},"quantity":"0.001","quantity":"1"}`),
      -32600,
      7,
    ],
    [
      'a member twice under another spelling',
      call('place_order', `{${ORDER},"quantity":"0.001","\\u0071uantity":"1"}`),
      -32600,
      7,
    ],
    ['a method twice', '{"jsonrpc":"2.0","id":7,"method":"ping","method":"tools/list"}', -32600, 7],
    ['a prototype', call('get_ticker', '{"__proto__":{"symbol":"BTCUSDT"}}'), -32600, 7],
    ['deep nesting', call('get_ticker', `{"symbol":${'['.repeat(100)}${']'.repeat(100)}}`), -32600, 7],
  ] as const;

  it.each(MESSAGES)(
    '%s is refused before it is a message, over both ways of HTTP',
    async (_, text, code, id) => {
      const opened = await mcp.post('/mcp', INITIALIZE);
      await opened.text();
      const session = { 'mcp-session-id': opened.headers.get('mcp-session-id') as string };
      const stream = await mcp.fetch('/mcp/sse');
      const endpoint = `/mcp/message?sessionId=${stream.headers.get('x-connection-id')}`;
      for (const answer of [await mcp.post('/mcp', text, session), await mcp.post(endpoint, text)]) {
        expect(answer.status).toBe(400);
        expect(await answer.json()).toMatchObject({ jsonrpc: '2.0', id, error: { code } });
      }
      await stream.body?.cancel();
      await mcp.fetch('/mcp', { method: 'DELETE', headers: session });
      expect(mcp.reachedExchange()).toEqual([]);
    },
  );

  it.each([
    ['prompts/get', {}, 'params.name: expected string, received undefined'],
    [
      'prompts/get',
      { name: 'trading_analysis', arguments: { symbol: 5 } },
      'params.arguments.symbol: expected',
    ],
    ['tools/call', {}, 'params.name: expected string, received undefined'],
    [
      'tools/call',
      { name: 'get_ticker', arguments: [] },
      'params.arguments: expected record, received array',
    ],
    ['tools/list', { cursor: 5 }, 'params.cursor: expected string, received number'],
    ['resources/read', { uri: 5 }, 'params.uri: expected string, received number'],
    ['resources/subscribe', {}, 'params.uri: expected string'],
    [
      'completion/complete',
      { ref: { type: 'x' }, argument: { name: 'a', value: 'b' } },
      'params.ref.type: expected',
    ],
    ['logging/setLevel', { level: 'loud' }, 'params.level: expected one of "debug"'],
  ])('%s with %j is told which parameter is wrong', async (method, params, words) => {
    const opened = await mcp.post('/mcp', INITIALIZE);
    await opened.text();
    const session = { 'mcp-session-id': opened.headers.get('mcp-session-id') as string };
    const answer = await mcp.post('/mcp', { jsonrpc: '2.0', id: 7, method, params }, session);
    const event = (await answer.text()).split('data: ')[1] as string;
    expect(JSON.parse(event)).toMatchObject({
      id: 7,
      error: { code: -32602, message: expect.stringContaining(`Invalid params: ${words}`) },
    });
    await mcp.fetch('/mcp', { method: 'DELETE', headers: session });
  });

  it.each([
    ['42', 'a message is a JSON object'],
    ['{"id":7,"method":"ping"}', '"jsonrpc":"2.0"'],
    ['{"jsonrpc":"2.0","id":1.5,"method":"ping"}', 'id must be a text or an integer'],
    ['{"jsonrpc":"2.0","id":null,"method":"ping"}', 'id must be a text or an integer'],
    ['{"jsonrpc":"2.0","id":7}', 'there is no method'],
    ['{"jsonrpc":"2.0","id":7,"method":5}', 'method must be a text'],
    ['{"jsonrpc":"2.0","id":7,"method":"ping","params":[]}', 'params must be an object'],
    ['{"jsonrpc":"2.0","id":7,"method":"ping","result":{}}', 'neither result nor error'],
  ])('%s is told what makes it no message', async (text, words) => {
    const answer = await mcp.post('/mcp', text);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({
      error: { code: -32600, message: expect.stringContaining(words) },
    });
  });

  it('nobody watches more than 50 resources, or one of a name without end', async () => {
    const client = await mcp.connect('streamable');
    const uris = Array.from({ length: 51 }, (_, i) => `binance://market/X${i}`);
    for (const uri of uris.slice(0, 50)) await client.subscribeResource({ uri });
    await expect(client.subscribeResource({ uri: uris[50] as string })).rejects.toMatchObject({
      code: -32602,
    });
    const other = await mcp.connect('sse');
    const long = other.subscribeResource({ uri: `binance://market/${'A'.repeat(1_000)}` });
    await expect(long).rejects.toMatchObject({ code: -32602 });
    const modern = await mcp.connect('modern');
    await expect(modern.listen({ resourceSubscriptions: uris })).rejects.toThrow('50 resources');
  });
});
