import { type SpotConnection, connectSpot, createCredential } from '@binance-gateway/binance-client';
import {
  AppError,
  getAccountInfo,
  getOrderBook,
  getPrice,
  getTicker,
  placeOrder,
  systemClock,
  systemRandom,
} from '@binance-gateway/domain-types';
import { tooManyRequests } from '@binance-gateway/exchange-simulator';
import { type SeededRoom, overSeeds, pick } from './over-seeds.js';

const READS = [
  (spot: SpotConnection['spot']) => spot.run(getPrice, { symbol: 'BTCUSDT' }),
  (spot: SpotConnection['spot']) => spot.run(getTicker, { symbol: 'BTCUSDT' }),
  (spot: SpotConnection['spot']) => spot.run(getOrderBook, { symbol: 'BTCUSDT' }),
  (spot: SpotConnection['spot']) => spot.run(getAccountInfo, {}),
] as const;

const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'ok',
    (error: unknown) => (AppError.is(error) ? error.code : String(error)),
  );

const refusals = ({ bed }: SeededRoom): number =>
  bed.exchange.control.requests().filter(({ status }) => status === 429 || status === 418).length;

describe('limits of the exchange', () => {
  overSeeds('R1 a 429 silences everything for as long as it asks', async ({ random, bed, house }) => {
    const seconds = 5 + Math.floor(random() * 30);
    const path = '/api/v3/depth';
    bed.exchange.control.inject({ match: { path }, effect: tooManyRequests(seconds * 1_000) });
    const first = await bed.connection.spot.run(getOrderBook, { symbol: 'BTCUSDT' }).catch((e: unknown) => e);
    expect(first).toMatchObject({ code: 'UPSTREAM_RATE_LIMITED', retryAfterMs: seconds * 1_000 });
    const reached = bed.exchange.control.requests().length;
    const order = { symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: '0.01' } as const;
    const calls = Array.from({ length: 10 }, () => codeOf(pick(random, READS)(bed.connection.spot)));
    calls.push(codeOf(house.desk.place(order, { principal: 'bot' })));
    expect(new Set(await Promise.all(calls))).toEqual(new Set(['UPSTREAM_RATE_LIMITED']));
    expect(bed.exchange.control.requests()).toHaveLength(reached);
  });

  overSeeds('R2 a ban silences everything, and a longer one longer', async ({ random, bed }) => {
    const ms = 60_000 + Math.floor(random() * 600_000);
    bed.exchange.control.ban(ms);
    const first = (await bed.connection.spot
      .run(getOrderBook, { symbol: 'BTCUSDT' })
      .catch((e: unknown) => e)) as AppError;
    expect(first.code).toBe('UPSTREAM_BANNED');
    expect(first.retryAfterMs).toBeGreaterThan(ms - 30_000);
    expect(first.retryAfterMs).toBeLessThanOrEqual(ms + 1_000);
    const reached = bed.exchange.control.requests().length;
    const calls = Array.from({ length: 10 }, () => codeOf(pick(random, READS)(bed.connection.spot)));
    expect(new Set(await Promise.all(calls))).toEqual(new Set(['UPSTREAM_BANNED']));
    expect(bed.exchange.control.requests()).toHaveLength(reached);
  });

  overSeeds(
    'R3 somebody else at this address spends weight, which only the headers tell',
    async (room) => {
      const { random, bed } = room;
      // in one minute: what others spend in a new one, no answer has told yet
      bed.exchange.control.skewClock(10_000 - (Date.now() % 60_000));
      await bed.connection.serverClock.sync();
      bed.exchange.control.faults.start('spendWeight', { weight: 50 + Math.floor(random() * 150) });
      await bed.connection.spot.run(getPrice, { symbol: 'BTCUSDT' });
      const calls = Array.from({ length: 120 }, () => codeOf(pick(random, READS)(bed.connection.spot)));
      const codes = await Promise.all(calls);
      expect(codes.filter((code) => code === 'UPSTREAM_RATE_LIMITED').length).toBeGreaterThan(0);
      expect(refusals(room)).toBe(0);
    },
    () => [{ limits: { weightPerMinute: 400 } }],
  );

  overSeeds('R4 headers of the minute before do not count for this one', async (room) => {
    const { bed } = room;
    const { spot, budget, serverClock } = bed.connection;
    const used = (): number =>
      budget.use().find(({ rateLimitType }) => rateLimitType === 'REQUEST_WEIGHT')?.used ?? 0;
    // the minute of the exchange ends in two seconds, however long the start took; a machine that stood still tries again
    let now: number;
    do {
      bed.exchange.control.skewClock(58_000 - (Date.now() % 60_000));
      await serverClock.sync();
      now = serverClock.now();
    } while (now % 60_000 < 57_000 || now % 60_000 > 58_500);
    bed.exchange.control.faults.start('spendWeight', { weight: 2_000 });
    const minute = Math.floor(now / 60_000);
    const left = 60_000 - (now % 60_000);
    bed.exchange.control.inject({
      match: { path: '/api/v3/ticker/price' },
      effect: { kind: 'late', ms: left + 250 },
    });
    await spot.run(getPrice, { symbol: 'BTCUSDT' }, { timeoutMs: 30_000 });
    expect(Math.floor(serverClock.now() / 60_000)).toBe(minute + 1);
    expect(used()).toBeLessThan(1_000);
  });

  overSeeds(
    'R5 many callers race for what is left',
    async (room) => {
      const { random, bed } = room;
      const { spot } = bed.connection;
      const callers = Array.from({ length: 4 }, async () => {
        const codes: string[] = [];
        for (let i = 0; i < 10; i++) {
          const calls = Array.from({ length: 1 + Math.floor(random() * 6) }, () =>
            codeOf(pick(random, READS)(spot)),
          );
          codes.push(...(await Promise.all(calls)));
        }
        return codes;
      });
      const codes = (await Promise.all(callers)).flat();
      expect(codes).toContain('ok');
      expect(codes).toContain('UPSTREAM_RATE_LIMITED');
      expect(refusals(room)).toBe(0);
    },
    (random) => [{ limits: { weightPerMinute: 150 + Math.floor(random() * 150) } }],
  );

  overSeeds('R6 retryAfter of the WebSocket API is a moment, not a time to wait', async (room) => {
    const { random, bed, closers } = room;
    const ms = 2_000 + Math.floor(random() * 50_000);
    const { apiKey, apiSecret } = bed.exchange.credentials;
    const connection = connectSpot({
      restUrl: bed.exchange.urls.rest,
      wsApiUrl: bed.exchange.urls.wsApi,
      orderTransport: 'ws',
      credential: createCredential({ apiKey, apiSecret }),
      clock: systemClock,
      random: systemRandom,
      newClientOrderId: () => 'r6',
    });
    closers.push(() => connection.close());
    await connection.start();
    bed.exchange.control.inject({
      match: { transport: 'ws', path: 'order.place' },
      effect: tooManyRequests(ms),
    });
    const order = { symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: '0.01' } as const;
    const error = (await connection.spot.run(placeOrder, order).catch((e: unknown) => e)) as AppError;
    expect(error.code).toBe('UPSTREAM_RATE_LIMITED');
    expect(error.retryAfterMs).toBeLessThanOrEqual(ms + 1_000);
    expect(error.retryAfterMs).toBeGreaterThan(ms - 30_000);
    expect(connection.budget.fits(1)).toBe(false);
  });
});
