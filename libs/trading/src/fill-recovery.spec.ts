import {
  type AccountTrade,
  AppError,
  type Order,
  type WireExecutionReport,
  getAccountTrades,
} from '@binance-gateway/domain-types';
import { FakeClock } from '@binance-gateway/testing';
import { orderOf } from '../test/journal-bed.js';
import { FillRecovery, type RecoveredReport } from './fill-recovery.js';

interface Room {
  clock: FakeClock;
  fills: AccountTrade[];
  delivered: RecoveredReport[];
  asked: { symbol: string; startTime?: number; fromId?: number }[];
  /** Thrown by the next questions. */
  failures: Error[];
  recovery: FillRecovery;
  fill(id: number, changes?: Partial<AccountTrade>): AccountTrade;
  /** Recovers, letting all pauses pass. */
  recover(): Promise<void>;
}

function room(): Room {
  const clock = new FakeClock();
  const it: Room = {
    clock,
    fills: [],
    delivered: [],
    asked: [],
    failures: [],
    recovery: new FillRecovery({
      clock,
      exchangeTime: () => clock.now(),
      symbols: () => ['BTCUSDT'],
      deliver: (report) => void it.delivered.push(report),
      spot: {
        run: async (operation: object, input: object) => {
          const { symbol, startTime = 0, fromId = 0, orderId } = input as Record<string, never>;
          if (operation !== getAccountTrades) return orderOf('mine', { orderId, status: 'FILLED' }) as Order;
          it.asked.push(input as Room['asked'][number]);
          const failure = it.failures.shift();
          if (failure) throw failure;
          return it.fills
            .filter((f) => f.symbol === symbol && f.time >= startTime && f.id >= fromId)
            .slice(0, 1_000);
        },
      },
    }),
    fill: (id, changes = {}) => {
      const fill = {
        symbol: 'BTCUSDT',
        id,
        orderId: 7,
        qty: '1',
        price: '2',
        time: clock.now(),
        isBuyer: true,
      };
      it.fills.push({ ...fill, ...changes } as AccountTrade);
      return it.fills.at(-1) as AccountTrade;
    },
    recover: async () => {
      const over = it.recovery.recover();
      await clock.advance(120_000);
      await over;
    },
  };
  return it;
}

const trade = (s: string, t: number, E: number): WireExecutionReport =>
  ({ e: 'executionReport', x: 'TRADE', s, t, E }) as WireExecutionReport;

describe('fill recovery', () => {
  it('delivers what no event told of, once, and nothing of before the first subscription', async () => {
    const it = room();
    it.fill(1);
    await it.recover();
    expect(it.delivered).toEqual([]);
    it.recovery.begin();
    it.fill(2);
    it.recovery.seen(trade('BTCUSDT', 2, it.clock.now()));
    await it.clock.advance(60_000);
    it.fill(3);
    it.fill(4);
    await it.recover();
    await it.recover();
    expect(it.delivered.map((r) => [r.t, r.recovered, r.c, r.X, r.S, r.Y])).toEqual([
      [3, true, 'mine', 'FILLED', 'BUY', undefined],
      [4, true, 'mine', 'FILLED', 'BUY', undefined],
    ]);
  });

  it('leaves to the new subscription what it tells itself', async () => {
    const it = room();
    it.recovery.begin();
    await it.clock.advance(10_000);
    const over = it.recovery.recover();
    it.fill(5);
    it.recovery.seen(trade('BTCUSDT', 5, it.clock.now()));
    it.fill(6, { time: it.clock.now() + 5_000 });
    await it.clock.advance(2_000);
    await over;
    expect(it.delivered).toEqual([]);
  });

  it('asks for every symbol that events have named, and for all pages', async () => {
    const it = room();
    it.recovery.begin();
    it.recovery.seen({ ...trade('ETHUSDT', 1, it.clock.now()), x: 'NEW' });
    await it.clock.advance(10_000);
    for (let id = 1; id <= 1_500; id++) it.fill(id);
    it.fill(9, { symbol: 'ETHUSDT' });
    await it.recover();
    expect(it.delivered).toHaveLength(1_501);
    expect(new Set(it.delivered.map((r) => `${r.s} ${r.t}`)).size).toBe(1_501);
    expect(it.asked.map(({ symbol, fromId }) => [symbol, fromId])).toEqual([
      ['ETHUSDT', undefined],
      ['BTCUSDT', undefined],
      ['BTCUSDT', 1_001],
    ]);
  });

  it('tries again after a failure, not before the exchange wants to be asked', async () => {
    const it = room();
    it.recovery.begin();
    it.fill(1);
    it.failures.push(new AppError('UPSTREAM_BANNED', 'banned', { retryAfterMs: 60_000 }));
    const over = it.recovery.recover();
    await it.clock.advance(50_000);
    expect(it.asked).toHaveLength(1);
    await it.clock.advance(20_000);
    await over;
    expect(it.delivered.map((r) => r.t)).toEqual([1]);
  });
});
