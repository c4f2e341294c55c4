import { systemClock } from '@binance-gateway/domain-types';
import { UNIT } from '../engine/types.js';
import { type Loose, RestClient } from '../rest-client.bed.js';
import { type Simulator, startSimulator } from '../start-simulator.js';

let simulator: Simulator;
let client: RestClient;

beforeAll(async () => {
  simulator = await startSimulator({ market: 'none', seed: 1 });
  client = new RestClient(simulator.urls.rest, simulator.credentials);
  const { engine } = simulator;
  engine.addAccount('maker', [], { unlimited: true });
  const common = { account: 'maker', symbol: 'BTCUSDT', timeInForce: 'GTC', clientOrderId: '' } as const;
  for (let level = 1n; level <= 3n; level++) {
    const quantity = level * UNIT;
    engine.place({ ...common, side: 'SELL', type: 'LIMIT', price: (96_500n + level) * UNIT, quantity });
    engine.place({ ...common, side: 'BUY', type: 'LIMIT', price: (96_500n - level) * UNIT, quantity });
  }
  const bought = UNIT / 2n;
  engine.place({ ...common, timeInForce: undefined, side: 'BUY', type: 'MARKET', quantity: bought });
});

afterAll(() => simulator.close());

describe('public endpoints', () => {
  it('ping and time', async () => {
    expect((await client.get('/api/v3/ping')).text).toBe('{}');
    const { body } = await client.get<{ serverTime: number }>('/api/v3/time');
    expect(Object.keys(body)).toEqual(['serverTime']);
    expect(Math.abs(body.serverTime - systemClock.now())).toBeLessThan(60_000);
  });

  it('headers as the live exchange sends them', async () => {
    const { headers } = await client.get('/api/v3/ping');
    expect(headers.get('content-type')).toBe('application/json;charset=UTF-8');
    expect(headers.get('x-mbx-used-weight-1m')).toMatch(/^[0-9]+$/);
    expect(headers.get('x-mbx-used-weight')).toBe(headers.get('x-mbx-used-weight-1m'));
    expect(headers.get('x-mbx-uuid')).toMatch(/^[0-9a-f-]{36}$/);
    expect(headers.has('x-mbx-order-count-10s')).toBe(false);
  });

  it('depth: best first, eight decimals, cut to the limit', async () => {
    const { text } = await client.get('/api/v3/depth', { symbol: 'BTCUSDT', limit: '2' });
    expect(text).toBe(
      '{"lastUpdateId":7,"bids":[["96499.00000000","1.00000000"],["96498.00000000","2.00000000"]],' +
        '"asks":[["96501.00000000","0.50000000"],["96502.00000000","2.00000000"]]}',
    );
  });

  it('trades, historicalTrades and aggTrades tell the same trade', async () => {
    const trades = await client.get<object[]>('/api/v3/trades', { symbol: 'BTCUSDT', limit: '1' });
    const time = simulator.engine.lastTrade('BTCUSDT')?.time;
    const id = simulator.engine.lastTrade('BTCUSDT')?.tradeId as number;
    expect(trades.text).toBe(
      `[{"id":${id},"price":"96501.00000000","qty":"0.50000000","quoteQty":"48250.50000000","time":${time},"isBuyerMaker":false,"isBestMatch":true}]`,
    );
    const old = await client.get('/api/v3/historicalTrades', { symbol: 'BTCUSDT', fromId: String(id) });
    expect(old.text).toBe(trades.text);
    const aggregate = await client.get<Record<string, unknown>[]>('/api/v3/aggTrades', {
      symbol: 'BTCUSDT',
      startTime: String(time),
    });
    expect(aggregate.body).toHaveLength(1);
    expect(Object.keys(aggregate.body[0] ?? {})).toEqual(['a', 'p', 'q', 'f', 'l', 'T', 'm', 'M']);
    expect(aggregate.body[0]).toMatchObject({ p: '96501.00000000', q: '0.50000000', f: id, l: id, m: false });
  });

  it('klines are rows of twelve, the newest last', async () => {
    const params = { symbol: 'BTCUSDT', interval: '1m', limit: '1' };
    const { body, text } = await client.get<unknown[][]>('/api/v3/klines', params);
    expect(body).toHaveLength(1);
    expect(body[0]).toHaveLength(12);
    expect(body[0]?.[4]).toBe('96501.00000000');
    expect(body[0]?.[11]).toBe('0');
    expect((await client.get('/api/v3/uiKlines', params)).text).toBe(text);
  });

  it('tickers: an object for symbol, a list for symbols or none', async () => {
    const one = await client.get('/api/v3/ticker/price', { symbol: 'BTCUSDT' });
    expect(one.text).toBe('{"symbol":"BTCUSDT","price":"96501.00000000"}');
    const two = await client.get<object[]>('/api/v3/ticker/price', { symbols: '["BTCUSDT","ETHUSDT"]' });
    expect(two.body.map((entry) => (entry as { symbol: string }).symbol)).toEqual(['BTCUSDT', 'ETHUSDT']);
    expect((await client.get<object[]>('/api/v3/ticker/bookTicker')).body).toHaveLength(8);
    const book = await client.get('/api/v3/ticker/bookTicker', { symbol: 'BTCUSDT' });
    expect(book.text).toBe(
      '{"symbol":"BTCUSDT","bidPrice":"96499.00000000","bidQty":"1.00000000","askPrice":"96501.00000000","askQty":"0.50000000"}',
    );
  });

  it.each([
    [
      '/api/v3/ticker/24hr',
      {},
      [
        'symbol',
        'priceChange',
        'priceChangePercent',
        'weightedAvgPrice',
        'prevClosePrice',
        'lastPrice',
        'lastQty',
        'bidPrice',
        'bidQty',
        'askPrice',
        'askQty',
        'openPrice',
        'highPrice',
        'lowPrice',
        'volume',
        'quoteVolume',
        'openTime',
        'closeTime',
        'firstId',
        'lastId',
        'count',
      ],
    ],
    [
      '/api/v3/ticker',
      { windowSize: '4h' },
      [
        'symbol',
        'priceChange',
        'priceChangePercent',
        'weightedAvgPrice',
        'openPrice',
        'highPrice',
        'lowPrice',
        'lastPrice',
        'volume',
        'quoteVolume',
        'openTime',
        'closeTime',
        'firstId',
        'lastId',
        'count',
      ],
    ],
    [
      '/api/v3/ticker/tradingDay',
      { timeZone: '8' },
      [
        'symbol',
        'priceChange',
        'priceChangePercent',
        'weightedAvgPrice',
        'openPrice',
        'highPrice',
        'lowPrice',
        'lastPrice',
        'volume',
        'quoteVolume',
        'openTime',
        'closeTime',
        'firstId',
        'lastId',
        'count',
      ],
    ],
    [
      '/api/v3/ticker/24hr',
      { type: 'MINI' },
      [
        'symbol',
        'openPrice',
        'highPrice',
        'lowPrice',
        'lastPrice',
        'volume',
        'quoteVolume',
        'openTime',
        'closeTime',
        'firstId',
        'lastId',
        'count',
      ],
    ],
    ['/api/v3/avgPrice', {}, ['mins', 'price', 'closeTime']],
  ] as const)('%s %j has the documented members in order', async (path, params, members) => {
    const { body } = await client.get(path, { symbol: 'BTCUSDT', ...params });
    expect(Object.keys(body)).toEqual(members);
  });

  it('exchangeInfo: rate limits as enforced, one or many symbols', async () => {
    const { body } = await client.get<Record<string, Loose>>('/api/v3/exchangeInfo', { symbol: 'ETHBTC' });
    expect(Object.keys(body)).toEqual(['timezone', 'serverTime', 'rateLimits', 'exchangeFilters', 'symbols']);
    expect(body['rateLimits']).toEqual([
      { rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: 6000 },
      { rateLimitType: 'ORDERS', interval: 'SECOND', intervalNum: 10, limit: 100 },
      { rateLimitType: 'ORDERS', interval: 'DAY', intervalNum: 1, limit: 200_000 },
      { rateLimitType: 'RAW_REQUESTS', interval: 'MINUTE', intervalNum: 5, limit: 300_000 },
    ]);
    expect(body['symbols']).toHaveLength(1);
    expect(body['symbols'][0]).toMatchObject({
      symbol: 'ETHBTC',
      status: 'TRADING',
      permissionSets: [['SPOT']],
    });
    const none = { permissions: '["LEVERAGED"]', showPermissionSets: 'false' };
    expect((await client.get<Loose>('/api/v3/exchangeInfo', none)).body.symbols).toEqual([]);
    const all = await client.get<Loose>('/api/v3/exchangeInfo', { permissions: 'SPOT' });
    expect(all.body.symbols).toHaveLength(8);
  });

  it('follows the status of a symbol', async () => {
    simulator.engine.setSymbolStatus('ADAUSDT', 'HALT');
    const halted = await client.get<Loose>('/api/v3/exchangeInfo', { symbolStatus: 'HALT' });
    expect(halted.body.symbols.map((entry: { symbol: string }) => entry.symbol)).toEqual(['ADAUSDT']);
    const wrong = await client.get('/api/v3/depth', { symbol: 'ADAUSDT', symbolStatus: 'TRADING' });
    expect([wrong.status, wrong.body['code']]).toEqual([400, -1220]);
    const rest = await client.get<object[]>('/api/v3/ticker/price', { symbolStatus: 'TRADING' });
    expect(rest.body).toHaveLength(7);
    simulator.engine.setSymbolStatus('ADAUSDT', 'TRADING');
  });

  it('microseconds on request', async () => {
    const { body } = await client.send<Loose>('GET', '/api/v3/time', { 'X-MBX-TIME-UNIT': 'microsecond' });
    expect(body.serverTime).toBeGreaterThan(1e15);
    const klines = await client.send<number[][]>('GET', '/api/v3/klines?symbol=BTCUSDT&interval=1m&limit=1', {
      'X-MBX-TIME-UNIT': 'MICROSECOND',
    });
    const row = klines.body[0] as number[];
    expect((row[6] as number) - (row[0] as number)).toBe(59_999_999);
  });
});

