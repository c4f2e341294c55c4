import { EngineBed, amount, rejectOf } from './engine.bed.js';

const SPEC = {
  initialPrice: amount('40000'),
  maxPrice: amount('1000000'),
  trailingDelta: { minAbove: 10, maxAbove: 2000, minBelow: 10, maxBelow: 1500 },
};

/** Every account can pay for one unit. */
function newBed(): EngineBed {
  const bed = new EngineBed({ spec: SPEC });
  bed.engine.transfer('alice', 'XYZ', amount('1000000'));
  bed.engine.transfer('trader', 'XYZ', amount('1000000'));
  return bed;
}

interface Life {
  readonly name: string;
  readonly side: 'BUY' | 'SELL';
  readonly type: 'STOP_LOSS_LIMIT' | 'TAKE_PROFIT_LIMIT';
  readonly price: string;
  readonly stopPrice?: string;
  readonly delta: number;
  /** Turning points after which the order still waits; the last one triggers it. */
  readonly path: readonly string[];
}

// The scenarios of the trailing stop FAQ, by their turning points
const SCENARIOS: readonly Life[] = [
  {
    name: 'A: stop loss, buy',
    side: 'BUY',
    type: 'STOP_LOSS_LIMIT',
    price: '45000',
    stopPrice: '44000',
    delta: 500,
    path: ['37000', '44000', '45000', '46000', '42000', '44099.99', '44100'],
  },
  {
    name: 'C: take profit, buy',
    side: 'BUY',
    type: 'TAKE_PROFIT_LIMIT',
    price: '38500',
    stopPrice: '38000',
    delta: 850,
    path: ['42000', '38000', '37000', '39000', '38000', '40144.99', '40145'],
  },
  {
    name: 'D: take profit, sell',
    side: 'SELL',
    type: 'TAKE_PROFIT_LIMIT',
    price: '41000',
    stopPrice: '42000',
    delta: 750,
    path: ['41500', '39000', '42000', '45000', '44000', '46500', '43012.51', '43012.5'],
  },
  {
    name: 'E: stop loss, sell, without a stop price',
    side: 'SELL',
    type: 'STOP_LOSS_LIMIT',
    price: '39000',
    delta: 700,
    path: ['42000', '39500', '45500', '42315.01', '42315'],
  },
];

describe('trailing stops', () => {
  it.each(SCENARIOS)('follow the price: $name', ({ side, type, price, stopPrice, delta, path }) => {
    const bed = newBed();
    const { order } = bed.engine.place({
      account: 'alice',
      symbol: 'ABCXYZ',
      ...bed.terms(side, type, {
        price,
        ...(stopPrice && { stopPrice }),
        trailingDelta: delta,
        quantity: '0.5',
        timeInForce: 'GTC',
      }),
    });
    expect(order.trailing).toEqual({ delta, time: stopPrice ? -1 : bed.now });
    path.forEach((to, i) => {
      bed.now += 1;
      bed.trade(to);
      const { workingTime } = bed.engine.order('alice', 'ABCXYZ', { orderId: order.orderId });
      expect(workingTime > 0).toBe(i === path.length - 1);
      bed.engine.assertConserved();
    });
  });

  it('look at every trade of one command, not only at its ends', () => {
    const bed = newBed();
    bed.place('alice', 'SELL', { type: 'STOP_LOSS', quantity: amount('1'), trailingDelta: 1000 });
    bed.limit('bob', 'SELL', '0.1', '41000');
    bed.limit('bob', 'SELL', '0.1', '43000');
    bed.limit('trader', 'BUY', '0.2', '43000', { timeInForce: 'IOC' });
    bed.trade('38701');
    expect(bed.order('alice', 1).status).toBe('NEW');
    bed.trade('38700');
    expect(bed.order('alice', 1).status).toBe('EXPIRED');
  });

  it('lock a purchase at the highest price that can trigger it', () => {
    const bed = newBed();
    bed.place('alice', 'BUY', { type: 'STOP_LOSS', quantity: amount('1'), trailingDelta: 1000 });
    expect(bed.balance('alice', 'XYZ')).toBe('1056000/44000');
    bed.engine.cancelAll('alice', 'ABCXYZ', () => 'c');
    expect(bed.balance('alice', 'XYZ')).toBe('1100000/0');
    bed.trade('44000');
    bed.engine.assertConserved();
  });

  it('work as a leg of an OCO', () => {
    const bed = newBed();
    bed.oco(
      'alice',
      bed.terms('SELL', 'LIMIT_MAKER', { price: '50000', quantity: '1' }),
      bed.terms('SELL', 'STOP_LOSS', { trailingDelta: 500, quantity: '1' }),
    );
    bed.trade('38000');
    expect(bed.order('alice', 1).status).toBe('EXPIRED');
    expect(bed.engine.order('alice', 'ABCXYZ', { orderId: 2 })).toMatchObject({
      status: 'EXPIRED',
      expiryReason: 'OCO_TRIGGER',
    });
    bed.engine.assertConserved();
  });

  it.each([
    ['STOP_LOSS', 'BUY', 2000, 2001],
    ['TAKE_PROFIT', 'SELL', 2000, 2001],
    ['STOP_LOSS', 'SELL', 1500, 1501],
    ['TAKE_PROFIT', 'BUY', 1500, 1501],
    ['STOP_LOSS', 'SELL', 10, 9],
  ] as const)('%s %s: %i basis points pass, %i do not', (type, side, good, bad) => {
    const bed = newBed();
    const place = (trailingDelta: number): string =>
      rejectOf(() => bed.place('alice', side, { type, quantity: amount('0.1'), trailingDelta }));
    expect(place(good)).toBe('accepted');
    expect(place(bad)).toBe('-1013 Filter failure: TRAILING_DELTA');
  });

  it('are refused where the symbol has none', () => {
    const bed = new EngineBed({ spec: { features: { allowTrailingStop: false } } });
    expect(
      rejectOf(() =>
        bed.place('alice', 'SELL', { type: 'STOP_LOSS', quantity: amount('1'), trailingDelta: 100 }),
      ),
    ).toBe('-1013 Trailing stop orders are not supported for this symbol.');
  });
});
