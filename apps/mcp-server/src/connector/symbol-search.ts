import type { WireSymbol } from '@binance-gateway/domain-types';
import { ASSET_NAMES } from './asset-names.js';

type Listed = Pick<WireSymbol, 'symbol' | 'status' | 'baseAsset' | 'quoteAsset'>;

/** A symbol written out beats an asset, an asset beats a name, a beginning is the least. */
const SCORES = { symbol: 100, base: 40, quote: 20, name: 12, prefix: 6 } as const;

/**
 * Symbols that the words of a query speak of, best first: those that more words speak of, that are trading, and whose
 * quote asset more symbols have.
 * @param query a symbol, assets or names of coins in any writing: "BTCUSDT", "btc/usdt", "price of solana in euro"
 */
export function searchSymbols<T extends Listed>(symbols: Iterable<T>, query: string, limit: number): T[] {
  const words = [...new Set(query.toUpperCase().split(/[^\p{L}\p{N}]+/u))].filter((word) => word !== '');
  const all = [...symbols];
  const markets = new Map<string, number>();
  for (const { quoteAsset } of all) markets.set(quoteAsset, (markets.get(quoteAsset) ?? 0) + 1);
  const found = all.flatMap((listed) => {
    const score = words.reduce((sum, word) => sum + scoreOf(listed, word), 0);
    return score === 0 ? [] : [{ listed, score }];
  });
  const isTrading = ({ status }: Listed): number => (status === 'TRADING' ? 1 : 0);
  found.sort(
    (a, b) =>
      isTrading(b.listed) - isTrading(a.listed) ||
      b.score - a.score ||
      (markets.get(b.listed.quoteAsset) as number) - (markets.get(a.listed.quoteAsset) as number) ||
      (a.listed.symbol < b.listed.symbol ? -1 : 1),
  );
  return found.slice(0, limit).map(({ listed }) => listed);
}

function scoreOf({ symbol, baseAsset, quoteAsset }: Listed, word: string): number {
  if (word === symbol) return SCORES.symbol;
  if (word === baseAsset) return SCORES.base;
  if (word === quoteAsset) return SCORES.quote;
  if (namesOf(baseAsset).includes(word)) return SCORES.name * 2;
  if (namesOf(quoteAsset).includes(word)) return SCORES.name;
  return word.length >= 2 && symbol.startsWith(word) ? SCORES.prefix : 0;
}

const NAMES = new Map(
  Object.entries(ASSET_NAMES).map(([asset, names]) => [asset, names.toUpperCase().split(' ')]),
);

function namesOf(asset: string): readonly string[] {
  return NAMES.get(asset) ?? [];
}
