import { EngineBed, amount } from './engine.bed.js';
import { createEngine } from './matching-engine.js';
import { fromPlain, toPlain } from './plain.js';
import type { EngineSnapshot } from './types.js';

describe('a saved engine', () => {
  it('is plain JSON, and goes on with its accounts, orders and rates', () => {
    const bed = new EngineBed({ commissions: { maker: 0n, taker: amount('0.5') } });
    bed.limit('alice', 'BUY', '2', '9', { clientOrderId: 'n:1' });
    bed.oto(
      'bob',
      bed.terms('SELL', 'LIMIT', { price: '11', quantity: '1', timeInForce: 'GTC' }),
      bed.terms('BUY', 'STOP_LOSS', { stopPrice: '12', quantity: '1' }),
    );
    bed.engine.lockExternally('bob', 'ABC', amount('7'));
    bed.engine.setSymbolStatus('ABCXYZ', 'CANCEL_ONLY');
    const text = JSON.stringify(bed.engine.save());
    const restored = createEngine({
      clock: { now: () => bed.now },
      symbols: [],
      restore: JSON.parse(text) as EngineSnapshot,
    });
    expect(JSON.stringify(restored.save())).toBe(text);
    expect([...restored.symbols.keys()]).toEqual(['ABCXYZ']);
    expect(restored.commissions.taker).toBe(amount('0.5'));
    expect(restored.symbolStatus('ABCXYZ')).toBe('CANCEL_ONLY');
    for (const account of ['alice', 'bob']) {
      expect(restored.balances(account)).toEqual(bed.engine.balances(account));
      expect(restored.openOrders(account)).toEqual(bed.engine.openOrders(account));
      expect(restored.openOrderLists(account)).toEqual(bed.engine.openOrderLists(account));
    }
    restored.cancel('alice', 'ABCXYZ', { clientOrderId: 'n:1' }, 'c');
    expect(restored.depth('ABCXYZ', 5).bids).toEqual([]);
    restored.assertConserved();
  });

  it('changes no more once it is saved', () => {
    const bed = new EngineBed();
    bed.limit('alice', 'BUY', '2', '9');
    const saved = bed.engine.save();
    const text = JSON.stringify(saved);
    bed.engine.cancelAll('alice', 'ABCXYZ', () => 'c');
    expect(JSON.stringify(saved)).toBe(text);
  });

  it('of another version is refused', () => {
    const restore = { version: 2, state: {} } as unknown as EngineSnapshot;
    const options = { clock: { now: () => 0 }, symbols: [], commissions: { maker: 0n, taker: 0n }, restore };
    expect(() => createEngine(options)).toThrow('the saved engine is of version 2, this one reads 1');
  });
});

describe('plain values', () => {
  it.each([
    [123n, 'n:123'],
    [-5n, 'n:-5'],
    ['text', 'text'],
    ['n:1', 's:n:1'],
    ['s:', 's:s:'],
    [{ a: [1n, undefined, null, true, 1.5], b: undefined }, { a: ['n:1', null, null, true, 1.5] }],
  ])('%p is written %j', (value, plain) => {
    expect(toPlain(value)).toEqual(plain);
  });

  it('come back as they were', () => {
    const value = { list: [1n, 'n:1', 's:x', { deep: [-2n] }], text: 'x', none: null, yes: false };
    expect(fromPlain(JSON.parse(JSON.stringify(toPlain(value))) as never)).toEqual(value);
  });
});
