import { type AccountTrade, Decimal } from '@binance-gateway/domain-types';
import fc from 'fast-check';
import { costBasis } from './cost-basis.js';
import { positionOf, positionsFrom } from './positions.js';

let nextId = 1;
beforeEach(() => {
  nextId = 1;
});

function fill(
  side: 'BUY' | 'SELL',
  qty: string,
  price: string,
  commission = '0',
  commissionAsset = 'BNB',
): AccountTrade {
  return {
    symbol: 'BTCUSDT',
    id: nextId++,
    orderId: 1,
    orderListId: -1,
    price,
    qty,
    quoteQty: Decimal.of(qty).times(Decimal.of(price)).toString(),
    commission,
    commissionAsset,
    time: 1_770_000_000_000 + nextId,
    isBuyer: side === 'BUY',
    isMaker: false,
  };
}

const ASSETS = { baseAsset: 'BTC', quoteAsset: 'USDT' };

function basisOf(...fills: AccountTrade[]): { quantity: string; cost: string; realized: string } {
  const { quantity, cost, realized } = costBasis(fills, ASSETS);
  return {
    quantity: quantity.toString(),
    cost: cost.round(8).toString(),
    realized: realized.round(8).toString(),
  };
}

describe('cost basis', () => {
  it('averages purchases by weight', () => {
    // 1 × 100 + 3 × 200 = 700
    expect(basisOf(fill('BUY', '1', '100'), fill('BUY', '3', '200'))).toEqual({
      quantity: '4',
      cost: '700',
      realized: '0',
    });
  });

  it('takes the average off for what is sold, and leaves the average as it was', () => {
    // average 175; 1 sold at 250 gains 75; 3 left at 525
    expect(basisOf(fill('BUY', '1', '100'), fill('BUY', '3', '200'), fill('SELL', '1', '250'))).toEqual({
      quantity: '3',
      cost: '525',
      realized: '75',
    });
  });

  it('takes a commission in the base asset off what arrived', () => {
    // 1 BTC for 50000, 0.001 kept back: 0.999 cost 50000
    expect(basisOf(fill('BUY', '1', '50000', '0.001', 'BTC'))).toEqual({
      quantity: '0.999',
      cost: '50000',
      realized: '0',
    });
  });

  it('adds a commission in the quote asset to the cost, and takes it off the proceeds', () => {
    // cost 100 + 0.1; proceeds 120 − 0.12; gain 19.78
    expect(basisOf(fill('BUY', '1', '100', '0.1', 'USDT'), fill('SELL', '1', '120', '0.12', 'USDT'))).toEqual(
      {
        quantity: '0',
        cost: '0',
        realized: '19.78',
      },
    );
  });

  it('leaves a commission in a third asset to that asset', () => {
    expect(basisOf(fill('BUY', '1', '100', '0.01', 'BNB'))).toEqual({
      quantity: '1',
      cost: '100',
      realized: '0',
    });
  });

  it('gives no gain to what no purchase explains', () => {
    // 1 of the 4 sold was bought here: a quarter of 400 came in for it, 50 was paid
    expect(basisOf(fill('BUY', '1', '50'), fill('SELL', '4', '100'))).toEqual({
      quantity: '0',
      cost: '0',
      realized: '50',
    });
    nextId = 1;
    expect(basisOf(fill('SELL', '4', '100'))).toEqual({ quantity: '0', cost: '0', realized: '0' });
  });

  it('begins anew after everything was sold', () => {
    expect(basisOf(fill('BUY', '2', '10'), fill('SELL', '2', '5'), fill('BUY', '1', '7'))).toEqual({
      quantity: '1',
      cost: '7',
      realized: '-10',
    });
  });

  it('goes by trade id, however the fills come', () => {
    const fills = [fill('BUY', '1', '100'), fill('SELL', '1', '150'), fill('BUY', '1', '200')];
    expect(basisOf(...fills.reverse())).toEqual({ quantity: '1', cost: '200', realized: '50' });
  });

  it('keeps thirds exact enough: selling in pieces gains what selling at once does', () => {
    // 3 for 100 in all; thirds of 100 have no end
    const bought = fill('BUY', '3', '33.33333333');
    const pieces = basisOf(bought, fill('SELL', '1', '50'), fill('SELL', '1', '50'), fill('SELL', '1', '50'));
    nextId = 2;
    expect(pieces).toEqual(basisOf(bought, fill('SELL', '3', '50')));
    expect(pieces.realized).toBe('50.00000001');
  });

  it('conserves money: gain = received − paid + cost of what is left', () => {
    const amounts = fc.bigInt({ min: 1n, max: 10n ** 11n }).map((n) => Decimal.fromScaled(n, 8));
    const trade = fc.record({
      side: fc.constantFrom('BUY' as const, 'SELL' as const),
      qty: amounts,
      price: amounts,
    });
    fc.assert(
      fc.property(fc.array(trade, { maxLength: 30 }), (trades) => {
        nextId = 1;
        let held = Decimal.ZERO;
        let flow = Decimal.ZERO;
        const fills: AccountTrade[] = [];
        for (const { side, qty, price } of trades) {
          if (side === 'SELL' && held.lessThan(qty)) continue;
          held = side === 'BUY' ? held.plus(qty) : held.minus(qty);
          flow = side === 'BUY' ? flow.minus(qty.times(price)) : flow.plus(qty.times(price));
          fills.push(fill(side, qty.toString(), price.toString()));
        }
        const { quantity, cost, realized } = costBasis(fills, ASSETS);
        expect(quantity.equals(held)).toBe(true);
        expect(realized.minus(flow.plus(cost)).abs().lessThan(Decimal.of('0.00000001'))).toBe(true);
      }),
    );
  });
});

