import { EngineBed, amount, rejectOf } from './engine.bed.js';
import {
  type CancelReplaceCommand,
  type CancelReplaceResult,
  EngineReject,
  type OrderCommand,
  type OrderRef,
} from './types.js';

function replace(
  bed: EngineBed,
  cancel: OrderRef,
  order: Partial<OrderCommand>,
  extra: Partial<CancelReplaceCommand> = {},
): CancelReplaceResult {
  return bed.engine.cancelReplace({
    mode: 'STOP_ON_FAILURE',
    cancel,
    cancelClientOrderId: 'cancel',
    order: bed.command('alice', 'BUY', {
      timeInForce: 'GTC',
      quantity: amount('1'),
      price: amount('9'),
      ...order,
    }),
    ...extra,
  });
}

const summary = ({ canceled, placed }: CancelReplaceResult): string[] =>
  [canceled, placed].map((outcome) =>
    outcome.result === 'FAILURE' ? `${outcome.reject.code} ${outcome.reject.message}` : outcome.result,
  );

const WOULD_MATCH = '-2010 Order would immediately match and take.';
const UNKNOWN = '-2011 Unknown order sent.';
const LIMIT_MAKER = { type: 'LIMIT_MAKER', timeInForce: undefined, price: amount('11') } as const;

function newBed(): EngineBed {
  const bed = new EngineBed();
  bed.limit('alice', 'BUY', '2', '8');
  bed.limit('bob', 'SELL', '1', '11');
  bed.takeEvents();
  return bed;
}

describe('cancelReplace', () => {
  it('cancels, then places', () => {
    const bed = newBed();
    const result = replace(bed, { orderId: 1 }, {});
    expect(summary(result)).toEqual(['SUCCESS', 'SUCCESS']);
    expect(bed.book().bids).toEqual(['1@9']);
    expect(bed.takeEvents()).toEqual([
      'level 3 BUY 0@8',
      'alice #1 CANCELED CANCELED',
      'balance alice ABC,XYZ',
      'alice #3 NEW NEW',
      'level 4 BUY 1@9',
      'balance alice ABC,XYZ',
    ]);
  });

  it('may use the name and the money of the order that it replaces', () => {
    const bed = newBed();
    bed.engine.transfer('alice', 'XYZ', -amount('99984'));
    expect(
      summary(
        replace(bed, { orderId: 1 }, { price: amount('8'), quantity: amount('2'), clientOrderId: 'id-1' }),
      ),
    ).toEqual(['SUCCESS', 'SUCCESS']);
    bed.engine.assertConserved();
  });

  it.each([
    ['STOP_ON_FAILURE', { orderId: 9 }, {}, [UNKNOWN, 'NOT_ATTEMPTED']],
    ['ALLOW_FAILURE', { orderId: 9 }, {}, [UNKNOWN, 'SUCCESS']],
    ['STOP_ON_FAILURE', { orderId: 1 }, LIMIT_MAKER, ['SUCCESS', WOULD_MATCH]],
    ['ALLOW_FAILURE', { orderId: 9 }, LIMIT_MAKER, [UNKNOWN, WOULD_MATCH]],
  ] as const)('%s, cancel %j, new order %j', (mode, ref, order, expected) => {
    expect(summary(replace(newBed(), ref, order, { mode }))).toEqual(expected);
  });

  it('reports a new order that was refused after the cancel', () => {
    const bed = newBed();
    replace(bed, { orderId: 1 }, LIMIT_MAKER);
    const report = bed.events.find(
      (event) => event.kind === 'execution' && event.executionType === 'REJECTED',
    );
    expect(report).toMatchObject({
      order: { status: 'REJECTED', type: 'LIMIT_MAKER' },
      rejectReason: 'WOULD_MATCH_IMMEDIATELY',
    });
    expect(bed.engine.openOrders('alice')).toEqual([]);
    bed.engine.assertConserved();
  });

  it('checks parameters and filters before it cancels', () => {
    const bed = newBed();
    expect(rejectOf(() => replace(bed, { orderId: 1 }, { price: amount('9.001') }))).toBe(
      '-1013 Filter failure: PRICE_FILTER',
    );
    expect(rejectOf(() => replace(bed, { orderId: 1 }, { timeInForce: undefined }))).toBe(
      "-1102 Mandatory parameter 'timeInForce' was not sent, was empty/null, or malformed.",
    );
    expect(bed.order('alice', 1).status).toBe('NEW');
    expect(bed.events).toEqual([]);
  });

  it('obeys cancel restrictions', () => {
    const bed = newBed();
    const result = replace(bed, { orderId: 1 }, {}, { restriction: 'ONLY_PARTIALLY_FILLED' });
    expect(summary(result)).toEqual([
      '-2011 Order was not canceled due to cancel restrictions.',
      'NOT_ATTEMPTED',
    ]);
  });

  it('only cancels when the new order may not be counted', () => {
    const bed = newBed();
    const newOrderRefusal = new EngineReject(-1015, 'Too many new orders');
    expect(summary(replace(bed, { orderId: 1 }, {}, { newOrderRefusal }))).toEqual([
      'SUCCESS',
      '-1015 Too many new orders',
    ]);
    expect(bed.engine.openOrders('alice')).toEqual([]);
  });

  it('takes the whole list of the order that it cancels', () => {
    const bed = new EngineBed();
    bed.oco(
      'alice',
      bed.terms('SELL', 'LIMIT_MAKER', { price: '12', quantity: '2' }),
      bed.terms('SELL', 'STOP_LOSS', { stopPrice: '8', quantity: '2' }),
    );
    const { canceled } = replace(bed, { orderId: 2 }, {});
    expect(canceled).toMatchObject({ value: { kind: 'list', orders: [{}, {}] } });
    expect(bed.engine.openOrders('alice')).toHaveLength(1);
  });

  it('is refused where the symbol has none', () => {
    const bed = new EngineBed({ spec: { features: { cancelReplaceAllowed: false } } });
    bed.limit('alice', 'BUY', '2', '8');
    expect(rejectOf(() => replace(bed, { orderId: 1 }, {}))).toBe(
      '-1013 Order cancel-replace is not supported for this symbol.',
    );
  });
});
