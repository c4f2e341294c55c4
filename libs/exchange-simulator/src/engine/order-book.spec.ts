import { EngineBed } from './engine.bed.js';

describe('the book', () => {
  it('sorts both sides, best first, and adds up what rests at one price', () => {
    const bed = new EngineBed();
    for (const price of ['9', '9.5', '8', '9.2']) bed.limit('alice', 'BUY', '1', price);
    for (const price of ['11', '10.5', '12', '10.5']) bed.limit('alice', 'SELL', '2', price);
    expect(bed.book()).toEqual({
      bids: ['1@9.5', '1@9.2', '1@9', '1@8'],
      asks: ['4@10.5', '2@11', '2@12'],
    });
  });

  it('cuts to the asked number of levels and knows the best of each side', () => {
    const bed = new EngineBed();
    bed.limit('alice', 'BUY', '1', '9');
    bed.limit('alice', 'BUY', '1', '8');
    const { lastUpdateId, bids, asks } = bed.engine.depth('ABCXYZ', 1);
    expect({ lastUpdateId, bids: bids.length, asks: asks.length }).toEqual({
      lastUpdateId: 2,
      bids: 1,
      asks: 0,
    });
    expect(bed.engine.bestBidAsk('ABCXYZ')).toEqual({ updateId: 2, bid: [900_000_000n, 100_000_000n] });
  });

  it('drops a level in the middle when its only order leaves', () => {
    const bed = new EngineBed();
    const orders = ['9', '8', '7'].map((price) => bed.limit('alice', 'BUY', '1', price).order);
    bed.engine.cancel('alice', 'ABCXYZ', { orderId: orders[1]?.orderId ?? 0 }, 'cancel');
    expect(bed.book().bids).toEqual(['1@9', '1@7']);
  });

  it('keeps the queue of a level whole when an order leaves from its middle or its end', () => {
    const bed = new EngineBed();
    const ids = ['1', '2', '3', '4'].map(
      (quantity) => bed.limit('alice', 'SELL', quantity, '11').order.orderId,
    );
    bed.engine.cancel('alice', 'ABCXYZ', { orderId: ids[1] ?? 0 }, 'x');
    bed.engine.cancel('alice', 'ABCXYZ', { orderId: ids[3] ?? 0 }, 'x');
    const { fills } = bed.limit('bob', 'BUY', '4', '11');
    expect(fills.map(({ quantity }) => quantity)).toEqual([100_000_000n, 300_000_000n]);
    expect(bed.order('alice', ids[0] ?? 0).status).toBe('FILLED');
    expect(bed.order('alice', ids[2] ?? 0).status).toBe('FILLED');
    expect(bed.book().asks).toEqual([]);
  });
});
