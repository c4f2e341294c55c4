import type { BookSides } from './book-metrics.js';
import { MarketWindow } from './market-window.js';
import type { TakerTrade } from './taker-trade.js';

const top = (bid: string, ask: string): BookSides => ({ bids: [['99', bid]], asks: [['101', ask]] });
const bought = (time: number, quantity: string): TakerTrade => ({
  time,
  price: '101.00',
  quantity,
  takerSide: 'BUY',
  fills: 1,
});
const CHANGES = { levelChanges: 3, removedLevels: 1 };
const HOUR = 3_600_000;

describe('MarketWindow', () => {
  it('samples the book after each event', () => {
    const window = new MarketWindow();
    window.startBook(1_000, top('1', '2'));
    window.pushBook(1_100, top('3', '2'), CHANGES);
    window.pushBook(1_200, { bids: [], asks: [['101', '5']] }, CHANGES);
    expect(window.book(60_000, 1_300)).toEqual({
      window: { requestedMs: 60_000, coveredMs: 300, from: 1_000, to: 1_300 },
      items: [
        {
          ...CHANGES,
          time: 1_100,
          approximateSpreadBps: 200,
          approximateBidQuantity: 3,
          approximateAskQuantity: 2,
        },
        {
          ...CHANGES,
          time: 1_200,
          approximateSpreadBps: undefined,
          approximateBidQuantity: 0,
          approximateAskQuantity: 5,
        },
      ],
    });
  });

  it('finds a refill once the trades of its moment have had time to come', () => {
    const window = new MarketWindow();
    window.startBook(1_000, top('1', '2'));
    window.startTrades(1_000);
    window.pushBook(1_100, top('1', '2'), CHANGES);
    window.pushTrade(bought(1_150, '1.5'));
    // 2 stood there, 1.5 were bought, 1.7 are left: 1.2 came back
    window.pushBook(1_200, top('1', '1.7'), CHANGES);
    // belongs to the moment before, though it comes after the event: 1.3 came back in all
    window.pushTrade(bought(1_200, '0.1'));
    expect(window.refills(HOUR, 1_250).items).toEqual([]);
    window.pushBook(1_300, top('1', '1.7'), CHANGES);
    expect(window.refills(HOUR, 1_300)).toMatchObject({
      window: { from: 1_000 },
      items: [{ time: 1_200, side: 'SELL', price: '101', quantity: '1.3' }],
    });
  });

  it('counts a trade for one moment only', () => {
    const window = new MarketWindow();
    // refills begin when both are there, whichever comes first
    window.startTrades(1_000);
    expect(window.refills(HOUR, 1_050).window.coveredMs).toBe(0);
    window.startBook(1_000, top('1', '2'));
    window.pushTrade(bought(1_100, '1'));
    window.pushBook(1_100, top('1', '1'), CHANGES);
    window.pushBook(1_200, top('1', '1'), CHANGES);
    window.pushBook(1_300, top('1', '1'), CHANGES);
    expect(window.refills(HOUR, 1_300).items).toEqual([]);
  });

  it('forgets at an interruption what it cannot join to what comes', () => {
    const window = new MarketWindow();
    window.startTrades(1_000);
    window.startBook(1_500, top('1', '2'));
    window.pushTrade(bought(1_600, '1'));
    window.pushBook(1_700, top('1', '2'), CHANGES);
    window.interruptBook();
    window.pushBook(1_800, top('1', '2'), CHANGES);
    expect(window.book(HOUR, 2_000)).toMatchObject({ window: { coveredMs: 0 }, items: [] });
    expect(window.refills(HOUR, 2_000).window.coveredMs).toBe(0);
    expect(window.trades(HOUR, 2_000)).toMatchObject({ window: { coveredMs: 1_000 }, items: [{}] });
    window.interruptTrades();
    window.startBook(2_100, top('1', '2'));
    window.pushTrade(bought(2_150, '1'));
    expect(window.trades(HOUR, 2_200)).toMatchObject({ window: { coveredMs: 0 }, items: [] });
    window.startTrades(2_200);
    expect(window.refills(HOUR, 2_300).window.from).toBe(2_200);
    expect(window.book(HOUR, 2_300).window.from).toBe(2_100);
  });
});
