import { EngineBed, rejectOf } from './engine.bed.js';
import { History } from './history.js';

describe('History', () => {
  const filled = (count: number, limit: number): History<{ id: number; time: number }> => {
    const history = new History<{ id: number; time: number }>(
      limit,
      ({ id }) => id,
      ({ time }) => time,
    );
    for (let id = 1; id <= count; id++) history.push({ id, time: id * 10 });
    return history;
  };
  const ids = (history: ReturnType<typeof filled>, query: object): number[] =>
    history.select({ limit: 100, ...query }, () => true).map(({ id }) => id);

  it('holds at least the newest `limit` and fewer than twice as many', () => {
    for (let count = 1; count < 40; count++) {
      const held = ids(filled(count, 5), {});
      expect(held.at(-1)).toBe(count);
      expect(held.length).toBeGreaterThanOrEqual(Math.min(5, count));
      expect(held.length).toBeLessThan(10);
    }
  });

  it('selects the newest, or from an id or a time on', () => {
    const history = filled(9, 10);
    expect(ids(history, { limit: 2 })).toEqual([8, 9]);
    expect(ids(history, { fromId: 3, limit: 2 })).toEqual([3, 4]);
    expect(ids(history, { startTime: 45, limit: 2 })).toEqual([5, 6]);
    expect(ids(history, { endTime: 45, limit: 2 })).toEqual([3, 4]);
    expect(ids(history, { limit: 0 })).toEqual([]);
  });
});

describe('order history', () => {
  it('is bounded and never forgets an open order', () => {
    const bed = new EngineBed({ historyLimit: 10 });
    bed.limit('alice', 'BUY', '1', '5', { clientOrderId: 'old' });
    for (let i = 0; i < 100; i++) {
      const { orderId } = bed.limit('alice', 'BUY', '1', '6').order;
      bed.engine.cancel('alice', 'ABCXYZ', { orderId }, 'x');
    }
    const all = bed.engine.allOrders('alice', 'ABCXYZ', { limit: 1000 }).map(({ orderId }) => orderId);
    expect(all.length).toBeGreaterThanOrEqual(11);
    expect(all.length).toBeLessThanOrEqual(21);
    expect(all[0]).toBe(1);
    expect(all.at(-1)).toBe(101);
    expect(bed.engine.order('alice', 'ABCXYZ', { orderId: 101 }).status).toBe('CANCELED');
    expect(bed.engine.order('alice', 'ABCXYZ', { clientOrderId: 'old' }).status).toBe('NEW');
    expect(rejectOf(() => bed.engine.order('alice', 'ABCXYZ', { orderId: 2 }))).toBe(
      '-2013 Order does not exist.',
    );
    expect(rejectOf(() => bed.engine.order('alice', 'ABCXYZ', { clientOrderId: 'id-1' }))).toBe(
      '-2013 Order does not exist.',
    );
  });
});
