import { ListField, ObjectField, SymbolField, TextField } from '@binance-gateway/domain-types';

export class SearchInput {
  @TextField({
    description: 'A symbol, assets or names of coins',
    example: 'bitcoin in tether',
    maxLength: 200,
    pattern: /[\p{L}\p{N}]/u,
    hint: 'must name an asset or a symbol, such as "bitcoin" or "BTCUSDT"',
  })
  query!: string;
}

export class SearchHit {
  @SymbolField({ description: 'What fetch takes' })
  id!: string;

  @TextField({ description: 'Base and quote asset, and the exchange' })
  title!: string;

  @TextField({ description: 'Page of the market' })
  url!: string;
}

export class SearchResults {
  @ListField(() => SearchHit, { description: 'Best first; empty when nothing fits' })
  results!: SearchHit[];
}

export class FetchInput {
  @SymbolField({ description: 'An id that search gave' })
  id!: string;
}

export class MarketMetadata {
  @TextField({ description: 'Exchange the figures are of' })
  exchange!: string;

  @TextField({ description: 'TRADING, HALT or BREAK' })
  status!: string;

  @TextField({ description: 'What is bought and sold' })
  baseAsset!: string;

  @TextField({ description: 'What it is paid with' })
  quoteAsset!: string;

  @TextField({ description: 'When the figures were so, ISO 8601' })
  asOf!: string;

  @TextField({ description: 'stream or rest' })
  source!: string;
}

export class MarketDocument extends SearchHit {
  @TextField({ description: 'Price, statistics of 24 hours and trading rules, as Markdown' })
  text!: string;

  @ObjectField(() => MarketMetadata, { description: 'What the text is about' })
  metadata!: MarketMetadata;
}
