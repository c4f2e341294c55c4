import type { Client } from '@modelcontextprotocol/client';
import { INITIALIZE, McpUnderTest, TRANSPORTS, answerOf } from '../testing/mcp-under-test.js';
import { TOOLS } from '../tools/tool-table.js';

const DEFAULT = TOOLS.map(({ operation }) => operation.name);
const CONNECTOR = ['search', 'fetch'];
const partOf = (...toolsets: string[]): string[] =>
  TOOLS.filter(({ toolset }) => toolsets.includes(toolset)).map(({ operation }) => operation.name);

describe('toolsets', () => {
  let mcp: McpUnderTest;
  beforeAll(async () => {
    mcp = await McpUnderTest.start();
  });
  afterAll(() => mcp.close());

  const namesOf = async (client: Client): Promise<string[]> =>
    (await client.listTools()).tools.map(({ name }) => name);

  describe.each(TRANSPORTS)('over %s', (transport) => {
    it.each([
      ['', DEFAULT],
      ['?toolsets=default,connector', [...DEFAULT, ...CONNECTOR]],
      ['?toolsets=connector', CONNECTOR],
      ['?toolsets=connector&toolsets=market', [...partOf('market'), ...CONNECTOR]],
      ['?toolsets=market,%20books,market', partOf('market', 'books')],
    ])('%s', async (query, names) => {
      expect(await namesOf(await mcp.connect(transport, { query }))).toEqual(names);
    });

    it('cannot call what was not chosen', async () => {
      const client = await mcp.connect(transport, { query: '?toolsets=connector' });
      const call = client.callTool({ name: 'place_order', arguments: {} });
      await expect(call).rejects.toMatchObject({ code: -32602 });
    });

    it('searches and fetches', async () => {
      const client = await mcp.connect(transport, { query: '?toolsets=connector' });
      const search = await client.callTool({ name: 'search', arguments: { query: 'ether in tether' } });
      const { results } = answerOf(search) as { results: { id: string; title: string; url: string }[] };
      expect(search.structuredContent).toEqual({ results });
      expect(results[0]).toEqual({
        id: 'ETHUSDT',
        title: 'ETH/USDT (embedded exchange, play money)',
        url: 'https://www.binance.com/en/trade/ETH_USDT?type=spot',
      });
      const document = await client.callTool({ name: 'fetch', arguments: { id: results[0]?.id } });
      expect(answerOf(document)).toMatchObject({
        ...results[0],
        text: expect.stringMatching(/^# ETHUSDT\n[^]*\| Last price \| \d[^]*\| Price step \| 0\.01/),
        metadata: { status: 'TRADING', baseAsset: 'ETH', asOf: expect.stringMatching(/^\d{4}-.*Z$/) },
      });
    });
  });

  it('finds every symbol of the exchange by its name, and fetches it', async () => {
    const client = await mcp.connect('streamable', { query: '?toolsets=connector' });
    const symbols = [...(await mcp.upstream.symbols.all()).keys()];
    expect(symbols.length).toBeGreaterThan(2);
    for (const id of symbols) {
      const { results } = answerOf(await client.callTool({ name: 'search', arguments: { query: id } })) as {
        results: { id: string }[];
      };
      expect(results[0]?.id).toBe(id);
      const document = await client.callTool({ name: 'fetch', arguments: { id } });
      expect(answerOf(document)).toMatchObject({ id });
    }
  });

  it('tells what is wrong with a question', async () => {
    const client = await mcp.connect('streamable', { query: '?toolsets=connector' });
    const errorOf = async (name: string, args: object): Promise<unknown> =>
      answerOf(await client.callTool({ name, arguments: { ...args } }));
    expect(await errorOf('search', {})).toMatchObject({
      code: 'INVALID_INPUT',
      fields: [{ field: 'query' }],
    });
    for (const query of ['  ', '%', 'x'.repeat(201), ['BTC']]) {
      expect(await errorOf('search', { query })).toMatchObject({ code: 'INVALID_INPUT' });
    }
    expect(await errorOf('search', { query: 'BTC', limit: 5 })).toMatchObject({ code: 'INVALID_INPUT' });
    expect(await errorOf('fetch', { id: 'NOSUCHUSDT' })).toMatchObject({
      code: 'UNKNOWN_SYMBOL',
      fields: [{ field: 'id' }],
    });
    expect(await errorOf('search', { query: 'nothing like it' })).toEqual({ results: [] });
  });

  it.each([
    ['everything', 'everything'],
    ['', ''],
    ['default,,market', ''],
  ])('?toolsets=%s is refused with what there is', async (asked, name) => {
    for (const answer of [
      await mcp.post(`/mcp?toolsets=${asked}`, INITIALIZE),
      await mcp.fetch(`/mcp/sse?toolsets=${asked}`),
    ]) {
      expect(answer.status).toBe(400);
      const message = `there is no toolset "${name}"; give some of default, market, books, analytics, account, trading, connector, comma-separated`;
      expect(await answer.json()).toMatchObject({
        code: 'INVALID_INPUT',
        detail: message,
        fields: [{ field: 'toolsets', message }],
      });
    }
  });

  it('are those of MCP_TOOLSETS where the address names none', async () => {
    const other = await McpUnderTest.start({ env: { MCP_TOOLSETS: 'market,connector' } });
    try {
      expect(await namesOf(await other.connect())).toEqual([...partOf('market'), ...CONNECTOR]);
      expect(await namesOf(await other.connect('sse', { query: '?toolsets=default' }))).toEqual(DEFAULT);
    } finally {
      await other.close();
    }
  });
});
