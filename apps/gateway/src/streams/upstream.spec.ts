import type { AddressInfo } from 'node:net';
import { WsProbe, until } from '@binance-gateway/testing';
import type { Upstream } from '@binance-gateway/platform';
import { GatewayUnderTest, TOKENS, json } from '../testing/gateway-under-test.js';

type Level = [price: string, quantity: string];
interface DepthEvent {
  e: 'depthSnapshot' | 'depthUpdate';
  s: string;
  lastUpdateId: number;
  bids: Level[];
  asks: Level[];
  U: number;
  u: number;
  b: Level[];
  a: Level[];
}
interface Depth {
  bids: Level[];
  asks: Level[];
}

const UNIT = 100_000_000n;
const MAKER = 'spec-maker';

describe('streams of the embedded exchange', () => {
  let gateway: GatewayUnderTest;
  let url: string;
  let exchange: NonNullable<Upstream['simulator']>;
  let oracle: ReturnType<typeof recordBook>;
  const probes: WsProbe[] = [];

  beforeAll(async () => {
    gateway = await GatewayUnderTest.start();
    await gateway.app.listen(0, '127.0.0.1');
    url = `ws://127.0.0.1:${(gateway.app.getHttpServer().address() as AddressInfo).port}`;
    exchange = gateway.upstream.simulator as NonNullable<Upstream['simulator']>;
    exchange.engine.addAccount(MAKER, [], { unlimited: true });
    oracle = recordBook(exchange, 'ETHUSDT', 100);
  });
  afterEach(async () => {
    await Promise.all(probes.splice(0).map((probe) => probe.close()));
  });
  afterAll(async () => {
    oracle.stop();
    await gateway.close();
  });

  async function open(path: string): Promise<WsProbe> {
    const probe = await WsProbe.open(url + path, { headers: { authorization: `Bearer ${TOKENS.reader}` } });
    probes.push(probe);
    return probe;
  }

  /** Something happens at the exchange: quotes appear, move and vanish, and trade with each other. */
  function stir(symbol: string): void {
    const { engine } = exchange;
    const middle = engine.lastTrade(symbol)?.price ?? engine.symbols.get(symbol)?.initialPrice ?? UNIT;
    for (let i = 0n; i < 8n; i++) {
      const away = BigInt(Math.floor(moves() * 2_000)) - 200n; // some cross the spread and trade
      const tick = engine.symbols.get(symbol)?.tickSize ?? 1n;
      const side = i % 2n === 0n ? 'BUY' : 'SELL';
      const price = ((side === 'BUY' ? middle - away * tick : middle + away * tick) / tick) * tick;
      const quantity = (1n + i) * (UNIT / 100n);
      engine.place({
        account: MAKER,
        symbol,
        side,
        type: 'LIMIT',
        timeInForce: 'GTC',
        price,
        quantity,
        clientOrderId: '',
      });
    }
    for (const order of engine.openOrders(MAKER, symbol)) {
      if (moves() < 0.1) engine.cancel(MAKER, symbol, { orderId: order.orderId }, '');
    }
  }

  it('sends tickers as the exchange does', async () => {
    const probe = await open('/ws/ticker/btcusdt');
    const ticker = await until(() => {
      stir('BTCUSDT');
      return probe.json()[0];
    });
    expect(ticker).toMatchObject({
      e: '24hrTicker',
      s: 'BTCUSDT',
      c: expect.stringMatching(/^\d+\.\d{8}$/),
      F: expect.any(Number),
    });
  });

  it.each([
    ['', 20],
    ['?levels=5', 5],
    ['?levels=100', 100],
    ['?levels=full', 50],
  ])('keeps a book%s exact at every update', async (query, levels) => {
    stir('ETHUSDT');
    const probe = await open(`/ws/depth/ETHUSDT${query}`);
    const book = new AppliedBook();
    let next = 0;
    await until(() => {
      stir('ETHUSDT');
      for (; next < probe.messages.length; next++) {
        book.apply(JSON.parse(probe.messages[next] as string) as DepthEvent);
        const truth = oracle.at.get(book.lastUpdateId);
        expect(truth).toBeDefined();
        expect(book.top(levels)).toEqual({
          bids: truth?.bids.slice(0, levels),
          asks: truth?.asks.slice(0, levels),
        });
        if (query !== '?levels=full') expect(book.size).toBeLessThanOrEqual(levels);
      }
      return book.updates >= 10;
    });
    expect(book.snapshots).toBe(1);
  });

  it('come back after the exchange cut every connection; books start with a new snapshot', async () => {
    const ticker = await open('/ws/ticker/BTCUSDT');
    const depth = await open('/ws/depth/BTCUSDT?levels=10');
    const full = await open('/ws/depth/BTCUSDT?levels=full');
    const many = await open('/ws');
    many.send({
      method: 'SUBSCRIBE',
      params: ['btcusdt@trade', 'ethusdt@trade', 'btcusdt@bookTicker'],
      id: 1,
    });
    await until(() => {
      stir('BTCUSDT');
      stir('ETHUSDT');
      const streams = new Set(many.json().map(({ stream }) => stream));
      const isSettled = depth.messages.length > 1 && full.messages.length > 1 && ticker.messages.length > 0;
      return isSettled && streams.has('ethusdt@trade') && streams.has('btcusdt@bookTicker');
    });
    expect(exchange.control.streams.killConnections()).toBeGreaterThan(0);
    await until(() => many.messages.some((text) => text.includes('"gap":true')));
    const seen = new Map([ticker, depth, full, many].map((probe) => [probe, probe.messages.length]));
    const since = (probe: WsProbe): Record<string, unknown>[] => probe.json().slice(seen.get(probe));
    await until(
      () => {
        stir('BTCUSDT');
        stir('ETHUSDT');
        const streams = new Set(since(many).flatMap(({ stream, data }) => (data ? [stream] : [])));
        const areBack = [depth, full].every((probe) => since(probe).some(({ e }) => e === 'depthUpdate'));
        return areBack && since(ticker).length > 0 && streams.size === 3;
      },
      { timeoutMs: 20_000 },
    );
    for (const probe of [depth, full]) {
      expect(since(probe)[0]).toMatchObject({ e: 'depthSnapshot', s: 'BTCUSDT' });
      const book = new AppliedBook(); // throws where an update does not follow
      for (const event of probe.json<DepthEvent>()) book.apply(event);
      expect(book.snapshots).toBeGreaterThan(1);
    }
    const gaps = many.json().filter(({ gap }) => gap);
    expect(gaps.map(({ stream }) => stream).sort()).toEqual(['btcusdt@trade', 'ethusdt@trade']);
    expect([ticker, depth, full, many].map((probe) => probe.closed)).toEqual(Array(4).fill(undefined));
  }, 40_000);

  it('start a book anew when one event of it was lost on the way', async () => {
    const depth = await open('/ws/depth/BTCUSDT');
    const book = new AppliedBook();
    let next = 0;
    const follow = (): void => {
      stir('BTCUSDT');
      for (; next < depth.messages.length; next++)
        book.apply(JSON.parse(depth.messages[next] as string) as DepthEvent);
    };
    await until(() => (follow(), book.updates > 2));
    exchange.control.streams.gap('btcusdt@depth@100ms');
    await until(() => (follow(), book.snapshots === 2 && book.updates > 4));
    expect(depth.closed).toBeUndefined();
  });

  it('show an order placed by REST to the user, from the first one on', async () => {
    stir('BTCUSDT');
    const user = await open('/ws/user');
    const many = await open('/ws');
    many.send({ method: 'SUBSCRIBE', params: ['user'], id: 1 });
    await many.next(({ id }) => id === 1);
    const body = { symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quoteOrderQty: '50' };
    const placed = await gateway.call('POST', '/api/v1/order', { body });
    expect(placed).toMatchObject({ status: 200 });
    const { orderId, clientOrderId } = json(placed) as { orderId: number; clientOrderId: string };
    const ours = { e: 'executionReport', i: orderId, c: clientOrderId, s: 'BTCUSDT', S: 'BUY', o: 'MARKET' };
    const kinds: unknown[] = [];
    for (let event; kinds.at(-1) !== 'outboundAccountPosition'; kinds.push(event['x'] ?? event['e'])) {
      event = await user.next();
      if (event['e'] === 'executionReport') expect(event).toMatchObject(ours);
    }
    expect(kinds).toEqual(['NEW', ...kinds.slice(1, -1).map(() => 'TRADE'), 'outboundAccountPosition']);
    expect(kinds.length).toBeGreaterThan(2);
    expect(await many.next()).toMatchObject({ stream: 'user', data: { ...ours, x: 'NEW' } });
  });

  it('tell the user where events of the account may be missing', async () => {
    const user = await open('/ws/user');
    exchange.control.killWsApi();
    expect(await user.next()).toMatchObject({ e: 'streamGap', stream: 'user', reason: expect.any(String) });
    expect(user.closed).toBeUndefined();
  });
});

