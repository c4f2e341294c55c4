import {
  AppError,
  OPERATIONS,
  defineOperation,
  getAllOrders,
  getExchangeInfo,
  getOrderBook,
  getPrice,
  amendOrder,
  cancelOrder,
  cancelOrderList,
  parseInput,
  placeOrder,
  placeOto,
  testOrder,
} from '@binance-gateway/domain-types';
import fc from 'fast-check';
import type { UpstreamRequest } from '../http/dispatch.js';
import { encodeParams, percentEncode } from './encode.js';
import { RestClient } from './rest-client.js';

function client(body = '{}'): { rest: RestClient; sent: UpstreamRequest[] } {
  const sent: UpstreamRequest[] = [];
  let ids = 0;
  const rest = new RestClient({
    dispatch: (request) => {
      sent.push(request);
      return Promise.resolve({ status: 200, headers: {}, body });
    },
    newClientOrderId: () => `id-${++ids}`,
  });
  return { rest, sent };
}

const LIMIT = {
  symbol: 'BTCUSDT',
  side: 'BUY',
  type: 'LIMIT',
  timeInForce: 'GTC',
  quantity: '0.001',
  price: '50000.00',
};

describe('encoding', () => {
  it('keeps the declared order, whatever order the input has', async () => {
    const { rest, sent } = client();
    const shuffled = Object.fromEntries(Object.entries({ ...LIMIT, newClientOrderId: 'a_B-1' }).reverse());
    await rest.call(placeOrder, parseInput(placeOrder.input, shuffled));
    expect(sent[0]?.body).toBe(
      'symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.001&price=50000.00&newClientOrderId=a_B-1',
    );
    expect(sent[0]?.query).toBe('');
  });

  it('writes lists as JSON, booleans and integers plainly, and leaves out what is absent', async () => {
    const { rest, sent } = client();
    await rest.call(getPrice, { symbols: ['BTCUSDT', 'ETHUSDT'] });
    await rest.call(getExchangeInfo, { permissions: ['SPOT'], showPermissionSets: false });
    await rest.call(getAllOrders, { symbol: 'BTCUSDT', orderId: 1_234_567_890_123, limit: 10 });
    await rest.call(getPrice, {});
    expect(sent.map((r) => r.query)).toEqual([
      'symbols=%5B%22BTCUSDT%22%2C%22ETHUSDT%22%5D',
      'permissions=%5B%22SPOT%22%5D&showPermissionSets=false',
      'symbol=BTCUSDT&orderId=1234567890123&limit=10',
      '',
    ]);
  });

  it('encodes non-ASCII symbols as the documentation shows', () => {
    expect(encodeParams([['symbol', '１２３４５６']])).toBe(
      'symbol=%EF%BC%91%EF%BC%92%EF%BC%93%EF%BC%94%EF%BC%95%EF%BC%96',
    );
  });

  it('leaves nothing but unreserved characters, and loses nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const encoded = percentEncode(text);
        expect(encoded).toMatch(/^[A-Za-z0-9\-._~%]*$/);
        expect(decodeURIComponent(encoded)).toBe(text);
      }),
    );
  });
});

