import {
  type NewOrderInput,
  type Order,
  getAccountInfo,
  getAllOrders,
  getOrderBook,
  getPrice,
} from '@binance-gateway/domain-types';
import { FAULTS, tooManyRequests } from '@binance-gateway/exchange-simulator';
import { until } from '@binance-gateway/testing';
import { CANCEL, ORDER_WAY, PLACE, refuseQuestions } from './order-way.js';
import { type SpotBed, errorOf, openSpotBed } from './spot-bed.js';

let bed: SpotBed;
afterEach(() => bed.close());

const LIMIT: NewOrderInput = {
  symbol: 'BTCUSDT',
  side: 'BUY',
  type: 'LIMIT',
  timeInForce: 'GTC',
  quantity: '0.01',
  price: '96000.00',
};
const placements = (): number => bed.exchange.control.requests(PLACE).length;
const orders = async (): Promise<Order[]> =>
  (await bed.connection.spot.run(getAllOrders, { symbol: 'BTCUSDT' })) as Order[];

describe('an order whose answer is lost', () => {
  beforeEach(async () => {
    bed = await openSpotBed();
  });

  it.each(['acceptThenSilence', 'acceptThenReset', 'acceptThenUnavailable', 'acceptThenUnknown'] as const)(
    'but which was accepted is found by asking: %s',
    async (name) => {
      bed.exchange.control.inject({ match: PLACE, effect: FAULTS[name] });
      const placed = await bed.desk.place({ ...LIMIT, newClientOrderId: 'lost-1' }, { timeoutMs: 300 });
      expect(placed).toMatchObject({ status: 'NEW', clientOrderId: 'lost-1' });
      expect(placements()).toBe(1);
      expect(await orders()).toHaveLength(1);
    },
  );

  it.each(['refuseThenUnknown', 'reset', 'silence', 'unavailable'] as const)(
    'and which never was accepted stays unknown, and is not sent again: %s',
    async (name) => {
      bed.exchange.control.inject({ match: PLACE, effect: FAULTS[name] });
      const error = await errorOf(
        bed.desk.place({ ...LIMIT, newClientOrderId: 'lost-2' }, { timeoutMs: 300 }),
      );
      expect(error).toMatchObject({
        code: 'OUTCOME_UNKNOWN',
        extra: { outcome: 'UNKNOWN', clientOrderId: 'lost-2', symbol: 'BTCUSDT' },
      });
      expect(placements()).toBe(1);
      expect(await orders()).toHaveLength(0);
    },
  );

  it('and whose state cannot be asked either stays unknown', async () => {
    bed.exchange.control.inject({ match: PLACE, effect: FAULTS.acceptThenReset });
    refuseQuestions(bed.exchange);
    const error = await errorOf(bed.desk.place(LIMIT));
    expect(error).toMatchObject({ code: 'OUTCOME_UNKNOWN' });
    expect(placements()).toBe(1);
  });

  it('but which the firewall stopped was certainly not placed; a page in a socket answers nothing', async () => {
    bed.exchange.control.inject({ match: PLACE, effect: FAULTS.firewall });
    const error = await errorOf(bed.desk.place(LIMIT, { timeoutMs: 300 }));
    if (ORDER_WAY === 'ws') expect(error).toMatchObject({ code: 'OUTCOME_UNKNOWN' });
    else {
      expect(error).toMatchObject({
        code: 'REJECTED_BY_EXCHANGE',
        message: expect.stringContaining('403 Forbidden') as string,
      });
    }
    expect(await orders()).toHaveLength(0);
  });

  it('is canceled once: the state of the order tells how the cancel went', async () => {
    const placed = await bed.desk.place(LIMIT);
    bed.exchange.control.inject({ match: CANCEL, effect: FAULTS.acceptThenReset });
    expect(await bed.desk.cancel({ symbol: 'BTCUSDT', orderId: placed.orderId })).toMatchObject({
      status: 'CANCELED',
    });
    const open = await bed.desk.place(LIMIT);
    bed.exchange.control.inject({ match: CANCEL, effect: FAULTS.reset });
    expect(await errorOf(bed.desk.cancel({ symbol: 'BTCUSDT', orderId: open.orderId }))).toMatchObject({
      code: 'OUTCOME_UNKNOWN',
    });
    expect(bed.exchange.control.requests(CANCEL)).toHaveLength(2);
  });
});

