import { searchSymbols } from './symbol-search.js';

const listed = (baseAsset: string, quoteAsset: string, status = 'TRADING') => ({
  symbol: baseAsset + quoteAsset,
  status,
  baseAsset,
  quoteAsset,
});
const SYMBOLS = [
  listed('ETH', 'BTC'),
  listed('BTC', 'EUR'),
  listed('BTC', 'USDT'),
  listed('ETH', 'USDT'),
  listed('SOL', 'USDT'),
  listed('SOL', 'EUR'),
  listed('SOLV', 'USDT'),
  listed('LUNA', 'USDT', 'BREAK'),
  listed('币安人生', 'USDT'),
];
const found = (query: string, limit = 3): string[] =>
  searchSymbols(SYMBOLS, query, limit).map(({ symbol }) => symbol);

describe('search of symbols', () => {
  it.each([
    ['BTCUSDT', ['BTCUSDT']],
    ['btc/usdt', ['BTCUSDT', 'BTCEUR', 'ETHUSDT']],
    ['BTC', ['BTCUSDT', 'BTCEUR', 'ETHBTC']],
    ['price of bitcoin in euro', ['BTCEUR', 'BTCUSDT']],
    ['solana', ['SOLUSDT', 'SOLEUR']],
    ['Solana tether', ['SOLUSDT', 'SOLEUR', 'BTCUSDT']],
    ['sol', ['SOLUSDT', 'SOLEUR', 'SOLVUSDT']],
    ['币安人生', ['币安人生USDT']],
    ['luna', ['LUNAUSDT']],
    ['constructor', []],
    ['of the', []],
    ['%', []],
  ])('%s', (query, best) => {
    expect(found(query).slice(0, Math.max(best.length, 1))).toEqual(best);
  });

  it('shows what is trading first, and no more than asked for', () => {
    expect(found('usdt', 20).at(-1)).toBe('LUNAUSDT');
    expect(found('usdt', 2)).toHaveLength(2);
  });
});
