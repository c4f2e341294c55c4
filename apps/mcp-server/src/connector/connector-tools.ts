import type { WireSymbol } from '@binance-gateway/domain-types';
import type { BinanceEnvironment } from '@binance-gateway/platform';
import { table } from '../resources/markdown.js';
import { readMarket } from '../resources/pages.js';
import type { OwnTool } from '../tools/tool-spec.js';
import { FetchInput, MarketDocument, SearchInput, SearchResults } from './connector-input.js';
import { searchSymbols } from './symbol-search.js';

const MAX_HITS = 20;

const EXCHANGES: Readonly<Record<BinanceEnvironment, string>> = {
  mainnet: 'Binance Spot',
  testnet: 'Binance testnet',
  demo: 'Binance demo',
  simulator: 'embedded exchange, play money',
};

const READ = { scope: 'read', needsAccount: false, effect: 'read', idempotent: true } as const;

/** `search` and `fetch` as ChatGPT's connectors and deep research want them: over the markets of the exchange. */
export function connectorTools(environment: BinanceEnvironment): readonly OwnTool[] {
  const exchange = EXCHANGES[environment];
  const hitOf = ({ symbol, baseAsset, quoteAsset }: WireSymbol) => ({
    id: symbol,
    title: `${baseAsset}/${quoteAsset} (${exchange})`,
    url: `https://www.binance.com/en/trade/${encodeURIComponent(`${baseAsset}_${quoteAsset}`)}?type=spot`,
  });
  return [
    {
      toolset: 'connector',
      title: 'Search markets',
      description: 'Finds spot markets by symbol, asset or name of a coin. Give an id to fetch.',
      operation: {
        ...READ,
        name: 'search',
        input: SearchInput,
        output: { shape: 'one', of: SearchResults },
        example: { query: 'bitcoin in tether' },
      },
      async answer(input, { calls, upstream }) {
        const { query } = input as SearchInput;
        const symbols = await upstream.symbols.all();
        const results = searchSymbols(symbols.values(), query, MAX_HITS).map(hitOf);
        return { answer: { results }, moment: calls.now() };
      },
    },
    {
      toolset: 'connector',
      title: 'Fetch market',
      description:
        'Price, bid and ask, statistics of 24 hours and trading rules of a market that search found.',
      operation: {
        ...READ,
        name: 'fetch',
        input: FetchInput,
        output: { shape: 'one', of: MarketDocument },
        example: { id: 'BTCUSDT' },
      },
      async answer(input, { calls, upstream, caller }) {
        const { id } = input as FetchInput;
        const symbol = await upstream.symbols.require(id, 'id');
        const { text, moment } = await readMarket(calls, id, caller);
        const { baseAsset, quoteAsset, status } = symbol;
        const asOf = new Date(moment.asOf).toISOString();
        const metadata = { exchange, status, baseAsset, quoteAsset, asOf, source: moment.source };
        const document = { ...hitOf(symbol), text: `${text}\n${rulesOf(symbol)}\n`, metadata };
        return { answer: document, moment };
      },
    },
  ];
}

function rulesOf({ status, orderTypes, filters }: WireSymbol): string {
  const of = (type: string, field: string): string | undefined => {
    const value = filters.find(({ filterType }) => filterType === type)?.[field];
    return value === undefined ? undefined : String(value as string | number);
  };
  const rows = [
    ['Status', status],
    ['Price step', of('PRICE_FILTER', 'tickSize')],
    ['Quantity step', of('LOT_SIZE', 'stepSize')],
    ['Least quantity', of('LOT_SIZE', 'minQty')],
    ['Least order value', of('NOTIONAL', 'minNotional') ?? of('MIN_NOTIONAL', 'minNotional')],
    ['Order types', orderTypes.join(', ')],
  ].filter(([, value]) => value !== undefined);
  return `## Trading rules\n\n${table(['', ''], rows, '')}`;
}
