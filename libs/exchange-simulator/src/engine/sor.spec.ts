import { EngineBed, SPEC, amount, plain } from './engine.bed.js';
import type { FillView, PlaceResult } from './types.js';

const WIDE = { ...SPEC, minPrice: amount('1'), maxPrice: amount('1000000'), initialPrice: amount('30000') };
const QUOTES = ['USDT', 'USDC', 'USDP'] as const;

/** The three books of the SOR FAQ; bob is the maker on all of them. */
function newBed(
  side: 'BUY' | 'SELL',
  levels: readonly [quote: string, quantity: string, price: string][],
): EngineBed {
  const bed = new EngineBed({
    symbols: QUOTES.map((quote) => ({ ...WIDE, symbol: `BTC${quote}`, baseAsset: 'BTC', quoteAsset: quote })),
    sors: [{ baseAsset: 'BTC', symbols: QUOTES.map((quote) => `BTC${quote}`) }],
    commissions: { maker: 0n, taker: 0n },
  });
  for (const asset of ['BTC', ...QUOTES]) bed.engine.transfer('bob', asset, amount('1000000'));
  bed.engine.transfer('alice', 'USDT', amount('1000000'));
  bed.engine.transfer('alice', 'BTC', amount('100'));
  for (const [quote, quantity, price] of levels) {
    bed.engine.place({
      ...bed.command('bob', side, { timeInForce: 'GTC', quantity: amount(quantity), price: amount(price) }),
      symbol: `BTC${quote}`,
    });
  }
  bed.takeEvents();
  return bed;
}

const ASKS: readonly [string, string, string][] = [
  ['USDT', '3', '30800'],
  ['USDT', '3', '30500'],
  ['USDC', '1', '30000'],
  ['USDC', '1', '28000'],
  ['USDP', '1', '35000'],
  ['USDP', '1', '29000'],
];

function route(bed: EngineBed, side: 'BUY' | 'SELL', extra: object): PlaceResult {
  return bed.engine.place({
    ...bed.command('alice', side, { timeInForce: 'GTC', ...extra }),
    symbol: 'BTCUSDT',
    useSor: true,
  });
}

const summary = (fills: readonly FillView[]): string[] =>
  fills.map(
    ({ quantity, price, tradeId, allocationId }) =>
      `${plain(quantity)}@${plain(price)} ${tradeId < 0 ? `allocation ${allocationId}` : `trade ${tradeId}`}`,
  );