/** A fixed sequence in [0, 1): the specs stir the same market each time. */
const moves = (
  (state: number) => () =>
    (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647
)(20_261_120);

/** A reader of /ws/depth as docs/websocket.md describes it. Throws where events do not follow each other. */
class AppliedBook {
  lastUpdateId = 0;
  snapshots = 0;
  updates = 0;
  private readonly bids = new Map<string, string>();
  private readonly asks = new Map<string, string>();

  apply(event: DepthEvent): void {
    if (event.e === 'depthSnapshot') {
      this.snapshots++;
      this.bids.clear();
      this.asks.clear();
      this.lastUpdateId = event.lastUpdateId;
      put(this.bids, event.bids);
      put(this.asks, event.asks);
      return;
    }
    this.updates++;
    if (this.lastUpdateId === 0) throw new Error('an update before any snapshot');
    if (event.U > this.lastUpdateId + 1 || event.u <= this.lastUpdateId) {
      throw new Error(`${event.U}–${event.u} does not follow ${this.lastUpdateId}`);
    }
    this.lastUpdateId = event.u;
    put(this.bids, event.b);
    put(this.asks, event.a);
  }

  get size(): number {
    return Math.max(this.bids.size, this.asks.size);
  }

  top(levels: number): Depth {
    const sorted = (side: Map<string, string>, sign: 1 | -1): Level[] =>
      [...side].sort(([p], [q]) => sign * (scaled(p) < scaled(q) ? -1 : 1)).slice(0, levels);
    return { bids: sorted(this.bids, -1), asks: sorted(this.asks, 1) };
  }
}

function put(side: Map<string, string>, levels: readonly Level[]): void {
  for (const [price, quantity] of levels) {
    if (scaled(quantity) === 0n) side.delete(price);
    else side.set(price, quantity);
  }
}

/** In units of 10^-8. */
function scaled(text: string): bigint {
  return BigInt(text.replace('.', ''));
}

/** The exchange's own book at every update id it ever stood still at. */
function recordBook({ engine }: NonNullable<Upstream['simulator']>, symbol: string, levels: number) {
  const at = new Map<number, Depth>();
  const text = (amount: bigint): string => `${amount / UNIT}.${String(amount % UNIT).padStart(8, '0')}`;
  const record = (): void => {
    const { lastUpdateId, bids, asks } = engine.depth(symbol, levels);
    const written = (side: readonly (readonly [bigint, bigint])[]): Level[] =>
      side.map(([price, quantity]) => [text(price), text(quantity)]);
    at.set(lastUpdateId, { bids: written(bids), asks: written(asks) });
  };
  record();
  const stop = engine.subscribe((event) => {
    if (event.kind === 'level' && event.symbol === symbol) record();
  });
  return { at, stop };
}
