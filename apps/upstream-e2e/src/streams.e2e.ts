import {
  ConnectBudget,
  MarketStreams,
  ServerClock,
  UserDataStream,
  createCredential,
} from '@binance-gateway/binance-client';
import { silentLogger, systemClock, systemRandom } from '@binance-gateway/domain-types';
import { type Simulator, startSimulator } from '@binance-gateway/exchange-simulator';
import { until } from '@binance-gateway/testing';
import { BusyMarket } from './busy-market.js';

const common = { clock: systemClock, random: systemRandom, logger: silentLogger };

interface DepthUpdate {
  e: string;
  s: string;
  U: number;
  u: number;
}

describe('market streams', () => {
  const names = [
    'btcusdt@depth@100ms',
    'btcusdt@trade',
    'btcusdt@bookTicker',
    'ethusdt@kline_1m',
    '!miniTicker@arr',
  ];
  let exchange: Simulator;
  let market: BusyMarket;
  let streams: MarketStreams;
  /** What was told of each stream, in order: payloads, and null for a gap. */
  let told: Map<string, (string | null)[]>;
  let reasons: string[];

  beforeEach(async () => {
    exchange = await startSimulator({ market: 'none' });
    market = new BusyMarket(exchange.engine, ['BTCUSDT', 'ETHUSDT'], 7);
    told = new Map(names.map((name) => [name, []]));
    reasons = [];
    streams = new MarketStreams({
      ...common,
      url: exchange.urls.stream,
      livenessMs: 500,
      listener: {
        onFrame: (name, payload) => void told.get(name)?.push(payload.toString()),
        onGap: (interrupted, reason) => {
          reasons.push(reason);
          for (const name of interrupted) told.get(name)?.push(null);
        },
      },
    });
    streams.subscribe(names);
  });

  afterEach(async () => {
    market.stop();
    await streams.close();
    await exchange.close();
  });

  const flowing = (): Promise<unknown> =>
    until(() => names.every((name) => typeof told.get(name)?.at(-1) === 'string'), {
      what: 'every stream flows',
      timeoutMs: 20_000,
    });

  /** Update ids follow each other wherever no gap was told. */
  function expectNoSilentGap(): void {
    let previous: DepthUpdate | undefined;
    let checked = 0;
    for (const item of told.get('btcusdt@depth@100ms') ?? []) {
      const update = item === null ? undefined : (JSON.parse(item) as DepthUpdate);
      if (update && previous) {
        expect(update.U).toBe(previous.u + 1);
        checked++;
      }
      previous = update;
    }
    expect(checked).toBeGreaterThan(0);
  }

  it('flow, as the payloads the exchange sent', async () => {
    await flowing();
    const depth = JSON.parse(told.get('btcusdt@depth@100ms')?.[0] ?? '') as DepthUpdate;
    expect(depth).toMatchObject({ e: 'depthUpdate', s: 'BTCUSDT' });
    expect(Array.isArray(JSON.parse(told.get('!miniTicker@arr')?.[0] ?? ''))).toBe(true);
    expect(streams.status()).toMatchObject({ state: 'live', wanted: names.length, confirmed: names.length });
    expect(reasons).toEqual([]);
  });

  it('all come back after their socket was killed, each with a gap before its next event', async () => {
    await flowing();
    exchange.control.streams.killConnections();
    await until(() => reasons.length === 1);
    for (const name of names) expect(told.get(name)?.at(-1)).toBeNull();
    await flowing();
    await until(() => (told.get('btcusdt@depth@100ms')?.length ?? 0) > 6);
    expectNoSilentGap();
    for (const name of names) expect(told.get(name)?.filter((item) => item === null)).toHaveLength(1);
  });

  it('come back from a connection that froze without closing', async () => {
    await flowing();
    exchange.control.streams.freezeConnections();
    await until(() => reasons.length === 1, { timeoutMs: 15_000 });
    expect(reasons).toEqual(['half-open']);
    await flowing();
    expectNoSilentGap();
  });

  it('move to another connection before the server shuts down, without a gap where there are ids', async () => {
    await flowing();
    exchange.control.streams.serverShutdown();
    await until(() => exchange.control.streams.stats().connections === 2);
    await until(() => exchange.control.streams.stats().connections === 1, { timeoutMs: 15_000 });
    const interrupted = names.filter((name) => told.get(name)?.includes(null));
    expect(interrupted).toEqual(['!miniTicker@arr']);
    expectNoSilentGap();
    const trades = (told.get('btcusdt@trade') ?? []).map(
      (text) => (JSON.parse(text ?? '') as { t: number }).t,
    );
    expect(trades).toEqual(trades.map((_, i) => (trades[0] as number) + i));
    await flowing();
  });

  it('are never served with a silent gap, however often their connections break', async () => {
    await flowing();
    for (let round = 1; round <= 3; round++) {
      if (round === 2) exchange.control.streams.closeAll(1001, '24 hours are over');
      else exchange.control.streams.killConnections();
      await until(() => reasons.length === round, { timeoutMs: 15_000 });
      await flowing();
    }
    expectNoSilentGap();
  });

  it('come back within the limits of the server when thousands are lost at once', async () => {
    const many = Array.from({ length: 3_000 }, (_, i) => `sym${i}usdt@trade`);
    const wanted = names.length + many.length;
    streams.subscribe(many);
    await until(() => streams.status().confirmed === wanted, { timeoutMs: 20_000 });
    exchange.control.streams.killConnections();
    await until(() => streams.status().confirmed === 0);
    await until(() => streams.status().confirmed === wanted, { timeoutMs: 20_000 });
    await flowing();
    // the server cuts with 1008 whoever sends more than five messages in a second
    expect(streams.status().connections.map(({ losses, lastLoss }) => [losses, lastLoss?.code])).toEqual([
      [1, 1006],
      [1, 1006],
      [1, 1006],
    ]);
  });

  it('respect a refusal to connect', async () => {
    await flowing();
    exchange.control.streams.refuseConnections(429, 30);
    exchange.control.streams.killConnections();
    await until(() => streams.status().blockedForMs > 0, { timeoutMs: 15_000 });
    expect(streams.status().blockedForMs).toBeGreaterThan(20_000);
  });
});

