import { type Operation, fromQuery, parseInput } from '@binance-gateway/domain-types';
import { describeWithFixtures, fixture, readJsonl } from '@binance-gateway/testing';
import { RequestBed, comparable, inOrder, operationAt, pairsOf } from '../../test/request-bed.js';

/** A request that ccxt must send; what is random in it, and the signature, is left out. */
interface CcxtCase {
  readonly description: string;
  readonly httpMethod: string;
  /** With its query. */
  readonly url: string;
  readonly body: string | null;
}

const partsOf = ({ url, body }: CcxtCase): { path: string; query: string } => {
  const [path = '', query = ''] = url.split('?');
  return { path, query: [query, body ?? ''].filter((part) => part !== '').join('&') };
};

describeWithFixtures('requests of ccxt', () => {
  const cases = readJsonl<CcxtCase>(fixture('requests/ccxt_spot_requests.jsonl'));
  const operationOf = (test: CcxtCase): Operation => operationAt(test.httpMethod, partsOf(test).path);
  let bed: RequestBed;
  beforeAll(async () => {
    bed = await RequestBed.open();
  });
  afterAll(() => bed.close());

  it('are 22', () => {
    expect(cases).toHaveLength(22);
  });

  it.each(cases.map((test) => [test.description, test] as const))(
    '%s: asked of us, the same goes out',
    async (_name, test) => {
      const operation = operationOf(test);
      const expected = inOrder(pairsOf(partsOf(test).query));
      // as a caller of the gateway gives them: text in a query, checked like every input
      const input = parseInput(
        operation.input,
        fromQuery(operation.input, Object.fromEntries(pairsOf(partsOf(test).query))),
      );
      const { sent } = await bed.call(operation, input);
      expect(`${sent.method} ${sent.path}`).toBe(`${test.httpMethod} ${partsOf(test).path}`);
      expect(comparable(sent, operation, expected)).toEqual(expected);
      expect(sent.isSigned).toBe(operation.upstream?.security !== 'NONE');
    },
  );
});