describe('call', () => {
  it('takes method, path, weight and security from the operation', async () => {
    const { rest, sent } = client();
    await rest.call(getOrderBook, { symbol: 'BTCUSDT', limit: 500 });
    await rest.call(placeOrder, LIMIT as never);
    await rest.call(cancelOrder, { symbol: 'BTCUSDT', origClientOrderId: 'mine' });
    await rest.call(testOrder, LIMIT as never);
    expect(sent).toMatchObject([
      {
        operation: 'get_order_book',
        method: 'GET',
        path: '/api/v3/depth',
        weight: 25,
        security: 'NONE',
        isOrder: false,
        idempotent: true,
      },
      {
        method: 'POST',
        path: '/api/v3/order',
        weight: 1,
        security: 'TRADE',
        isOrder: true,
        idempotent: false,
        orderCount: 1,
      },
      {
        method: 'DELETE',
        query: 'symbol=BTCUSDT&origClientOrderId=mine',
        isOrder: true,
        clientOrderId: 'mine',
      },
      { method: 'POST', path: '/api/v3/order/test', isOrder: false, idempotent: true },
    ]);
  });

  it('gives a new order an id when it has none, and tells it to the layers', async () => {
    const { rest, sent } = client();
    await rest.call(placeOrder, LIMIT as never);
    await rest.call(placeOrder, { ...LIMIT, newClientOrderId: 'mine' } as never);
    expect(sent.map((r) => r.clientOrderId)).toEqual(['id-1', 'mine']);
    expect(sent[0]?.body).toContain('newClientOrderId=id-1');
    await rest.call(cancelOrder, { symbol: 'BTCUSDT', orderId: 4 });
    expect(sent[2]?.query).toBe('symbol=BTCUSDT&orderId=4');
  });

  it('gives every order of a list its id, and asks by that of the list', async () => {
    const { rest, sent } = client();
    await rest.call(placeOto, { ...placeOto.example, pendingClientOrderId: 'mine' } as never);
    expect(sent[0]?.body).toMatch(
      /listClientOrderId=id-1&.*workingClientOrderId=id-2&.*pendingClientOrderId=mine/,
    );
    expect(sent[0]).toMatchObject({ clientOrderId: 'id-1', orderCount: 2 });
    await rest.call(cancelOrderList, { symbol: 'BTCUSDT', listClientOrderId: 'id-1', newClientOrderId: 'c' });
    expect(sent[1]).toMatchObject({ clientOrderId: 'id-1', method: 'DELETE' });
  });

  it('sends an amendment in a body, with an id', async () => {
    const { rest, sent } = client();
    await rest.call(amendOrder, { symbol: 'BTCUSDT', orderId: 4, newQty: '1' });
    expect(sent[0]).toMatchObject({ method: 'PUT', query: '', clientOrderId: 'id-1', weight: 4 });
    expect(sent[0]?.body).toBe('symbol=BTCUSDT&orderId=4&newClientOrderId=id-1&newQty=1');
    expect(sent[0]).not.toHaveProperty('orderCount');
  });

  it('gives orders more time than the API takes to give up, and no signal to end them', async () => {
    const { rest, sent } = client();
    const context = { signal: new AbortController().signal, requestId: 'r-1' };
    await rest.call(placeOrder, LIMIT as never, context);
    await rest.call(getOrderBook, { symbol: 'BTCUSDT' }, { ...context, timeoutMs: 77 });
    expect(sent[0]).toMatchObject({ timeoutMs: 15_000, requestId: 'r-1' });
    expect(sent[0]).not.toHaveProperty('signal');
    expect(sent[1]).toMatchObject({ timeoutMs: 77, signal: context.signal });
    expect(
      () =>
        new RestClient({
          dispatch: () => Promise.reject(new Error()),
          newClientOrderId: () => '',
          writeTimeoutMs: 10_000,
        }),
    ).toThrow(RangeError);
  });

  it('can encode the example of every operation that has an endpoint', async () => {
    const { rest, sent } = client();
    const ops = OPERATIONS.filter((op) => op.upstream);
    for (const op of ops) await rest.call(op, parseInput(op.input, op.example));
    expect(sent).toHaveLength(ops.length);
    for (const request of sent)
      expect(request.query + (request.body ?? '')).toMatch(/^[A-Za-z0-9\-._~%=&]*$/);
  });

  it('refuses operations that have no endpoint', async () => {
    const own = defineOperation({ ...getOrderBook, name: 'own', upstream: undefined as never });
    await expect(client().rest.call(own, { symbol: 'A' })).rejects.toThrow(AppError);
  });

  it('does not take for an answer what is not JSON; of an order it says that nobody knows', async () => {
    const { rest } = client('<html>');
    await expect(rest.call(getOrderBook, { symbol: 'BTCUSDT' })).rejects.toMatchObject({
      code: 'UPSTREAM_PROTOCOL',
    });
    await expect(rest.call(placeOrder, LIMIT as never)).rejects.toMatchObject({
      code: 'OUTCOME_UNKNOWN',
      extra: { clientOrderId: 'id-1' },
    });
  });
});

describe('forwarding', () => {
  const call = {
    operation: 'get_account_info',
    method: 'GET',
    path: '/api/v3/account',
    security: 'USER_DATA',
    weight: 20,
    idempotent: true,
    query: 'omitZeroBalances=true&x=%e8%bf%99',
  } as const;

  it('sends the parameters as they were encoded and answers the body unread', async () => {
    const { rest, sent } = client('not JSON at all');
    const answer = await rest.forward(call, { requestId: 'r-1', validUntil: 5 });
    expect(answer.body).toBe('not JSON at all');
    expect(sent).toEqual([{ ...call, requestId: 'r-1', validUntil: 5, timeoutMs: 10_000 }]);
  });

  it('tells of a success as it came before anything reads it', async () => {
    const { rest } = client('{"symbol":"BTCUSDT","orderId":1}');
    const heard: string[] = [];
    await rest.call(placeOrder, parseInput(placeOrder.input, LIMIT), {
      onAnswer: ({ body }, operation) => heard.push(`${operation} ${body}`),
    });
    expect(heard).toEqual(['place_order {"symbol":"BTCUSDT","orderId":1}']);
  });
});
