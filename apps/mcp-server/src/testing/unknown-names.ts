import type { Client } from '@modelcontextprotocol/client';

const prompt = (name: string, args?: Record<string, string>) => (client: Client) =>
  client.getPrompt({ name, ...(args ? { arguments: args } : {}) });
const tool = (name: string) => (client: Client) => client.callTool({ name, arguments: {} });
const resource = (uri: string) => (client: Client) => client.readResource({ uri });

const ALL_RESOURCES =
  'there are binance://market/{symbol}, binance://account/balances, binance://account/positions, binance://orders/open';
const ALL_PROMPTS =
  'there are trading_analysis, portfolio_risk, market_microstructure_analysis, order_flow_trading, liquidity_mapping';

/** Mistakes in what a client asks for, how it asks, and what it is told: the same over every transport. */
export const MISTAKES: readonly (readonly [string, (client: Client) => Promise<unknown>, string])[] = [
  ['a prompt without arguments', prompt('trading_analysis'), 'symbol: required: a symbol such as "BTCUSDT"'],
  [
    'a prompt without its symbol',
    prompt('liquidity_mapping', {}),
    'symbol: required: a symbol such as "BTCUSDT"',
  ],
  [
    'a prompt of no symbol',
    prompt('trading_analysis', { symbol: 'not one' }),
    'symbol: must be a symbol such as "BTCUSDT", got "NOT ONE"',
  ],
  [
    'an argument that no prompt has',
    prompt('trading_analysis', { symbol: 'BTCUSDT', interval: '1h' }),
    '"interval" is not an argument; there is "symbol"',
  ],
  ['a prompt that is not there', prompt('analysis'), `There is no prompt "analysis"; ${ALL_PROMPTS}`],
  ['a tool that is not there', tool('get_tickr'), 'There is no tool "get_tickr"; near it are get_ticker'],
  ['a tool in another spelling', tool('orderBookDepth'), 'near it are get_orderbook_depth, get_order_book'],
  ['a tool like no other', tool('zzz'), 'There is no tool "zzz"; there are get_server_time, get_ticker,'],
  ['a tool that was not chosen', tool('search'), 'search is in the toolset connector, which was not chosen'],
  [
    'a tool of an endless name',
    tool('x'.repeat(10_000)),
    `There is no tool "${'x'.repeat(56)}…; there are get_server_time`,
  ],
  ['a resource that is not there', resource('binance://nothing'), `"binance://nothing"; ${ALL_RESOURCES}`],
  ['a resource of another kind', resource('file:///etc/passwd'), ALL_RESOURCES],
  ['a resource that is no URI', resource('%%%'), `There is no resource "%%%"; ${ALL_RESOURCES}`],
  ['a symbol that is not there', resource('binance://market/NOSUCHUSDT'), 'NOSUCHUSDT is not a symbol'],
  [
    'completion of a prompt that is not there',
    (client) =>
      client.complete({ ref: { type: 'ref/prompt', name: 'no' }, argument: { name: 'symbol', value: 'B' } }),
    ALL_PROMPTS,
  ],
  [
    'completion of a resource that is not there',
    (client) =>
      client.complete({
        ref: { type: 'ref/resource', uri: 'a://b' },
        argument: { name: 'symbol', value: 'B' },
      }),
    ALL_RESOURCES,
  ],
];
