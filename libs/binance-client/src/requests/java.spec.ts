import { type Operation, parseInput } from '@binance-gateway/domain-types';
import { describeWithFixtures, fixture, readJsonl } from '@binance-gateway/testing';
import {
  type Pair,
  RequestBed,
  comparable,
  inOrder,
  operationNamed,
  pairsOf,
} from '../../test/request-bed.js';
import { REFUSED } from '../../test/request-exceptions.js';

/** One of the unit tests of Binance's own Java client. */
interface JavaCase {
  readonly test: string;
  readonly path: string;
  readonly inputs: readonly { readonly type: string; readonly name: string; readonly java: string }[];
  /** Query and body without a separator; null where nothing is signed. */
  readonly signedPayload: string | null;
}

const OPERATION_OF: Readonly<Record<string, string>> = {
  'GeneralApiTest.exchangeInfoTest': 'get_exchange_info',
  'GeneralApiTest.pingTest': 'ping',
  'MarketApiTest.aggTradesTest': 'get_aggregate_trades',
  'MarketApiTest.depthTest': 'get_order_book',
  'MarketApiTest.historicalBlockTradesTest': 'get_block_trades',
  'MarketApiTest.klinesTest': 'get_klines',
  'MarketApiTest.referencePriceCalculationTest': 'get_reference_price_calculation',
  'MarketApiTest.ticker24hrTest': 'get_ticker',
  'MarketApiTest.tickerPriceTest': 'get_price',
  'MarketApiTest.uiKlinesTest': 'get_ui_klines',
  'AccountApiTest.allOrderListTest': 'get_all_order_lists',
  'AccountApiTest.getAccountTest': 'get_account_info',
  'AccountApiTest.getOrderTest': 'get_order',
  'AccountApiTest.myAllocationsTest': 'get_allocations',
  'AccountApiTest.myPreventedMatchesTest': 'get_prevented_matches',
  'AccountApiTest.openOrderListTest': 'get_open_order_lists',
  'AccountApiTest.rateLimitOrderTest': 'get_order_counts',
  'TradeApiTest.deleteOrderTest': 'cancel_order',
  'TradeApiTest.newOrderTest': 'place_order',
  'TradeApiTest.orderCancelReplaceTest': 'replace_order',
  'TradeApiTest.orderListOpoTest': 'place_opo',
  'TradeApiTest.orderListOtoTest': 'place_oto',
  'TradeApiTest.orderOcoTest': 'place_legacy_oco',
  'TradeApiTest.sorOrderTest': 'place_sor_order',
};

/** A Java literal, as what a caller of ours would give. */
function valueOf(java: string): unknown {
  const list = /^\w+\.fromJson\((".*")\)$/.exec(java)?.[1];
  if (list !== undefined) return JSON.parse(JSON.parse(list) as string);
  if (java.startsWith('"')) return JSON.parse(java);
  const constant = /^[A-Z]\w*\.(?:INTERVAL_)?(\w+)$/.exec(java)?.[1];
  if (constant !== undefined) return constant;
  if (java === 'true' || java === 'false') return java === 'true';
  const digits = /^(\d+)[Ld]?$/.exec(java)?.[1];
  if (digits === undefined) throw new Error(`cannot read ${java}`);
  return Number(digits);
}

/** The payload of a request object has its fields in the body, which follows the query at once. */
const payloadPairs = (payload: string): Pair[] =>
  pairsOf(payload.replace(/^(timestamp=\d{13})(?=\w)/, '$1&'));

const isRequestObject = ({ inputs }: JavaCase): boolean => inputs[0]?.java.startsWith('new ') ?? false;

function inputOf(test: JavaCase): Record<string, unknown> {
  if (isRequestObject(test)) {
    const pairs = payloadPairs(test.signedPayload ?? '').filter(([name]) => name !== 'timestamp');
    return Object.fromEntries(pairs);
  }
  const inputs = test.inputs.filter(({ name }) => name !== 'recvWindow');
  return Object.fromEntries(inputs.map(({ name, java }) => [name, valueOf(java)]));
}

function expectedOf(test: JavaCase): readonly Pair[] {
  if (test.signedPayload !== null) return inOrder(payloadPairs(test.signedPayload));
  const text = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
  return inOrder(Object.entries(inputOf(test)).map(([name, value]) => [name, text(value)]));
}

describeWithFixtures('requests of the official Java client', () => {
  const cases = readJsonl<JavaCase>(fixture('requests/official_java_rest_requests.jsonl'));
  const operationOf = ({ test }: JavaCase): Operation => operationNamed(OPERATION_OF[test] ?? test);
  let bed: RequestBed;
  beforeAll(async () => {
    bed = await RequestBed.open();
  });
  afterAll(() => bed.close());

  it('are 24', () => {
    expect(cases.map(({ test }) => test).sort()).toEqual(Object.keys(OPERATION_OF).sort());
    expect(cases).toHaveLength(24);
  });

  it.each(cases.map((test) => [test.test, test] as const))('%s: ours is the same', async (_name, test) => {
    const operation = operationOf(test);
    const { sent } = await bed.call(operation, inputOf(test));
    const expected = expectedOf(test);
    expect(sent.path).toBe(test.path);
    expect(sent.isSigned).toBe(test.signedPayload !== null);
    expect(comparable(sent, operation, expected)).toEqual(expected);
  });

  it.each(cases.map((test) => [test.test, test] as const))(
    '%s: what a caller may send is accepted, or refused with the reason we give',
    (name, test) => {
      const refused = REFUSED[`java ${name}`];
      const parsed = (): object => parseInput(operationOf(test).input, inputOf(test));
      if (refused === undefined) expect(parsed).not.toThrow();
      else {
        const field = refused.field;
        expect(parsed).toThrow(
          expect.objectContaining({
            code: 'INVALID_INPUT',
            fields: expect.arrayContaining([expect.objectContaining({ field })]) as unknown,
          }) as Error,
        );
      }
    },
  );
});
