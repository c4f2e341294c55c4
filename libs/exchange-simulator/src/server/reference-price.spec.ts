import { FakeClock, WsProbe, until } from '@binance-gateway/testing';
import { UNIT } from '../engine/types.js';
import { type Loose, RestClient } from '../rest-client.bed.js';
import { type Simulator, startSimulator } from '../start-simulator.js';

let simulator: Simulator;
let client: RestClient;
let clock: FakeClock;
const SYMBOL = { symbol: 'BTCUSDT' };

beforeEach(async () => {
  clock = new FakeClock(Date.UTC(2026, 0, 1, 12));
  simulator = await startSimulator({ clock, market: 'none' });
  client = new RestClient(simulator.urls.rest, simulator.credentials);
});

afterEach(() => simulator.close());

/** One trade at the price. */
function trade(price: bigint): void {
  const { engine } = simulator;
  const command = { account: 'maker', symbol: 'BTCUSDT', type: 'LIMIT', quantity: UNIT } as const;
  if (engine.lastTrade('BTCUSDT') === undefined) engine.addAccount('maker', [], { unlimited: true });
  for (const side of ['SELL', 'BUY'] as const) {
    engine.place({ ...command, side, timeInForce: 'GTC', clientOrderId: '', price: price * UNIT });
  }
}

describe('the reference price', () => {
  it('is null before the first trade, then the mean of the trades', async () => {
    const before = await client.get('/api/v3/referencePrice', SYMBOL);
    expect(before.text).toBe(`{"symbol":"BTCUSDT","referencePrice":null,"timestamp":${clock.now()}}`);
    trade(96_000n);
    trade(96_100n);
    const after = await client.get('/api/v3/referencePrice', SYMBOL);
    expect(after.body['referencePrice']).toBe('96050.00000000');
    expect((await client.get('/api/v3/referencePrice/calculation', SYMBOL)).text).toBe(
      '{"symbol":"BTCUSDT","calculationType":"ARITHMETIC_MEAN","bucketCount":300,"bucketWidthMs":1000}',
    );
  });

  it('is said every second on its stream, in microseconds too', async () => {
    const { stream } = simulator.urls;
    const milli = await WsProbe.open(`${stream}/ws/btcusdt@referencePrice`);
    const micro = await WsProbe.open(`${stream}/ws/btcusdt@referencePrice?timeUnit=MICROSECOND`);
    await until(() => simulator.control.streams.stats().connections === 2);
    trade(96_000n);
    clock.advanceSync(1000);
    const expected = { e: 'referencePrice', s: 'BTCUSDT', r: '96000.00000000', t: clock.now() };
    expect(await milli.next<Loose>()).toEqual(expected);
    expect(await micro.next<Loose>()).toEqual({ ...expected, t: clock.now() * 1000 });
    await Promise.all([milli.close(), micro.close()]);
  });

  it('may be set by hand, to null too, or not be there at all', async () => {
    const { reference } = simulator.market.data.of('BTCUSDT');
    reference.set(UNIT, 5);
    const set = await client.get('/api/v3/referencePrice', SYMBOL);
    expect(set.body).toEqual({ symbol: 'BTCUSDT', referencePrice: '1.00000000', timestamp: 5 });
    const calculation = await client.get('/api/v3/referencePrice/calculation', SYMBOL);
    expect(calculation.body).toEqual({
      symbol: 'BTCUSDT',
      calculationType: 'EXTERNAL',
      externalCalculationId: 0,
    });
    reference.reset('none');
    for (const path of ['/api/v3/referencePrice', '/api/v3/referencePrice/calculation']) {
      const { status, body } = await client.get(path, SYMBOL);
      expect([status, body]).toEqual([
        400,
        { code: -2043, msg: "This symbol doesn't have a reference price." },
      ]);
    }
  });
});

describe('block trades', () => {
  it('are listed from an id on and said on their stream', async () => {
    const probe = await WsProbe.open(`${simulator.urls.stream}/ws/btcusdt@blockTrade`);
    await until(() => simulator.control.streams.stats().connections === 1);
    const time = clock.now();
    const data = simulator.market.data.of('BTCUSDT');
    data.addBlockTrade({ price: 96_000n * UNIT, quantity: 25n * UNIT, time, isBuyerMaker: true });
    data.addBlockTrade({ price: 95_000n * UNIT, quantity: UNIT, time, isBuyerMaker: false });
    expect(await probe.next<Loose>()).toEqual({
      e: 'blockTrade',
      E: time,
      s: 'BTCUSDT',
      t: 1,
      p: '96000.00000000',
      q: '25.00000000',
      T: time,
      m: true,
    });
    const { text } = await client.get('/api/v3/historicalBlockTrades', { ...SYMBOL, fromId: '2' });
    expect(text).toBe(
      `[{"id":2,"price":"95000.00000000","qty":"1.00000000","quoteQty":"95000.00000000","time":${time},"isBuyerMaker":false}]`,
    );
    expect((await client.get('/api/v3/historicalBlockTrades', SYMBOL)).body['code']).toBe(-1102);
    expect((await client.get<unknown[]>('/api/v3/trades', SYMBOL)).body).toEqual([]);
    await probe.close();
  });
});
