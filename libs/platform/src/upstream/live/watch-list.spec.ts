import { FakeClock } from '@binance-gateway/testing';
import type { Watch } from './watch.js';
import { WatchList } from './watch-list.js';

function setup(maxSymbols = 10) {
  const clock = new FakeClock();
  const closed: string[] = [];
  const list = new WatchList({ clock, idleMs: 60_000, maxSymbols });
  const begin = (operation: string, symbol: string): Watch | undefined =>
    list.begin(operation, symbol, () => ({
      read: () => undefined,
      mark: () => undefined,
      settle: () => undefined,
      close: () => void closed.push(`${operation} ${symbol}`),
    }));
  return { clock, closed, list, begin };
}

describe('WatchList', () => {
  it('drops what nobody has read for the idle time, and keeps what is read', async () => {
    const { clock, closed, list, begin } = setup();
    begin('get_price', 'BTCUSDT');
    begin('get_ticker', 'BTCUSDT');
    for (let i = 0; i < 8; i++) {
      await clock.advance(15_000);
      expect(list.find('get_price', 'BTCUSDT')).toBeDefined();
    }
    expect(closed).toEqual(['get_ticker BTCUSDT']);
    await clock.advance(75_000);
    expect(closed).toEqual(['get_ticker BTCUSDT', 'get_price BTCUSDT']);
    expect(list.find('get_price', 'BTCUSDT')).toBeUndefined();
    expect(clock.pending).toBe(0);
  });

  it('watches no more symbols than it may, each in every way', async () => {
    const { clock, list, begin } = setup(2);
    expect([begin('a', 'ONE'), begin('a', 'TWO'), begin('b', 'ONE')]).not.toContain(undefined);
    expect(begin('a', 'THREE')).toBeUndefined();
    await clock.advance(75_000);
    expect(begin('a', 'THREE')).toBeDefined();
    expect([...list.symbols()]).toEqual(['THREE']);
  });

  it('lets go of everything when it closes', () => {
    const { clock, closed, list, begin } = setup();
    begin('a', 'ONE');
    list.close();
    expect(closed).toEqual(['a ONE']);
    expect(begin('a', 'ONE')).toBeUndefined();
    expect(clock.pending).toBe(0);
  });
});
