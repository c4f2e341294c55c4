import { describeWithFixtures, fixture, readJsonl, until } from '@binance-gateway/testing';
import { RestClient } from '../rest-client.bed.js';
import { type Simulator, startSimulator } from '../start-simulator.js';
import { WsClient } from '../ws-client.bed.js';

/** Members that appear only under conditions the request of this suite does not meet. */
const CONDITIONAL = new Set([
  'count', // of a rate limit in exchangeInfo: an artefact of the generated examples
  'icebergQty',
  'preventedMatchId',
  'preventedQuantity',
  'stopPrice',
  'strategyId',
  'strategyType',
  'trailingDelta',
  'trailingTime',
  'usedSor',
  'workingFloor',
  'pegPriceType',
  'pegOffsetType',
  'pegOffsetValue',
  'peggedPrice',
  'expiryReason',
  'sors',
  'priceExponent',
  'maxNumOrders',
]);

/** Example members, minus conditional ones, that ours lacks; lists are compared by their first element. */
function missing(example: unknown, ours: unknown, path = ''): string[] {
  if (Array.isArray(example)) {
    if (!Array.isArray(ours)) return [`${path} is no list`];
    return example.length === 0 || ours.length === 0 ? [] : missing(example[0], ours[0], `${path}[]`);
  }
  if (typeof example !== 'object' || example === null) {
    return typeof example === typeof ours ? [] : [`${path} is ${typeof ours}, not ${typeof example}`];
  }
  return Object.entries(example).flatMap(([name, value]) => {
    if (CONDITIONAL.has(name)) return [];
    const member = (ours as Record<string, unknown> | undefined)?.[name];
    return member === undefined ? [`${path}.${name} is missing`] : missing(value, member, `${path}.${name}`);
  });
}

