import {
  type Class,
  OPERATIONS,
  type Operation,
  fieldsOf,
  fillPath,
  placeOco,
  placeOrder,
} from '@binance-gateway/domain-types';
import { operationPath } from './openapi/document.js';
import { type Answer, GatewayUnderTest, TOKENS, json } from './testing/gateway-under-test.js';

/** Among canceled orders there may be lists of them. */
function classOf({ output }: Operation, item: object): Class {
  const other = output.shape === 'many' ? output.or : undefined;
  return other && 'orders' in item ? other : output.of;
}

/** Every operation as the documentation shows it, on the embedded exchange. */
describe('the documented example', () => {
  let gateway: GatewayUnderTest;
  beforeAll(async () => {
    gateway = await GatewayUnderTest.start({
      env: { GATEWAY_TOKENS: `trader:${TOKENS.trader}:read+trade+admin` },
    });
    // the examples that name an order or a list name these, which are never placed twice
    for (const newClientOrderId of ['my-order-1', 'my-order-2']) {
      await callWith(placeOrder as Operation, { ...placeOrder.example, newClientOrderId });
    }
    await callWith(placeOco as Operation, { ...placeOco.example, listClientOrderId: 'my-list-1' });
  });
  afterAll(() => gateway.close());

  const callWith = (operation: Operation, input: Readonly<Record<string, unknown>>): Promise<Answer> => {
    const { method } = operation.route;
    const filled = fillPath(operation.route, input);
    const path = operationPath({ ...operation.route, path: filled.path });
    if (method === 'POST' || method === 'PUT') return gateway.call(method, path, { body: filled.rest });
    const query = new URLSearchParams(
      Object.fromEntries(Object.entries(filled.rest).map(([name, value]) => [name, String(value)])),
    );
    return gateway.call(method, `${path}?${query}`);
  };

  // what cancels comes last: it ends what the other examples name
  const cancels = ({ name }: Operation): boolean => name.startsWith('cancel_');
  const isLast = ({ name }: Operation): boolean => name === 'cancel_open_orders';
  const inOrder = [
    ...OPERATIONS.filter((operation) => !cancels(operation)),
    ...OPERATIONS.filter((operation) => cancels(operation) && !isLast(operation)),
    ...OPERATIONS.filter(isLast),
  ];

  it.each(inOrder.map((operation) => [operation.name, operation] as const))(
    'of %s works',
    async (_, operation) => {
      const answer = await callWith(operation, operation.example);
      expect(`${answer.status} ${answer.status === 200 ? '' : answer.text}`).toBe('200 ');
      const body = json(answer);
      const { shape } = operation.output;
      if (shape !== 'one-or-many') expect(Array.isArray(body)).toBe(shape === 'many');
      for (const item of (Array.isArray(body) ? body : [body]).slice(0, 3)) {
        const required = fieldsOf(classOf(operation, item)).filter((field) => field.required);
        expect(Object.keys(item)).toEqual(expect.arrayContaining(required.map(({ name }) => name)));
      }
    },
  );
});
