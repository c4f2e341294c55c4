import { join } from 'node:path';
import { AppError, OPERATIONS, type WireError } from '@binance-gateway/domain-types';
import { readJsonl } from '@binance-gateway/testing';
import fc from 'fast-check';
import { classify } from '../errors.js';
import { decodeAccount, decodeAccountTrade } from './account.js';
import { decodeExchangeInfo, decodeServerTime } from './exchange-info.js';
import { decodeDepth, decodeKline, decodePrice } from './market-data.js';
import { decodeNewOrder, decodeOrder } from './order.js';
import { decodeOutput } from './output.js';
import { decodeDepthUpdate, decodeStreamEvent, decodeTickers, unwrapStream } from './stream-event.js';
import { decodeUserDataEvent, unwrapUserData } from './user-data-event.js';

const NOW = 1_795_000_000_000;
const FIXTURES = join(import.meta.dirname, '../../fixtures');

interface Exchange {
  method: string;
  path: string;
  status: number;
  body: unknown;
}
const exchanges = readJsonl<Exchange>(join(FIXTURES, 'rest.jsonl'));

const operationOf = ({ method, path }: Exchange): (typeof OPERATIONS)[number] => {
  const op = OPERATIONS.find((o) => o.upstream?.method === method && o.upstream.path === path);
  if (!op) throw new Error(`no operation for ${method} ${path}`);
  return op;
};

function protocolError(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (AppError.is(error) && error.code === 'UPSTREAM_PROTOCOL') return error.message;
    throw error;
  }
  throw new Error('was accepted');
}

const ORDER = {
  symbol: 'BTCUSDT',
  orderId: 1,
  orderListId: -1,
  clientOrderId: 'x',
  price: '1.0',
  status: 'NEW',
  side: 'BUY',
  type: 'LIMIT',
  timeInForce: 'GTC',
};

describe('bodies of the embedded exchange', () => {
  it('cover every operation that has an endpoint', () => {
    const covered = new Set(exchanges.filter((e) => e.status === 200).map((e) => operationOf(e).name));
    const all = OPERATIONS.filter((op) => op.upstream).map((op) => op.name);
    expect([...covered].sort()).toEqual(all.sort());
  });

  it.each(exchanges.filter((e) => e.status === 200).map((e) => [`${e.method} ${e.path}`, e] as const))(
    '%s decodes, and nothing is lost',
    (_name, exchange) => {
      const marked = mark(structuredClone(exchange.body));
      const decoded = decodeOutput(operationOf(exchange), structuredClone(marked), NOW);
      if (exchange.path.endsWith('lines')) {
        expect(decoded).toHaveLength((exchange.body as unknown[]).length);
      } else if (exchange.path.endsWith('ticker/price')) {
        expect(decoded).toMatchObject(marked as object);
        expect(JSON.stringify(decoded)).toContain(`"timestamp":${NOW}`);
      } else {
        expect(decoded).toEqual(marked);
      }
    },
  );

  it('errors get their codes', () => {
    const codes = exchanges
      .filter((e) => e.status !== 200)
      .map(({ status, body }) => {
        const { code, msg } = body as WireError;
        return [code, classify(status, code, msg)];
      });
    expect(codes).toEqual([
      [-1121, 'UNKNOWN_SYMBOL'],
      [-1120, 'REJECTED_BY_EXCHANGE'],
      [-2013, 'ORDER_NOT_FOUND'],
      [-2011, 'CANCEL_REJECTED'],
      [-1013, 'FILTER_FAILURE'],
      [-2010, 'INSUFFICIENT_BALANCE'],
      [-1021, 'REJECTED_BY_EXCHANGE'],
      [-2022, 'ORDER_REJECTED'],
      [-2021, 'PARTIAL_FAILURE'],
    ]);
  });

  /** A field that Binance may add tomorrow, in every object. */
  function mark(body: unknown): unknown {
    if (Array.isArray(body)) return body.map(mark);
    if (typeof body !== 'object' || body === null) return body;
    const inner = Object.fromEntries(Object.entries(body).map(([key, value]) => [key, mark(value)]));
    return { ...inner, addedTomorrow: { deep: [1] } };
  }
});