const SYMBOL = 'BTCUSDT';
const ORDER = { symbol: SYMBOL, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.01' };
const MARKET = { symbol: SYMBOL, side: 'BUY', type: 'MARKET', quantity: '0.01' };

describeWithFixtures('answers have every member that other clients expect', () => {
  let simulator: Simulator;
  let rest: RestClient;
  let ws: WsClient;
  let orderId: number;
  let price: string;

  beforeEach(async () => {
    simulator = await startSimulator({ seed: 3, eventsPerSecond: 0 });
    rest = new RestClient(simulator.urls.rest, simulator.credentials);
    ws = await WsClient.open(simulator.urls.wsApi, simulator.credentials);
    const ticker = await rest.get<{ bidPrice: string }>('/api/v3/ticker/bookTicker', { symbol: SYMBOL });
    price = `${ticker.body.bidPrice.slice(0, 2)}000`;
    await rest.signed('POST', '/api/v3/order', MARKET);
    orderId = (await rest.signed<{ orderId: number }>('POST', '/api/v3/order', { ...ORDER, price })).body
      .orderId;
  });

  afterEach(async () => {
    await ws.close();
    await simulator.close();
  });

  it('execution reports have the members of a live one, in its order', async () => {
    interface Report {
      e: string;
      E: number;
      x: string;
    }
    const since2024 = Date.UTC(2024, 0, 1);
    const live = readJsonl<{ raw: Report & { data?: Report } }>(fixture('ws/user_data_events_live.jsonl'))
      .map(({ raw }) => raw.data ?? raw)
      .filter(({ e, E }) => e === 'executionReport' && E > since2024);
    expect(live.length).toBeGreaterThanOrEqual(3);
    await ws.signed('userDataStream.subscribe.signature');
    await rest.signed('POST', '/api/v3/order', MARKET);
    const frames = await until(() => (ws.events().length >= 2 ? ws.events() : undefined));
    for (const report of live) {
      const ours = frames.find(({ event }) => event['x'] === report.x)?.event;
      expect(Object.keys(ours ?? {})).toEqual(Object.keys(report));
    }
  });

  const params = (path: string, method: string): Record<string, string> => {
    if (/time$|ping$|account$|rateLimit/.test(path)) return {};
    if (/klines|uiKlines/i.test(path)) return { symbol: SYMBOL, interval: '1s' };
    if (path.endsWith('/order/test')) return { ...ORDER, price, computeCommissionRates: 'true' };
    if (path.endsWith('/order') && method === 'POST') return MARKET;
    if (path.endsWith('/order')) return { symbol: SYMBOL, orderId: String(orderId) };
    return { symbol: SYMBOL };
  };

  const PUBLIC = /ping|time|exchangeInfo|depth|rades|lines|avgPrice|ticker/;
  const isOurs = (path: string): boolean =>
    /^\/api\/v3\/(time|exchangeInfo|trades|historicalTrades|klines|uiKlines|avgPrice|ticker.*|account.*|allOrders|openOrders|myTrades|rateLimit\/order|order|order\/test)$/.test(
      path,
    );

  const rows = [
    ...readJsonl<{ op: string; path: string; response: unknown }>(
      fixture('requests/official_go_rest_pairs.jsonl'),
    )
      .filter(({ path }) => isOurs(path))
      .map(({ op, path, response }) => ({
        name: `go ${op}`,
        method: op === 'OrderTest' ? 'POST' : op.startsWith('Delete') ? 'DELETE' : 'GET',
        path,
        response,
      })),
    ...readJsonl<{ name: string; method: string; path: string; response: unknown }>(
      fixture('requests/jkorf_rest_pairs.jsonl'),
    )
      .filter(({ path }) => isOurs(path))
      .map(({ name, method, path, response }) => ({ name: `jkorf ${name}`, method, path, response })),
  ];

  it.each(rows)('REST $name: $method $path', async ({ method, path, response }) => {
    const isPublic = PUBLIC.test(path) && !path.includes('myTrades');
    const answer = isPublic
      ? await rest.get<unknown>(path, params(path, method))
      : await rest.signed<unknown>(method, path, params(path, method));
    expect([answer.status, missing(response, answer.body)]).toEqual([200, []]);
  });

  interface WsRow {
    name: string;
    method: string;
    response: { result: unknown; rateLimits?: unknown };
  }

  const wsRows: WsRow[] = [
    ...readJsonl<{ name: string; request: { method: string }; response: WsRow['response'] }>(
      fixture('requests/jkorf_wsapi_pairs.jsonl'),
    )
      // Their cancel examples are copies of a query's answer
      .filter(({ name }) => !name.includes('Cancel'))
      .map(({ name, request, response }) => ({ name: `jkorf ${name}`, method: request.method, response })),
    ...readJsonl<{ method: string | null; message: WsRow['response'] }>(
      fixture('requests/official_go_ws_messages.jsonl'),
    ).map(({ method, message }) => ({ name: 'go', method: method ?? '', response: message })),
  ].filter(({ method }) =>
    /^(time|ticker.*|klines|uiKlines|avgPrice|trades.*|account.*|myTrades|allOrders|openOrders.status|order\.(place|status|test))$/.test(
      method,
    ),
  );

  it.each(wsRows)('WS API $name: $method', async ({ method, response }) => {
    const wanted: Record<string, Record<string, unknown>> = {
      time: {},
      'session.status': {},
      'account.status': {},
      klines: { symbol: SYMBOL, interval: '1s' },
      uiKlines: { symbol: SYMBOL, interval: '1s' },
      'order.place': MARKET,
      'order.test': { ...MARKET, computeCommissionRates: true },
      'order.cancel': { symbol: SYMBOL, orderId },
      'order.status': { symbol: SYMBOL, orderId },
      'ticker.tradingDay': { symbols: [SYMBOL] },
      'ticker.24hr': Array.isArray(response.result) ? { symbols: [SYMBOL] } : { symbol: SYMBOL },
    };
    const given = wanted[method] ?? { symbol: SYMBOL };
    const isPublic = /^(time|trades|klines|uiKlines|avgPrice|ticker|session)/.test(method);
    const answer = isPublic ? await ws.call(method, given) : await ws.signed(method, given);
    expect(answer.error).toBeUndefined();
    expect(missing({ result: response.result, rateLimits: response.rateLimits ?? [] }, answer)).toEqual([]);
  });
});