describe('reads', () => {
  beforeEach(async () => {
    bed = await openSpotBed();
  });

  it.each(['reset', 'unavailable', 'acceptThenUnavailable'] as const)('survive %s', async (name) => {
    bed.exchange.control.inject({ match: { path: '/api/v3/depth' }, effect: FAULTS[name] });
    expect(await bed.connection.spot.run(getOrderBook, { symbol: 'BTCUSDT' })).toHaveProperty('bids');
    expect(bed.exchange.control.requests({ path: '/api/v3/depth' })).toHaveLength(2);
  });

  it('time out with a typed error', async () => {
    bed.exchange.control.inject({ match: { path: '/api/v3/depth' }, times: 10, effect: FAULTS.silence });
    const error = await errorOf(
      bed.connection.spot.run(getOrderBook, { symbol: 'BTCUSDT' }, { timeoutMs: 100 }),
    );
    expect(error.code).toBe('UPSTREAM_TIMEOUT');
  });
});

describe('time', () => {
  it.each([60_000, -60_000])(
    'a clock that moved by %d ms is set right, and the order goes through',
    async (ms) => {
      bed = await openSpotBed();
      bed.exchange.control.skewClock(ms);
      expect(await bed.desk.place(LIMIT)).toMatchObject({ status: 'NEW' });
      expect(placements()).toBe(2);
      expect(await orders()).toHaveLength(1);
      expect(Math.abs(bed.connection.serverClock.offsetMs - ms)).toBeLessThan(5_000);
    },
  );
});

describe('limits', () => {
  it('nothing is sent during a ban, and everything goes on after it', async () => {
    bed = await openSpotBed();
    bed.exchange.control.ban(1_500);
    const banned = await errorOf(bed.connection.spot.run(getOrderBook, { symbol: 'BTCUSDT' }));
    expect(banned).toMatchObject({ code: 'UPSTREAM_BANNED' });
    expect(banned.retryAfterMs).toBeGreaterThan(0);
    const reached = bed.exchange.control.requests().length;
    for (let i = 0; i < 20; i++) {
      expect((await errorOf(bed.desk.place(LIMIT))).code).toBe('UPSTREAM_BANNED');
      expect((await errorOf(bed.connection.spot.run(getAccountInfo, {}))).code).toBe('UPSTREAM_BANNED');
    }
    expect(bed.exchange.control.requests()).toHaveLength(reached);
    // Asking goes on all the time; the first request that is sent meets an exchange that has lifted the ban
    await until(() => bed.connection.spot.run(getOrderBook, { symbol: 'BTCUSDT' }));
    expect(bed.exchange.control.requests()).toHaveLength(reached + 1);
  });

  it('after a 429 nothing is sent for as long as it asks', async () => {
    bed = await openSpotBed();
    bed.exchange.control.inject({ match: { path: '/api/v3/depth' }, effect: tooManyRequests(7_000) });
    expect(await errorOf(bed.connection.spot.run(getOrderBook, { symbol: 'BTCUSDT' }))).toMatchObject({
      code: 'UPSTREAM_RATE_LIMITED',
      retryAfterMs: 7_000,
    });
    const reached = bed.exchange.control.requests().length;
    expect((await errorOf(bed.desk.place(LIMIT))).code).toBe('UPSTREAM_RATE_LIMITED');
    expect(bed.exchange.control.requests()).toHaveLength(reached);
  });

  it('the exchange never has to refuse for weight, however much is asked', async () => {
    bed = await openSpotBed({ limits: { weightPerMinute: 300 } });
    const answers = await Promise.allSettled(
      Array.from({ length: 400 }, () => bed.connection.spot.run(getPrice, { symbol: 'BTCUSDT' })),
    );
    const refused = answers.filter((a) => a.status === 'rejected');
    expect(refused.length).toBeGreaterThan(0);
    for (const { reason } of refused) {
      expect(reason).toMatchObject({
        code: 'UPSTREAM_RATE_LIMITED',
        message: expect.stringContaining('was not sent') as string,
      });
    }
    expect(answers.length - refused.length).toBeGreaterThan(100);
    expect(bed.exchange.control.requests().filter((r) => r.status === 429 || r.status === 418)).toEqual([]);
  });

  it('too many unfilled orders stop orders, not cancels', async () => {
    bed = await openSpotBed({ limits: { ordersPer10Seconds: 3 } });
    const placed: Order[] = [];
    let refusal: Awaited<ReturnType<typeof errorOf>> | undefined;
    for (let i = 0; i < 10 && !refusal; i++) {
      await bed.desk.place(LIMIT).then(
        (order) => placed.push(order),
        (error: unknown) => {
          refusal = error as typeof refusal;
        },
      );
    }
    expect(refusal).toMatchObject({ code: 'ORDER_LIMIT_REACHED' });
    const sent = placements();
    expect((await errorOf(bed.desk.place(LIMIT))).code).toBe('ORDER_LIMIT_REACHED');
    expect(placements()).toBe(sent);
    const orderId = placed[0]?.orderId ?? 0;
    expect(await bed.desk.cancel({ symbol: 'BTCUSDT', orderId })).toMatchObject({ status: 'CANCELED' });
  });
});