describe('frames of the embedded exchange', () => {
  it('are recognised and kept', () => {
    const kinds = readJsonl(join(FIXTURES, 'streams.jsonl')).map((frame) => {
      const { stream, payload } = unwrapStream(frame);
      expect(stream).toMatch(/^btcusdt@/);
      const { kind, event } = decodeStreamEvent(payload);
      expect(event).toBe(payload);
      return kind;
    });
    expect(new Set(kinds)).toEqual(
      new Set([
        'depthUpdate',
        'partialDepth',
        'trade',
        'aggTrade',
        'bookTicker',
        'kline',
        'ticker',
        'miniTicker',
        'other',
      ]),
    );
  });

  it('of an account are unwrapped, checked and kept', () => {
    const events = readJsonl(join(FIXTURES, 'user-data.jsonl')).map((frame) => {
      const { subscriptionId, event } = unwrapUserData(frame);
      expect(subscriptionId).toBe(0);
      expect(decodeUserDataEvent(event)).toBe(event);
      return (event as { e: string }).e;
    });
    expect(new Set(events)).toEqual(new Set(['executionReport', 'outboundAccountPosition']));
  });
});

describe('orders', () => {
  it('in a state nobody knows fail, and say which', () => {
    expect(protocolError(() => decodeOrder({ ...ORDER, status: 'HALF_DONE' }))).toContain('"HALF_DONE"');
    expect(protocolError(() => decodeNewOrder({ ...ORDER, status: 'HALF_DONE' }))).toContain('order.status');
    expect(protocolError(() => decodeOrder({ ...ORDER, status: undefined }))).toContain('order.status');
  });

  it('need a status, except as ACK', () => {
    const { status: _status, ...ack } = ORDER;
    expect(decodeNewOrder(ack)).toBe(ack);
  });

  it('with an id that lost digits on the way, or money as a number, fail', () => {
    expect(protocolError(() => decodeOrder({ ...ORDER, orderId: 2 ** 53 }))).toContain('order.orderId');
    expect(protocolError(() => decodeOrder({ ...ORDER, price: 1.5 }))).toContain('order.price');
    expect(protocolError(() => decodeOrder({ ...ORDER, side: 'HOLD' }))).toContain('order.side');
    expect(protocolError(() => decodeNewOrder({ ...ORDER, fills: [{ price: '1', qty: '1' }] }))).toContain(
      'order.fills',
    );
  });

  it('of a type nobody knows yet can still be read', () => {
    const order = { ...ORDER, type: 'ICEBERG_ONLY', timeInForce: 'GTD' };
    expect(decodeOrder(order)).toBe(order);
  });
});

describe('market data', () => {
  it('stamps a price with when it was learned', () => {
    expect(decodePrice({ symbol: 'BTCUSDT', price: '1.10' }, NOW + 0.7)).toEqual({
      symbol: 'BTCUSDT',
      price: '1.10',
      timestamp: NOW,
    });
  });

  it('names the columns of a kline', () => {
    expect(decodeKline([1, '2', '4', '1', '3', '10', 59_999, '25', 7, '5', '12', '0'])).toEqual({
      openTime: 1,
      open: '2',
      high: '4',
      low: '1',
      close: '3',
      volume: '10',
      closeTime: 59_999,
      quoteVolume: '25',
      tradeCount: 7,
      takerBuyBaseVolume: '5',
      takerBuyQuoteVolume: '12',
    });
  });

  it.each([
    ['a kline that is short', () => decodeKline([1, '2'])],
    ['a kline of numbers', () => decodeKline([1, 2, 4, 1, 3, 10, 59_999, 25, 7, 5, 12, 0])],
    ['a book without a side', () => decodeDepth({ lastUpdateId: 1, bids: [] })],
    ['a level of numbers', () => decodeDepth({ lastUpdateId: 1, bids: [[1, 2]], asks: [] })],
    ['a diff without ids', () => decodeDepthUpdate({ e: 'depthUpdate', s: 'A', b: [], a: [] })],
    ['a list for an object', () => decodeServerTime([])],
    ['null', () => decodeAccount(null)],
    ['balances that are no list', () => decodeAccount({ balances: {} })],
    [
      'a fill without a side',
      () =>
        decodeAccountTrade({
          symbol: 'A',
          id: 1,
          orderId: 1,
          price: '1',
          qty: '1',
          quoteQty: '1',
          commission: '0',
          commissionAsset: 'B',
          time: 1,
        }),
    ],
    [
      'a symbol without filters',
      () =>
        decodeExchangeInfo({
          serverTime: 1,
          rateLimits: [],
          symbols: [{ symbol: 'A', status: 'TRADING', baseAsset: 'A', quoteAsset: 'B' }],
        }),
    ],
  ])('refuses %s', (_name, decode) => {
    expect(protocolError(decode)).toMatch(/: expected /);
  });

  it('keeps statuses and filters of symbols that nobody knows yet', () => {
    const info = {
      serverTime: 1,
      rateLimits: [{ rateLimitType: 'NEW_KIND' }],
      symbols: [
        {
          symbol: 'A',
          status: 'RESTING',
          baseAsset: 'A',
          quoteAsset: 'B',
          filters: [{ filterType: 'NEW_KIND' }],
        },
      ],
    };
    expect(decodeExchangeInfo(info)).toBe(info);
  });

  it('passes stream events that nobody knows yet', () => {
    for (const event of [{ e: 'blockTrade', p: '1' }, { e: 'referencePrice' }, { hello: 1 }]) {
      expect(decodeStreamEvent(event)).toEqual({ kind: 'other', event });
    }
    expect(decodeStreamEvent([{ e: 'new' }])).toEqual({
      kind: 'list',
      event: [{ kind: 'other', event: { e: 'new' } }],
    });
  });

  it('reads tickers one by one and in lists', () => {
    const ticker = { e: '24hrTicker', s: 'A', c: '1', o: '1', h: '1', l: '1', v: '1', q: '1' };
    expect(decodeTickers(ticker)).toEqual([ticker]);
    expect(decodeTickers([ticker, ticker])).toHaveLength(2);
  });
});