describe('user data stream', () => {
  let exchange: Simulator;
  let market: BusyMarket;
  let user: UserDataStream;
  let events: { bytes: string; e: string; [field: string]: unknown }[];
  let gaps: string[];

  beforeEach(async () => {
    exchange = await startSimulator({ market: 'none' });
    market = new BusyMarket(exchange.engine, ['BTCUSDT'], 11);
    events = [];
    gaps = [];
    const { apiKey, apiSecret } = exchange.credentials;
    const serverClock = new ServerClock({
      clock: systemClock,
      fetchTime: async () => {
        const answer = await fetch(`${exchange.urls.rest}/api/v3/time`);
        return ((await answer.json()) as { serverTime: number }).serverTime;
      },
    });
    user = new UserDataStream({
      ...common,
      url: exchange.urls.wsApi,
      credential: createCredential({ apiKey, apiSecret }),
      serverClock,
      connectBudget: new ConnectBudget(systemClock),
      checkMs: 200,
      listener: {
        onEvent: (bytes, parsed) => void events.push({ ...parsed, bytes: bytes.toString() }),
        onGap: (reason) => void gaps.push(reason),
      },
    });
    user.start();
    await until(() => user.status().state === 'live', { what: 'subscribed' });
  });

  afterEach(async () => {
    market.stop();
    await user.close();
    await exchange.close();
  });

  /** Places a market order by a REST call made by hand, and waits for what the stream says of it. */
  async function buyAndSee(clientOrderId: string): Promise<void> {
    const { apiKey, apiSecret } = exchange.credentials;
    const form = new URLSearchParams({
      symbol: 'BTCUSDT',
      side: 'BUY',
      type: 'MARKET',
      quantity: '0.01',
      newClientOrderId: clientOrderId,
      timestamp: String(Date.now()),
    }).toString();
    const signature = createCredential({ apiKey, apiSecret }).sign(form);
    const answer = await fetch(`${exchange.urls.rest}/api/v3/order`, {
      method: 'POST',
      headers: { 'X-MBX-APIKEY': apiKey, 'Content-Type': 'application/x-www-form-urlencoded' },
      body: `${form}&signature=${signature}`,
    });
    expect({ status: answer.status, body: await answer.json() }).toMatchObject({
      status: 200,
      body: { clientOrderId },
    });
    const trade = await until(() =>
      events.find((e) => e.e === 'executionReport' && e['c'] === clientOrderId && e['x'] === 'TRADE'),
    );
    expect(JSON.parse(trade.bytes)).toMatchObject({ e: 'executionReport', s: 'BTCUSDT', S: 'BUY' });
    const after = events.indexOf(trade);
    await until(() => events.slice(after).find((e) => e.e === 'outboundAccountPosition'));
  }

  it('tells of an order placed over REST', async () => {
    await buyAndSee('before');
    expect(gaps).toEqual([]);
  });

  it('still does after its connection was cut, and announces the gap', async () => {
    await buyAndSee('before');
    exchange.control.killWsApi();
    await until(() => gaps.length === 1);
    expect(gaps).toEqual(['closed']);
    await buyAndSee('after');
  });

  it('moves to another connection before the server shuts down', async () => {
    exchange.control.announceWsApiShutdown();
    await until(() => gaps.length === 1);
    expect(gaps).toEqual(['replaced']);
    await buyAndSee('after');
    await until(() => exchange.control.wsApiConnections === 1);
    expect(
      events.filter((e) => e.e === 'executionReport' && e['x'] === 'TRADE' && e['c'] === 'after').length,
    ).toBe(
      new Set(
        events
          .filter((e) => e['c'] === 'after')
          .map((e) => e['t'])
          .filter((t) => t !== -1),
      ).size,
    );
  });

  it('notices that its key was revoked', async () => {
    exchange.control.revokeKey(exchange.credentials.apiKey);
    exchange.control.killWsApi();
    await until(() => user.status().state === 'refused');
    expect(user.status().lastError).toBeDefined();
  });
});