describe('positions', () => {
  it('values what is held: cost, average, gain', () => {
    const basis = costBasis(
      [fill('BUY', '1', '100'), fill('BUY', '3', '200'), fill('SELL', '1', '250')],
      ASSETS,
    );
    const holding = {
      asset: 'BTC',
      symbol: 'BTCUSDT',
      free: '2.50000000',
      locked: '0.50000000',
      price: '200.00',
    };
    expect(positionOf({ ...holding, basis })).toEqual({
      asset: 'BTC',
      symbol: 'BTCUSDT',
      quantity: '3',
      free: '2.5',
      locked: '0.5',
      costedQuantity: '3',
      averageEntryPrice: '175',
      markPrice: '200',
      marketValue: '600',
      unrealizedPnl: '75', // 600 − 525
      unrealizedPnlPercent: '14.29', // 75 / 525
      realizedPnl: '75',
    });
  });

  it('gives deposits a value but no cost', () => {
    const basis = costBasis([fill('BUY', '1', '100')], ASSETS);
    const position = positionOf({
      asset: 'BTC',
      symbol: 'BTCUSDT',
      free: '5',
      locked: '0',
      price: '110',
      basis,
    });
    expect(position).toMatchObject({
      quantity: '5',
      costedQuantity: '1',
      averageEntryPrice: '100',
      marketValue: '550',
      unrealizedPnl: '10',
    });
    const none = positionOf({
      asset: 'BTC',
      symbol: 'BTCUSDT',
      free: '5',
      locked: '0',
      price: '110',
      basis: costBasis([], ASSETS),
    });
    expect(none).toMatchObject({ costedQuantity: '0', marketValue: '550', realizedPnl: '0' });
    expect(none).not.toHaveProperty('averageEntryPrice');
    expect(none).not.toHaveProperty('unrealizedPnl');
  });

  it('keeps the average when some was withdrawn', () => {
    const basis = costBasis([fill('BUY', '4', '100')], ASSETS);
    const position = positionOf({
      asset: 'BTC',
      symbol: 'BTCUSDT',
      free: '1',
      locked: '0',
      price: '90',
      basis,
    });
    expect(position).toMatchObject({
      costedQuantity: '1',
      averageEntryPrice: '100',
      unrealizedPnl: '-10',
      unrealizedPnlPercent: '-10',
    });
  });

  it('rounds an average without end to eight decimals', () => {
    const basis = costBasis([fill('BUY', '1', '1'), fill('BUY', '2', '0.5')], ASSETS);
    const position = positionOf({
      asset: 'BTC',
      symbol: 'BTCUSDT',
      free: '3',
      locked: '0',
      price: '1',
      basis,
    });
    expect(position).toMatchObject({
      averageEntryPrice: '0.66666667',
      unrealizedPnl: '1',
      unrealizedPnlPercent: '50',
    });
  });

  it('adds up, the most valuable first', () => {
    const report = positionsFrom(
      'USDT',
      [
        { asset: 'BTC', free: '1', locked: '0' },
        { asset: 'ETH', free: '1', locked: '9' },
      ],
      [
        { symbol: 'BTCUSDT', baseAsset: 'BTC', price: '90', fills: [fill('BUY', '1', '100')] },
        {
          symbol: 'ETHUSDT',
          baseAsset: 'ETH',
          price: '50',
          fills: [fill('BUY', '10', '30'), fill('BUY', '1', '30'), fill('SELL', '1', '31')],
        },
        { symbol: 'XRPUSDT', baseAsset: 'XRP', price: '2', fills: [] },
      ],
      1_770_000_000_000.7,
    );
    expect(report.positions.map((p) => p.asset)).toEqual(['ETH', 'BTC', 'XRP']);
    expect(report).toMatchObject({
      quoteAsset: 'USDT',
      totalMarketValue: '590',
      totalUnrealizedPnl: '190', // 200 − 10
      totalRealizedPnl: '1',
      timestamp: 1_770_000_000_000,
    });
  });
});
