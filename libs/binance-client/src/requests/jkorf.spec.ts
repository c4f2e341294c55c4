import { type Operation, parseInput } from '@binance-gateway/domain-types';
import { describeWithFixtures, fixture, readJsonl } from '@binance-gateway/testing';
import { LEARNED_AT, decodedFrom } from '../../test/nothing-lost.js';
import { RequestBed, comparable, inOrder, operationAt } from '../../test/request-bed.js';
import { UNREADABLE } from '../../test/request-exceptions.js';
import { decodeReplaceParts } from '../decode/order-change.js';
import { decodeOutput } from '../decode/output.js';

/** A call of Binance.Net, and an answer that it must read field for field. */
interface JkorfCase {
  readonly name: string;
  readonly call: string;
  readonly method: string;
  readonly path: string;
  readonly signed: boolean;
  readonly response: unknown;
}

const SYMBOL = { symbol: 'ETHUSDT' } as const;

/**
 * The calls in our words. Two of the orders are incomplete as they are called; what is added is what our input asks for.
 */
const INPUT_OF: Readonly<Record<string, Readonly<Record<string, string | number>>>> = {
  GetAccountInfo: {},
  GetOrderRateLimitStatus: {},
  GetAvgPrice: SYMBOL,
  GetExchangeInfo: {},
  GetKlines: { ...SYMBOL, interval: '1s' },
  GetRecentTrades: SYMBOL,
  GetReferencePriceCalculation: { symbol: '123', symbolStatus: 'HALT' },
  GetServerTime: {},
  GetTradeHistory: SYMBOL,
  GetUiKlines: { ...SYMBOL, interval: '1s' },
  CancelAllOrders: SYMBOL,
  CancelOrder: { ...SYMBOL, orderId: 123 },
  GetOcoOrders: {},
  GetOpenOrders: SYMBOL,
  GetOrders: SYMBOL,
  GetUserTrades: SYMBOL,
  PlaceOrder: { ...SYMBOL, side: 'SELL', type: 'MARKET', quantity: '1' },
  PlaceOtocoOrderList: {
    ...SYMBOL,
    workingSide: 'BUY',
    workingType: 'LIMIT',
    workingQuantity: '1',
    workingPrice: '1',
    workingTimeInForce: 'GTC',
    pendingQuantity: '1',
    pendingSide: 'SELL',
    pendingAboveType: 'LIMIT_MAKER',
    pendingAbovePrice: '2',
    pendingBelowType: 'STOP_LOSS',
    pendingBelowStopPrice: '1',
  },
  ReplaceOrder: {
    ...SYMBOL,
    side: 'SELL',
    type: 'LIMIT',
    timeInForce: 'GTC',
    price: '1',
    quantity: '1',
    cancelReplaceMode: 'ALLOW_FAILURE',
    cancelOrderId: 123,
  },
};

describeWithFixtures('requests and answers of Binance.Net', () => {
  const cases = readJsonl<JkorfCase>(fixture('requests/jkorf_rest_pairs.jsonl'));
  const operationOf = (test: JkorfCase): Operation => operationAt(test.method, test.path);
  const inputOf = (test: JkorfCase): object => parseInput(operationOf(test).input, INPUT_OF[test.name]);
  let bed: RequestBed;
  beforeAll(async () => {
    bed = await RequestBed.open();
  });
  afterAll(() => bed.close());

  it('are 19', () => {
    expect(cases.map(({ name }) => name).sort()).toEqual(Object.keys(INPUT_OF).sort());
    expect(cases).toHaveLength(19);
  });

  it.each(cases.map((test) => [test.name, test] as const))('%s: ours is the same', async (name, test) => {
    const operation = operationOf(test);
    const { sent } = await bed.call(operation, inputOf(test), test.response);
    const expected = inOrder(
      Object.entries(INPUT_OF[name] ?? {}).map(([field, value]) => [field, String(value)] as const),
    );
    expect(sent).toMatchObject({ method: test.method, path: test.path, isSigned: test.signed });
    expect(comparable(sent, operation, expected)).toEqual(expected);
  });

  it.each(cases.map((test) => [test.name, test] as const))(
    '%s: the answer decodes, and nothing is lost',
    async (name, test) => {
      const operation = operationOf(test);
      const { wire } = await bed.call(operation, inputOf(test), test.response);
      const decoded = (): unknown => decodeOutput(operation, wire, LEARNED_AT);
      const unreadable = UNREADABLE[`jkorf ${name}`];
      if (unreadable) expect(decoded).toThrow(unreadable.field);
      else expect(decoded()).toEqual(decodedFrom(test.path, test.response));
    },
  );

  it('ReplaceOrder: its halves decode', () => {
    const { data } = cases.find(({ name }) => name === 'ReplaceOrder')?.response as { data: unknown };
    expect(decodeReplaceParts(data)).toEqual(data);
  });
});
