import { AppError, type WireExchangeInfo, type WireSymbol } from '@binance-gateway/domain-types';
import { FakeClock, until } from '@binance-gateway/testing';
import { SymbolRules } from './symbol-rules.js';

function setup(listed: string[] = ['BTCUSDT']): {
  clock: FakeClock;
  rules: SymbolRules;
  listed: string[];
  state: { asked: number; fails: boolean; limits: number };
} {
  const clock = new FakeClock();
  const state = { asked: 0, fails: false, limits: 0 };
  const rules = new SymbolRules({
    clock,
    load: async () => {
      state.asked++;
      await Promise.resolve();
      if (state.fails) throw new AppError('UPSTREAM_UNAVAILABLE', 'down');
      return {
        rateLimits: [],
        symbols: listed.map((symbol) => ({ symbol }) as WireSymbol),
      } as unknown as WireExchangeInfo;
    },
    onLoad: () => state.limits++,
  });
  return { clock, rules, listed, state };
}

const UNKNOWN = { code: 'UNKNOWN_SYMBOL', message: 'NOPE is not a symbol of the exchange' };

it('loads once for callers at the same time, and hands the body on', async () => {
  const { rules, state } = setup();
  expect(rules.get('BTCUSDT')).toBeUndefined();
  await Promise.all([rules.require('BTCUSDT'), rules.require('BTCUSDT'), rules.all()]);
  expect(state).toMatchObject({ asked: 1, limits: 1 });
  expect(rules.get('BTCUSDT')).toEqual({ symbol: 'BTCUSDT' });
});

it('refuses an unlisted symbol without asking, and asks again at most once a minute', async () => {
  const { clock, rules, state, listed } = setup();
  for (let i = 0; i < 50; i++) await expect(rules.require('NOPE')).rejects.toMatchObject(UNKNOWN);
  expect(state.asked).toBe(1);
  clock.advanceSync(60_001);
  for (let i = 0; i < 50; i++) await expect(rules.require('NOPE')).rejects.toMatchObject(UNKNOWN);
  expect(state.asked).toBe(2);
  listed.push('NOPE');
  clock.advanceSync(60_001);
  expect(await rules.require('NOPE')).toEqual({ symbol: 'NOPE' });
});

it('names the field that held the symbol', async () => {
  const { rules } = setup();
  await expect(rules.require('NOPE', 'symbols')).rejects.toMatchObject({ fields: [{ field: 'symbols' }] });
});

it('reloads after an hour, behind whoever asks', async () => {
  const { clock, rules, listed, state } = setup();
  await rules.all();
  listed.push('ETHUSDT');
  clock.advanceSync(3_600_001);
  expect((await rules.all()).size).toBe(1);
  await until(() => rules.get('ETHUSDT'));
  expect(state.asked).toBe(2);
});

it('keeps what it knows when the exchange is down, and says why when it knows nothing', async () => {
  const { clock, rules, state } = setup();
  state.fails = true;
  await expect(rules.require('BTCUSDT')).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
  state.fails = false;
  await rules.require('BTCUSDT');
  state.fails = true;
  clock.advanceSync(60_001);
  await expect(rules.require('NOPE')).rejects.toMatchObject(UNKNOWN);
  expect((await rules.require('BTCUSDT')).symbol).toBe('BTCUSDT');
});