describe('user data', () => {
  const EVENT = { e: 'balanceUpdate', a: 'BTC', d: '-1.0' };
  it.each([
    ['with a subscription', { subscriptionId: 4, event: EVENT }, 4],
    ['of a connection, and before 2025-08', { event: EVENT }, undefined],
    ['of a listen key', { stream: 'abc', data: EVENT }, undefined],
    ['bare', EVENT, undefined],
  ])('is unwrapped: %s', (_name, frame, subscriptionId) => {
    expect(unwrapUserData(frame)).toEqual({ subscriptionId, event: EVENT });
  });

  it('in a state nobody knows fails; of a type nobody knows passes', () => {
    const report = {
      e: 'executionReport',
      s: 'A',
      c: 'x',
      i: 1,
      X: 'NEW',
      x: 'NEW',
      q: '1',
      p: '1',
      l: '0',
      z: '0',
      L: '0',
    };
    expect(decodeUserDataEvent(report)).toBe(report);
    expect(protocolError(() => decodeUserDataEvent({ ...report, X: 'HALF_DONE' }))).toContain(
      'executionReport.X',
    );
    expect(protocolError(() => decodeUserDataEvent({ ...report, x: 'SPLIT' }))).toContain(
      'executionReport.x',
    );
    const unknown = { e: 'allocationReport', anything: 1 };
    expect(decodeUserDataEvent(unknown)).toBe(unknown);
  });
});

it('checks the shape of operations that have no decoder of their own', () => {
  const op = { name: 'brand_new', output: { shape: 'many', of: class {} } } as never;
  expect(decodeOutput(op, [{ a: 1 }], NOW)).toEqual([{ a: 1 }]);
  expect(protocolError(() => decodeOutput(op, { a: 1 }, NOW))).toContain('brand_new');
});

describe('whatever comes', () => {
  const DECODERS: Record<string, (wire: unknown) => unknown> = {
    ...Object.fromEntries(OPERATIONS.map((op) => [op.name, (wire: unknown) => decodeOutput(op, wire, NOW)])),
    decodeStreamEvent,
    decodeTickers,
    unwrapStream,
    unwrapUserData,
    decodeUserDataEvent,
  };
  /** Right in most places: a body of the fixtures with one value of it replaced. */
  const damaged = fc
    .tuple(fc.constantFrom(...exchanges.map((e) => JSON.stringify(e.body))), fc.nat(), fc.jsonValue())
    .map(([text, seed, value]) => {
      let left = seed % 40;
      return JSON.parse(text, (_key, old: unknown) => (left-- === 0 ? value : old)) as unknown;
    });

  it.each(Object.keys(DECODERS))('%s answers or says that the protocol is broken', (name) => {
    const decode = DECODERS[name] as (wire: unknown) => unknown;
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), damaged), (wire) => {
        try {
          decode(wire);
        } catch (error) {
          expect(error).toMatchObject({ name: 'AppError', code: 'UPSTREAM_PROTOCOL' });
        }
      }),
    );
  });
});
