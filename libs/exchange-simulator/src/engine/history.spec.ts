import { EngineBed, amount, rejectOf } from './engine.bed.js';
import { History } from './history.js';
import type { OrderView } from './types.js';

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

describe('orders that are over', () => {
  /** What their last report said. */
  const reported = (bed: EngineBed): OrderView[] => {
    const last = new Map<number, OrderView>();
    for (const event of bed.events)
      if (event.kind === 'execution') last.set(event.order.orderId, event.order);
    return [...last.values()].sort((a, b) => a.orderId - b.orderId);
  };

  it('are told about as they were last, whatever they were', () => {
    const bed = new EngineBed();
    bed.limit('bob', 'SELL', '4', '10');
    const place = (extra: object): void => {
      bed.now += 5;
      bed.place('bob', 'BUY', { type: 'LIMIT', timeInForce: 'IOC', stpMode: 'NONE', ...extra });
    };
    const terms = { price: amount('10'), quantity: amount('1') };
    place(terms);
    place({ ...terms, timeInForce: 'FOK', stpMode: 'DECREMENT', quantity: amount('9') });
    place({ ...terms, strategyId: 3, strategyType: 1_000_000 });
    place({ type: 'MARKET', timeInForce: undefined, quoteOrderQty: amount('7.5') });
    place({ ...terms, stpMode: 'EXPIRE_BOTH' });
    place({ type: 'LIMIT_MAKER', timeInForce: undefined, price: amount('8'), quantity: amount('2') });
    place({
      ...terms,
      timeInForce: 'GTC',
      price: amount('8'),
      quantity: amount('2'),
      icebergQty: amount('1'),
    });
    place({
      ...terms,
      timeInForce: 'GTC',
      price: amount('7'),
      stopPrice: amount('12'),
      type: 'STOP_LOSS_LIMIT',
    });
    bed.now += 1;
    bed.engine.cancelAll('bob', 'ABCXYZ', () => 'x');
    expect(bed.engine.openOrders('bob')).toEqual([]);
    const all = bed.engine.allOrders('bob', 'ABCXYZ', { limit: 100 });
    expect(all).toHaveLength(9);
    expect(all).toEqual(reported(bed));
    for (const { orderId, clientOrderId } of all) {
      const byId = bed.engine.order('bob', 'ABCXYZ', { orderId });
      expect(bed.engine.order('bob', 'ABCXYZ', { clientOrderId })).toEqual(byId);
      expect(bed.engine.order('bob', 'ABCXYZ', { orderId, clientOrderId })).toEqual(byId);
    }
  });

  it('keep amounts of any size, and so do their fills', () => {
    const bed = new EngineBed({
      historyLimit: 2,
      spec: { maxQty: 10n ** 22n, maxNotional: 0n, maxPrice: 0n, tickSize: 0n, stepSize: 0n },
    });
    bed.engine.transfer('alice', 'ABC', 10n ** 22n);
    bed.engine.transfer('bob', 'XYZ', 10n ** 24n);
    const huge = { quantity: 2n ** 63n + 7n, price: amount('10'), timeInForce: 'GTC' } as const;
    for (let i = 0; i < 9; i++) {
      const terms = i % 2 === 0 ? huge : { ...huge, quantity: amount('1') };
      bed.place('alice', 'SELL', { type: 'LIMIT', ...terms });
      bed.place('bob', 'BUY', { type: 'LIMIT', ...terms });
    }
    const quantities = bed.engine.fills('bob', 'ABCXYZ', { limit: 2 }).map(({ quantity }) => quantity);
    expect(quantities).toEqual([amount('1'), huge.quantity]);
    const orders = bed.engine.allOrders('bob', 'ABCXYZ', { limit: 2 }).map(({ executedQty }) => executedQty);
    expect(orders).toEqual(quantities);
    bed.engine.assertConserved();
  });

  it('are found by the newest order of a name, the open one first', () => {
    const bed = new EngineBed({ historyLimit: 3 });
    const idOf = (clientOrderId: string): number =>
      bed.engine.order('alice', 'ABCXYZ', { clientOrderId }).orderId;
    const cancelled = (clientOrderId: string): number => {
      const { orderId } = bed.limit('alice', 'BUY', '1', '9', { clientOrderId }).order;
      bed.engine.cancel('alice', 'ABCXYZ', { clientOrderId }, 'x');
      return orderId;
    };
    const first = cancelled('twice');
    expect(idOf('twice')).toBe(first);
    const second = cancelled('twice');
    expect(idOf('twice')).toBe(second);
    const open = bed.limit('alice', 'BUY', '1', '9', { clientOrderId: 'twice' }).order.orderId;
    expect(idOf('twice')).toBe(open);
    for (let i = 0; i < 20; i++) cancelled(`other-${i}`);
    expect(idOf('twice')).toBe(open);
    expect(idOf('other-19')).toBe(bed.engine.allOrders('alice', 'ABCXYZ', { limit: 1 })[0]?.orderId);
    bed.engine.amend({
      account: 'alice',
      symbol: 'ABCXYZ',
      ref: { clientOrderId: 'twice' },
      newQty: amount('0.5'),
      newClientOrderId: 'renamed',
    });
    expect(idOf('renamed')).toBe(open);
    expect(rejectOf(() => idOf('twice'))).toBe('-2013 Order does not exist.');
  });
});
