import { LIVE_KINDS, symbolOf } from './kinds.js';

const ONE = { symbol: 'BTCUSDT' };

describe('what streams can answer', () => {
  it.each([...LIVE_KINDS])('%s: one symbol, without conditions', (_name, kind) => {
    expect(kind.symbolOf(ONE)).toBe('BTCUSDT');
    expect(kind.symbolOf({})).toBeUndefined();
    expect(kind.symbolOf({ symbols: ['BTCUSDT'] })).toBeUndefined();
  });

  it.each([...LIVE_KINDS])('%s: not when the status of the symbol is a condition', (_name, kind) => {
    expect(kind.symbolOf({ ...ONE, symbolStatus: 'TRADING' })).toBeUndefined();
  });

  it('a book neither', () => {
    expect(symbolOf(ONE)).toBe('BTCUSDT');
    expect(symbolOf({ ...ONE, limit: 20, symbolStatus: 'HALT' })).toBeUndefined();
  });

  it('a ticker only with all of its fields', () => {
    const kind = LIVE_KINDS.get('get_ticker');
    expect(kind?.symbolOf({ ...ONE, type: 'FULL' })).toBe('BTCUSDT');
    expect(kind?.symbolOf({ ...ONE, type: 'MINI' })).toBeUndefined();
  });
});
