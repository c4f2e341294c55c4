import { EngineBed, SPEC, amount, plain } from './engine.bed.js';
import type { CommissionRates, Engine, FillView } from './types.js';

const rates = (maker: string, taker: string, buyer: string, seller: string): Required<CommissionRates> => ({
  maker: amount(maker),
  taker: amount(taker),
  buyer: amount(buyer),
  seller: amount(seller),
});

/** ABCXYZ, and what commission in BNB needs: a price of BNB in XYZ. */
function newBed(bnbSymbols: readonly [base: string, quote: string, price: string][]): EngineBed {
  const symbols = bnbSymbols.map(([baseAsset, quoteAsset, price]) => ({
    ...SPEC,
    symbol: baseAsset + quoteAsset,
    baseAsset,
    quoteAsset,
    initialPrice: amount(price),
  }));
  return new EngineBed({ symbols: [SPEC, ...symbols], commissions: rates('0', '0', '0', '0') });
}

/** Alice sells 2 at 10 as a taker. */
function sell(bed: EngineBed): FillView {
  bed.limit('bob', 'BUY', '2', '10');
  const { fills } = bed.market('alice', 'SELL', '2');
  bed.engine.assertConserved();
  return fills[0] as FillView;
}

const paid = ({ commission, commissionAsset }: FillView): string => `${plain(commission)} ${commissionAsset}`;

function payInBnb(engine: Engine, bnb: string): void {
  engine.transfer('alice', 'BNB', amount(bnb));
  engine.setCommissions({
    account: 'alice',
    standard: rates('0', '0.001', '0', '0.0005'),
    special: rates('0', '0.01', '0', '0'),
    tax: rates('0', '0', '0', '0.002'),
    discount: { enabledForAccount: true },
  });
}

describe('commissions', () => {
  it('are those of the role and of the side together, of all kinds', () => {
    const bed = newBed([]);
    bed.engine.setCommissions({ account: 'alice', standard: rates('0.1', '0.001', '0.1', '0.0005') });
    expect(paid(sell(bed))).toBe('0.03 XYZ');
    bed.engine.setCommissions({ symbol: 'ABCXYZ', tax: rates('0.1', '0.002', '0.1', '0') });
    expect(paid(sell(bed))).toBe('0.07 XYZ');
    bed.engine.setCommissions({ special: rates('0.1', '0', '0.1', '0.01') });
    expect(paid(sell(bed))).toBe('0.27 XYZ');
  });

  it('are found by account and symbol, the newest change first', () => {
    const bed = newBed([]);
    bed.engine.setCommissions({ standard: rates('0.1', '0.2', '0', '0') });
    bed.engine.setCommissions({
      account: 'alice',
      symbol: 'ABCXYZ',
      standard: rates('0.3', '0.4', '0', '0'),
    });
    expect(bed.engine.commissionsOf('alice', 'ABCXYZ').standard.maker).toBe(amount('0.3'));
    expect(bed.engine.commissionsOf('bob', 'ABCXYZ')).toEqual({
      standard: rates('0.1', '0.2', '0', '0'),
      special: rates('0', '0', '0', '0'),
      tax: rates('0', '0', '0', '0'),
      discount: { enabledForAccount: false, enabledForSymbol: true, asset: 'BNB', factor: amount('0.75') },
    });
  });

  it('in BNB: only the standard part is cheaper, all of it at the market rate', () => {
    const bed = newBed([['BNB', 'XYZ', '50']]);
    payInBnb(bed.engine, '1');
    // 20 XYZ received: 0.03 standard × 0.75, 0.2 special, 0.04 tax; at 50 XYZ for a BNB
    expect(paid(sell(bed))).toBe('0.00525 BNB');
    expect(bed.balance('alice', 'BNB')).toBe('0.99475/0');
    const { balances } = bed.events.findLast(
      (event) => event.kind === 'balance' && event.account === 'alice',
    ) as {
      balances: { asset: string }[];
    } & never;
    expect((balances as { asset: string }[]).map(({ asset }) => asset)).toEqual(['ABC', 'XYZ', 'BNB']);
  });

  it.each([
    ['the inverse market', [['XYZ', 'BNB', '0.02']], '0.00525 BNB'],
    [
      'a third asset',
      [
        ['XYZ', 'USDT', '2'],
        ['BNB', 'USDT', '100'],
      ],
      '0.00525 BNB',
    ],
    ['no market', [], '0.27 XYZ'],
  ] as [string, [string, string, string][], string][])('find the rate through %s', (_, symbols, expected) => {
    const bed = newBed(symbols);
    payInBnb(bed.engine, '1');
    expect(paid(sell(bed))).toBe(expected);
  });

  it('are taken whole from what is received when there is too little BNB', () => {
    const bed = newBed([['BNB', 'XYZ', '50']]);
    payInBnb(bed.engine, '0.00524999');
    expect(paid(sell(bed))).toBe('0.27 XYZ');
    expect(bed.balance('alice', 'BNB')).toBe('0.00524999/0');
  });
});
