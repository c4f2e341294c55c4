/** What users of the gateway rely on. Every id has at least one test that carries it in its name. */
export const REQUIREMENTS = {
  'REST-01': 'The price of a symbol is {symbol, price, timestamp}',
  'REST-02': 'One hundred klines are a hundred objects with named fields, oldest first',
  'REST-03': 'An unknown symbol is a 400 that names the field and never reaches the exchange',
  'REST-04': 'Every response carries X-Request-Id and X-Timestamp, errors are problem documents',
  'REST-05': 'Every example of the catalog gets its documented answer',
  'AUTH-01': 'Without a token there is a 401, on REST and before a WebSocket upgrade',
  'AUTH-02': 'A read token may not place or cancel orders: 403',
  'AUTH-03': 'No secret appears in any output of the process',
  'ORDER-01': 'A limit order is NEW, found by query and among the open ones, and CANCELED by a cancel',
  'ORDER-02': 'An order beyond the balance is a 400 with asset, needed and available',
  'ORDER-03': 'Balances change by exactly what a fill says',
  'ORDER-04': 'An order that breaks a filter is a 400 that names filter, value and the nearest legal value',
  'ORDER-05': 'An order whose answer is lost is found by asking and placed once',
  'ORDER-06': 'An order that cannot be found after its answer is lost is a 504 with outcome UNKNOWN',
  'ORDER-07': 'The same order under the same id or Idempotency-Key is placed once and answered each time',
  'ORDER-08': 'Killed at any moment and started again, the gateway places no order twice and loses none',
  'POS-01': 'Positions have quantity, average entry price and profit that follow from the fills',
  'WS-01': 'The ticker stream sends 24hrTicker events',
  'WS-02': 'Depth updates applied to the depth snapshot give the top of the book of the exchange',
  'WS-03': 'Fills reach /ws/user as executionReport and outboundAccountPosition',
  'WS-04': 'One subscribe message brings the streams of two symbols',
  'WS-05': 'After the upstream sockets are cut every stream is back and depth readers get a fresh snapshot',
  'WS-06': 'A malformed frame gets an error reply, never a disconnect',
  'OPS-01':
    'Without any setting the gateway starts its own exchange and prints a token and commands that work',
  'OPS-02': 'Health, readiness and metrics answer without a token',
  'OPS-03': 'SIGTERM tells stream clients why, ends with exit code 0 and leaves nothing behind',
  'DOCS-01': 'The OpenAPI document holds the schema of every input unchanged',
  'DOCS-02': 'REST refuses bad input in the words of the definition',
} as const;

export type RequirementId = keyof typeof REQUIREMENTS;
