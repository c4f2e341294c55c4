import { type Operation, fromQuery, parseInput } from '@binance-gateway/domain-types';
import { describeWithFixtures, fixture, readJsonl } from '@binance-gateway/testing';
import { LEARNED_AT, decodedFrom } from '../../test/nothing-lost.js';
import { RequestBed, comparable, inOrder, operationNamed } from '../../test/request-bed.js';
import { UNREADABLE } from '../../test/request-exceptions.js';
import { decodeOutput } from '../decode/output.js';

/** One of the unit tests of Binance's own Go client; its query holds some of the parameters that are required. */
interface GoCase {
  readonly op: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly response: unknown;
}

const OPERATION_OF: Readonly<Record<string, string>> = {
  AccountCommission: 'get_commission',
  AllOrders: 'get_all_orders',
  GetOpenOrders: 'get_open_orders',
  GetOrderList: 'get_order_list',
  MyFilters: 'get_account_filters',
  MyTrades: 'get_account_trades',
  OrderAmendments: 'get_order_amendments',
  ExchangeInfo: 'get_exchange_info',
  Time: 'get_server_time',
  AvgPrice: 'get_average_price',
  GetTrades: 'get_recent_trades',
  HistoricalTrades: 'get_historical_trades',
  ReferencePrice: 'get_reference_price',
  Ticker: 'get_rolling_ticker',
  TickerBookTicker: 'get_book_ticker',
  TickerTradingDay: 'get_trading_day_ticker',
  DeleteOpenOrders: 'cancel_open_orders',
  DeleteOrderList: 'cancel_order_list',
  OrderAmendKeepPriority: 'amend_order',
  OrderListOco: 'place_oco',
  OrderListOpoco: 'place_opoco',
  OrderListOtoco: 'place_otoco',
  OrderTest: 'test_order',
  SorOrderTest: 'test_sor_order',
};

/** Those whose query alone is no request, and which the example of the operation completes. */
const INCOMPLETE = new Set([
  'GetOrderList',
  'Ticker',
  'TickerTradingDay',
  'DeleteOrderList',
  'OrderAmendKeepPriority',
  'OrderListOco',
  'OrderListOpoco',
  'OrderListOtoco',
  'OrderTest',
  'SorOrderTest',
]);

describeWithFixtures('requests and answers of the official Go client', () => {
  const cases = readJsonl<GoCase>(fixture('requests/official_go_rest_pairs.jsonl'));
  const operationOf = ({ op }: GoCase): Operation => operationNamed(OPERATION_OF[op] ?? op);
  const inputOf = (test: GoCase): object => {
    const { input, example } = operationOf(test);
    return parseInput(input, {
      ...(INCOMPLETE.has(test.op) ? example : {}),
      ...fromQuery(input, test.query),
    });
  };
  let bed: RequestBed;
  beforeAll(async () => {
    bed = await RequestBed.open();
  });
  afterAll(() => bed.close());

  it('are 24', () => {
    expect(cases.map(({ op }) => op).sort()).toEqual(Object.keys(OPERATION_OF).sort());
    expect(cases).toHaveLength(24);
  });

  it.each(cases.map((test) => [test.op, test] as const))('%s: ours is the same', async (name, test) => {
    const operation = operationOf(test);
    const { sent } = await bed.call(operation, inputOf(test), test.response);
    const expected = inOrder(Object.entries(test.query));
    const ours = comparable(sent, operation, expected);
    expect(sent.path).toBe(test.path);
    expect(sent.isSigned).toBe(operation.upstream?.security !== 'NONE');
    if (INCOMPLETE.has(name)) expect(ours).toEqual(expect.arrayContaining([...expected]));
    else expect(ours).toEqual(expected);
  });

  it.each(cases.map((test) => [test.op, test] as const))(
    '%s: the answer decodes, and nothing is lost',
    async (name, test) => {
      const operation = operationOf(test);
      const { wire } = await bed.call(operation, inputOf(test), test.response);
      const decoded = (): unknown => decodeOutput(operation, wire, LEARNED_AT);
      const unreadable = UNREADABLE[`go ${name}`];
      if (unreadable) expect(decoded).toThrow(unreadable.field);
      else expect(decoded()).toEqual(decodedFrom(test.path, test.response));
    },
  );
});