describe('refusals', () => {
  it.each<[string, number, number]>([
    ['/api/v3/ping?a=1', 400, -1101],
    ['/api/v3/depth', 400, -1102],
    ['/api/v3/depth?symbol=', 400, -1105],
    ['/api/v3/depth?symbol=NOPE', 400, -1121],
    ['/api/v3/depth?symbol=btcusdt', 400, -1100],
    ['/api/v3/depth?symbol=BTCUSDT&symbol=BTCUSDT', 400, -1101],
    ['/api/v3/depth?symbol=BTCUSDT&limit=x', 400, -1100],
    ['/api/v3/depth?symbol=BTCUSDT&limit=0', 400, -1130],
    ['/api/v3/depth?symbol=BTCUSDT&foo=1', 400, -1104],
    ['/api/v3/depth?symbol=BTCUSDT&symbolStatus=OPEN', 400, -1122],
    ['/api/v3/depth?symbol=%E5%B8', 400, -1100],
    ['/api/v3/klines?symbol=BTCUSDT', 400, -1102],
    ['/api/v3/klines?symbol=BTCUSDT&interval=2m', 400, -1120],
    ['/api/v3/klines?symbol=BTCUSDT&interval=1m&timeZone=15', 400, -1130],
    ['/api/v3/ticker', 400, -1102],
    ['/api/v3/ticker?symbol=BTCUSDT&windowSize=60m', 400, -1130],
    ['/api/v3/ticker/24hr?symbol=BTCUSDT&type=TINY', 400, -1139],
    ['/api/v3/ticker/price?symbol=BTCUSDT&symbols=["ETHUSDT"]', 400, -1128],
    ['/api/v3/ticker/price?symbols=["BTCUSDT","BTCUSDT"]', 400, -1151],
    ['/api/v3/exchangeInfo?symbol=NOPE', 400, -1121],
    ['/api/v3/exchangeInfo?symbol=BTCUSDT&permissions=SPOT', 400, -1128],
  ])('%s → %d, %d', async (target, status, code) => {
    const answer = await client.send('GET', encodeURI(target).replace(/%25/g, '%'), {});
    expect([answer.status, answer.body['code']]).toEqual([status, code]);
    expect(Object.keys(answer.body)).toEqual(['code', 'msg']);
  });

  it('time units and SBE that do not exist', async () => {
    const unit = await client.send('GET', '/api/v3/time', { 'X-MBX-TIME-UNIT': 'HOUR' });
    expect([unit.status, unit.body['code']]).toEqual([400, -1194]);
    const header = { 'X-MBX-SBE': '3:5' };
    const sbe = await client.send('GET', '/api/v3/time', { ...header, accept: 'application/sbe' });
    expect([sbe.status, sbe.body['code']]).toEqual([406, -1155]);
    const both = await client.send('GET', '/api/v3/time', {
      ...header,
      accept: 'application/sbe, application/json',
    });
    expect([both.status, both.headers.get('content-type')]).toEqual([200, 'application/json;charset=UTF-8']);
  });

  it('unknown paths are 404, HTML only for those who ask', async () => {
    const plain = await client.send('GET', '/api/v3/exchangie', { accept: 'application/json' });
    expect([plain.status, plain.text]).toEqual([404, '']);
    const page = await client.send('GET', '/api/v3/exchangie', { accept: 'text/html' });
    expect([page.status, page.text]).toEqual([404, '<html><body><h2>404 Not found</h2></body></html>']);
  });

  it('version 1 is gone', async () => {
    expect((await client.get('/api/v1/depth', { symbol: 'BTCUSDT' })).status).toBe(404);
    expect((await client.get('/api/v1/userDataStream')).status).toBe(410);
  });

  it('listen keys are gone, with the page of a proxy', async () => {
    for (const method of ['POST', 'PUT', 'DELETE']) {
      const { status, headers, text } = await client.send(method, '/api/v3/userDataStream', client.key());
      expect([status, headers.get('content-type')]).toEqual([410, 'text/html']);
      expect(text).toContain('410 Gone');
    }
  });

  it('what ccxt loads besides Spot is there and empty', async () => {
    expect((await client.get('/sapi/v1/capital/config/getall')).text).toBe('[]');
    expect((await client.get('/fapi/v1/exchangeInfo')).text).toBe('{"symbols":[]}');
    expect((await client.get('/sapi/v1/system/status')).text).toBe('{"status":0,"msg":"normal"}');
    const fee = { makerCommission: '0.00100000', takerCommission: '0.00100000' };
    const one = await client.get('/sapi/v1/asset/tradeFee', { symbol: 'BTCUSDT' });
    expect(one.body).toEqual([{ symbol: 'BTCUSDT', ...fee }]);
    const all = await client.get<unknown[]>('/sapi/v1/asset/tradeFee');
    expect(all.body).toHaveLength(simulator.engine.symbols.size);
  });

  it('a handler that breaks is -1000 for the client and told to the test', async () => {
    const price = jest.spyOn(simulator.market.data, 'price').mockImplementation(() => {
      throw new TypeError('broken');
    });
    const answer = await client.get('/api/v3/ticker/price', { symbol: 'BTCUSDT' });
    price.mockRestore();
    expect([answer.status, answer.body['code']]).toEqual([500, -1000]);
    expect(answer.text).not.toContain('broken');
    const [record] = simulator.control.requests({ path: '/api/v3/ticker/price' }).slice(-1);
    expect(String(record?.failure)).toBe('TypeError: broken');
  });

  it('a body too large is refused without reading it all', async () => {
    const answer = await client.send('POST', '/api/v3/order', client.key(), `a=${'x'.repeat(300_000)}`);
    expect(answer.status).toBe(413);
  });
});
