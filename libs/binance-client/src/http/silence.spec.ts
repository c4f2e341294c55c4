import { FakeClock } from '@binance-gateway/testing';
import { ConnectBudget } from '../streams/connect-budget.js';
import { Silence, type SilenceState } from './silence.js';

describe('Silence', () => {
  it('is told to whoever keeps it, and taken up by the next process', () => {
    const clock = new FakeClock();
    const kept: SilenceState[] = [];
    const silence = new Silence(clock, (state) => kept.push(state));
    silence.begin(120_000, true);
    silence.beginOrders(300_000);
    silence.begin(60_000, false); // shorter: nothing new
    expect(kept).toHaveLength(2);

    const later = new FakeClock(clock.now() + 50_000);
    const next = new Silence(later);
    next.restore(kept.at(-1) as SilenceState);
    expect([next.remainingMs, next.isBan, next.ordersRemainingMs]).toEqual([70_000, true, 250_000]);
    later.advanceSync(70_000);
    expect([next.remainingMs, next.isBan, next.ordersRemainingMs]).toEqual([0, false, 180_000]);
  });

  it('forgets what is over, and believes in no ban of more than three days', () => {
    const clock = new FakeClock();
    const over = new Silence(clock);
    over.restore({ until: clock.now() - 1, banned: true, ordersUntil: 0 });
    expect([over.remainingMs, over.isBan]).toEqual([0, false]);
    over.restore({ until: clock.now() + 1e12, banned: true, ordersUntil: 0 });
    expect(over.remainingMs).toBe(3 * 86_400_000);
  });

  it('stops connection attempts when it is a ban, and a ban met on connecting stops requests', () => {
    const clock = new FakeClock();
    const silence = new Silence(clock);
    const connects = new ConnectBudget(clock, undefined, silence);
    silence.begin(5_000, false);
    expect(connects.take()).toBe(0);
    silence.begin(10_000, true);
    expect(connects.take()).toBe(10_000);
    connects.block(60_000, true);
    expect(silence.remainingMs).toBe(60_000);
    expect(silence.isBan).toBe(true);
  });
});
