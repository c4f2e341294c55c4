/** What came of one scenario with one client. */
export interface Outcome {
  readonly id: string;
  readonly result?: unknown;
  readonly error?: string;
  /** Why the client cannot do it, whatever the exchange. */
  readonly cannot?: string;
}

export interface Scenario {
  readonly id: string;
  /** Throws when the result is not what the scenario is about. */
  expect(result: unknown): void;
}

const positive = expect.any(Number) as number;
const price = (value: number): void => expect(value).toBeGreaterThan(0);

const scenario = <T>(id: string, check: (result: T) => void): Scenario => ({
  id,
  expect: (result) => check(result as T),
});

const refusal = (id: string, code: number, says?: string): Scenario =>
  scenario<{ code?: number; says?: string }>(id, (result) => {
    // some clients make an error of their own of it and keep the words only
    if (result.code === undefined && says !== undefined) expect(result.says).toContain(says);
    else expect(result).toEqual({ code });
  });

const stream = (id: string, of: 'price' | 'last' | 'close'): Scenario =>
  scenario<Record<string, unknown>>(id, (result) => {
    expect(result['symbol']).toBe('BTCUSDT');
    price(result[of] as number);
  });

/** What every client is asked to do, in this order: later ones build on earlier ones. */
export const SCENARIOS: readonly Scenario[] = [
  scenario<{ symbols: string[]; tick: number }>('load-markets', ({ symbols, tick }) => {
    expect(symbols).toEqual(expect.arrayContaining(['BTCUSDT', 'ETHUSDT', 'ETHBTC']));
    expect(tick).toBe(0.01);
  }),
  scenario<number>('server-time', (time) => expect(Math.abs(time - Date.now())).toBeLessThan(600_000)),
  scenario<{ last: number }>('ticker', ({ last }) => price(last)),
  scenario<{ count: number }>('tickers', ({ count }) => expect(count).toBeGreaterThanOrEqual(8)),
  scenario<{ bid: number; ask: number; levels: number }>('order-book', ({ bid, ask, levels }) => {
    expect(levels).toBe(5);
    expect(bid).toBeLessThan(ask);
  }),
  scenario<{ count: number; price: number }>('trades', (result) => {
    expect(result.count).toBe(5);
    price(result.price);
  }),
  scenario<{ count: number; close: number }>('candles', (result) => {
    expect(result.count).toBe(5);
    price(result.close);
  }),
  scenario<{ BTC: number; USDT: number }>('balance', ({ BTC, USDT }) => {
    price(BTC);
    price(USDT);
  }),
  scenario('market-order', (result) => expect(result).toEqual({ status: 'FILLED', filled: 0.001 })),
  scenario('limit-order', (result) =>
    expect(result).toEqual({ id: expect.anything() as unknown, status: 'NEW' }),
  ),
  scenario('query-order', (result) => expect(result).toMatchObject({ isSame: true, status: 'NEW' })),
  scenario<{ ids: unknown[]; id: unknown }>('open-orders', ({ ids, id }) => expect(ids).toContain(id)),
  scenario<{ before: unknown; after: unknown }>('edit-order', ({ before, after }) => {
    expect(after).toBeDefined();
    expect(after).not.toBe(before);
  }),
  scenario('cancel-order', (result) => expect(result).toEqual({ status: 'CANCELED' })),
  scenario<{ count: number }>('cancel-all', ({ count }) => expect(count).toBe(2)),
  scenario('order-list', (result) => expect(result).toEqual({ legs: 2 })),
  scenario<{ count: number }>('my-trades', ({ count }) => expect(count).toBeGreaterThan(0)),
  scenario('fees', (result) => expect(result).toEqual({ maker: positive, taker: positive })),
  scenario<Record<string, unknown>>('stream-book', ({ symbol, bid, ask }) => {
    expect(symbol).toBe('BTCUSDT');
    expect(bid as number).toBeLessThan(ask as number);
  }),
  stream('stream-trades', 'price'),
  stream('stream-ticker', 'last'),
  stream('stream-candles', 'close'),
  scenario<{ statuses: string[] }>('stream-user', ({ statuses }) =>
    expect(statuses).toEqual(['NEW', 'CANCELED']),
  ),
  scenario('ws-api-order', (result) => expect(result).toEqual({ placed: 'NEW', canceled: 'CANCELED' })),
  refusal('error-balance', -2010, 'Account has insufficient balance'),
  refusal('error-symbol', -1121),
  refusal('error-filter', -1013),
  refusal('error-signature', -1022),
  refusal('error-clock', -1021),
];

/** Clients by the name of their adapter, with what each cannot do by its own account. docs/clients.md says why. */
export const CLIENTS: Readonly<Record<string, readonly string[]>> = {
  ccxt: ['stream-book', 'stream-trades', 'stream-ticker', 'stream-candles', 'stream-user', 'ws-api-order'],
  'ccxt-pro': [],
  'binance-spot': [],
  binance: ['server-time'],
  'node-binance-api': ['ws-api-order'],
};