describe('smart order routing', () => {
  it('fills from the best book, in the quote asset of the order', () => {
    const bed = newBed('SELL', ASKS);
    const { order, fills } = route(bed, 'BUY', { quantity: amount('0.5'), price: amount('31000') });
    expect(summary(fills)).toEqual(['0.5@28000 allocation 0']);
    expect(order).toMatchObject({
      status: 'FILLED',
      workingFloor: 'SOR',
      cumulativeQuoteQty: amount('14000'),
    });
    expect(bed.balance('alice', 'USDT')).toBe('986000/0');
    expect(bed.balance('alice', 'USDC')).toBe('0/0');
    expect(bed.balance('bob', 'USDC')).toBe('1014000/0');
    expect(bed.engine.depth('BTCUSDC', 1).asks).toEqual([[amount('28000'), amount('0.5')]]);
    bed.engine.assertConserved();
  });

  it('goes through the books by price, its own among them', () => {
    const bed = newBed('SELL', ASKS);
    const { order, fills } = route(bed, 'BUY', { quantity: amount('5'), price: amount('31000') });
    expect(summary(fills)).toEqual([
      '1@28000 allocation 0',
      '1@29000 allocation 1',
      '1@30000 allocation 2',
      '2@30500 allocation 3',
    ]);
    expect(plain(order.cumulativeQuoteQty)).toBe('148000');
    expect(order.workingFloor).toBe('SOR');
    const { orderId } = order;
    const allocations = bed.engine.allocations('alice', 'BTCUSDT', { orderId, limit: 10 });
    expect(allocations.map(({ allocationId }) => allocationId)).toEqual([0, 1, 2, 3]);
    expect(bed.engine.fills('alice', 'BTCUSDT', { limit: 10 })).toEqual([]);
    bed.engine.assertConserved();
  });

  it('expires what no book has', () => {
    const bed = newBed('SELL', ASKS);
    const { order, fills } = route(bed, 'BUY', {
      type: 'MARKET',
      timeInForce: undefined,
      quantity: amount('11'),
    });
    expect(fills).toHaveLength(6);
    expect(order).toMatchObject({
      status: 'EXPIRED',
      expiryReason: 'INSUFFICIENT_LIQUIDITY',
      executedQty: amount('10'),
      cumulativeQuoteQty: amount('305900'),
    });
    bed.engine.assertConserved();
  });

  it('sells where most is paid and rests the remainder on its own book', () => {
    const bed = newBed('BUY', [
      ['USDT', '5', '29500'],
      ['USDC', '5', '35000'],
      ['USDC', '5', '30000'],
      ['USDP', '5', '28000'],
    ]);
    const { order } = route(bed, 'SELL', { quantity: amount('16'), price: amount('29000') });
    expect(order).toMatchObject({ status: 'PARTIALLY_FILLED', workingFloor: 'EXCHANGE' });
    expect(plain(order.cumulativeQuoteQty)).toBe(String(175_000 + 150_000 + 147_500));
    expect(bed.engine.depth('BTCUSDT', 1).asks).toEqual([[amount('29000'), amount('1')]]);
    expect(bed.engine.depth('BTCUSDC', 1).asks).toEqual([]);
    bed.engine.assertConserved();
  });

  it('reports trades of the other books to their makers and their market', () => {
    const bed = newBed('SELL', ASKS);
    route(bed, 'BUY', { quantity: amount('0.5'), price: amount('31000') });
    expect(bed.takeEvents()).toEqual([
      'alice #3 NEW NEW',
      'trade 1 0.5@28000',
      'alice #3 TRADE FILLED',
      'bob #2 TRADE PARTIALLY_FILLED',
      'level 3 SELL 0.5@28000',
      'balance alice BTC,USDT',
      'balance bob BTC,USDC',
    ]);
    expect(bed.engine.lastTrade('BTCUSDC')?.price).toBe(amount('28000'));
    expect(bed.engine.lastTrade('BTCUSDT')).toBeUndefined();
  });

  it('meets own orders on other books as self-trades', () => {
    const bed = newBed('SELL', [['USDT', '1', '30000']]);
    const own = { timeInForce: 'GTC', quantity: amount('1'), price: amount('29000') } as const;
    bed.engine.place({ ...bed.command('alice', 'SELL', own), symbol: 'BTCUSDC' });
    const { order, preventedMatches } = route(bed, 'BUY', {
      quantity: amount('1'),
      price: amount('31000'),
      stpMode: 'EXPIRE_MAKER',
    });
    expect(preventedMatches).toMatchObject([{ symbol: 'BTCUSDT', makerSymbol: 'BTCUSDC', makerOrderId: 1 }]);
    expect(order.status).toBe('FILLED');
    expect(bed.engine.order('alice', 'BTCUSDC', { orderId: 1 }).status).toBe('EXPIRED_IN_MATCH');
    bed.engine.assertConserved();
  });

  it('counts all books for FOK, and for what a market purchase costs', () => {
    const bed = newBed('SELL', ASKS);
    const fok = { timeInForce: 'FOK', price: amount('31000') } as const;
    expect(route(bed, 'BUY', { ...fok, quantity: amount('9.001') }).order.status).toBe('EXPIRED');
    expect(route(bed, 'BUY', { ...fok, quantity: amount('9') }).order.status).toBe('FILLED');
    const poor = newBed('SELL', ASKS);
    poor.engine.transfer('alice', 'USDT', -amount('1000000') + amount('28000'));
    const one = { type: 'MARKET', timeInForce: undefined } as const;
    expect(route(poor, 'BUY', { ...one, quantity: amount('1') }).order.status).toBe('FILLED');
    poor.engine.assertConserved();
  });

  it('is a plain order where the symbol has no other books, or they are closed', () => {
    const bed = newBed('SELL', ASKS);
    bed.engine.setSymbolStatus('BTCUSDC', 'HALT');
    bed.engine.setSymbolStatus('BTCUSDP', 'BREAK');
    const { order, fills } = route(bed, 'BUY', { quantity: amount('1'), price: amount('31000') });
    expect(summary(fills)).toEqual(['1@30500 trade 1']);
    expect(order.workingFloor).toBe('EXCHANGE');
  });

  it('triggers stops on the books it trades on', () => {
    const bed = newBed('SELL', ASKS);
    const stop = { type: 'STOP_LOSS', quantity: amount('0.1'), stopPrice: amount('28500') } as const;
    bed.engine.place({ ...bed.command('bob', 'SELL', stop), symbol: 'BTCUSDC' });
    route(bed, 'BUY', { quantity: amount('1'), price: amount('28000') });
    const order = bed.engine.allOrders('bob', 'BTCUSDC', { limit: 9 }).at(-1);
    expect(order?.status).toBe('EXPIRED');
  });
});
