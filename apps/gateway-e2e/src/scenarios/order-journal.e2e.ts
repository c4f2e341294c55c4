import type { Order } from '@binance-gateway/domain-types';
import { until } from '@binance-gateway/testing';
import { PLACE } from '../order-way.js';
import { type Reply, type World, startWorld } from '../start-gateway.js';

type Json = Record<string, unknown>;

const LIMIT = {
  symbol: 'BTCUSDT',
  side: 'BUY',
  type: 'LIMIT',
  timeInForce: 'GTC',
  quantity: '0.001',
  price: '50000.00',
};
const MARKET = { symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: '0.001' };

/** Times the gateway is killed; more of them on demand: SEEDS=100. */
const KILLS = Number(process.env['SEEDS'] ?? 5);
const ORDERS_A_KILL = 60;
const TIMEOUT_MS = 120_000 + KILLS * 10_000;

const acceptedIds = async (world: World): Promise<string[]> => {
  const ids: string[] = [];
  for (let orderId = 0; ;) {
    const path = `/api/v1/allOrders?symbol=BTCUSDT&limit=1000&orderId=${orderId}`;
    const { body } = await world.gateway.get<Order[]>(path);
    ids.push(...body.map((order) => order.clientOrderId));
    if (body.length < 1000) return ids;
    orderId = (body.at(-1) as Order).orderId + 1;
  }
};

describe('the order journal', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld({
      simulator: { limits: { ordersPer10Seconds: 10_000, weightPerMinute: 1_000_000 } },
      env: { RECV_WINDOW_MS: '1000', THROTTLE_LIMIT: '1000000' },
    });
  });
  afterAll(() => world.close());
  beforeEach(() => world.exchange.control.clearRequests());

  it('ORDER-07 by client order id', async () => {
    const order = { ...MARKET, newClientOrderId: 'journal-1' };
    const replies = await Promise.all([1, 2, 3].map(() => world.gateway.post('/api/v1/order', order)));
    const later = await world.gateway.post('/api/v1/order', order);
    for (const { status, body } of [...replies, later]) {
      expect(status).toBe(200);
      expect(body).toEqual(replies[0]?.body);
    }
    expect(replies[0]?.body).toMatchObject({ status: 'FILLED', clientOrderId: 'journal-1' });
    const other = await world.gateway.post('/api/v1/order', { ...order, quantity: '0.002' });
    expect([other.status, other.body['code']]).toEqual([409, 'CONFLICT']);
    expect(world.exchange.control.requests(PLACE)).toHaveLength(1);

    const intent = await world.gateway.get('/api/v1/intents/journal-1');
    expect(intent.body).toMatchObject({
      state: 'ACCEPTED',
      isSettled: true,
      principal: 'trader',
      symbol: 'BTCUSDT',
      settledBy: 'answer',
      answer: { status: 'FILLED' },
      order: { quantity: '0.001' },
    });
    const missing = await world.gateway.get('/api/v1/intents/never-placed');
    expect([missing.status, missing.body['code']]).toEqual([404, 'ORDER_NOT_FOUND']);
    const list = await world.gateway.get<Json[]>('/api/v1/intents?symbol=BTCUSDT&state=ACCEPTED&limit=1');
    expect(list.body.map((i) => i['clientOrderId'])).toEqual(['journal-1']);
  });

  it('ORDER-07 by Idempotency-Key', async () => {
    const place = (key: string, body: object = MARKET): Promise<Reply> =>
      world.gateway.request('POST', '/api/v1/order', { body, headers: { 'idempotency-key': key } });
    const first = await place('journal-key-1');
    expect(first.body).toMatchObject({ clientOrderId: 'journal-key-1', status: 'FILLED' });
    expect((await place('"journal-key-1"')).body).toEqual(first.body);
    const long = await place(
      'a key of another kind: longer than an order id, and with blanks'.replaceAll(' ', '/'),
    );
    expect(long.body['clientOrderId']).toMatch(/^ik-[\w-]{33}$/);
    const both = await place('one', { ...MARKET, newClientOrderId: 'two' });
    expect([both.status, both.body['code']]).toEqual([400, 'INVALID_INPUT']);
    expect(world.exchange.control.requests(PLACE)).toHaveLength(2);
  });

  it(
    'ORDER-08 kill -9 under fifty orders a second',
    async () => {
      const ids = Array.from({ length: KILLS * ORDERS_A_KILL }, (_, i) => `crash-${i}`);
      const waiting = [...ids];
      const acknowledged = new Map<string, unknown>();
      // some rest on the book, the others are filled: those Spot would take again under the same id
      const orderOf = (id: string): object => {
        const n = Number(id.slice(6));
        const filled = { ...MARKET, side: n % 4 < 2 ? 'BUY' : 'SELL' };
        return { ...(n < 200 && n % 2 === 0 ? LIMIT : filled), newClientOrderId: id };
      };
      // callers ask again under the same id until somebody answers them
      const caller = async (): Promise<void> => {
        for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
          const body = orderOf(id);
          await until(
            async () => {
              const reply = await world.gateway.post('/api/v1/order', body);
              if (reply.status === 200) acknowledged.set(id as string, reply.body['orderId']);
              return reply.status === 200 || reply.status === 409 || reply.status === 504;
            },
            // an order that a kill has left open is asked for; killed again and again, nobody gets to the end of it
            { timeoutMs: TIMEOUT_MS },
          );
        }
      };
      const callers = Promise.all(Array.from({ length: 8 }, caller));
      for (let kill = 1; kill <= KILLS; kill++) {
        await until(() => ids.length - waiting.length > (kill - 0.4) * ORDERS_A_KILL, { timeoutMs: 90_000 });
        await world.gateway.stop('SIGKILL');
        await world.restart();
      }
      await callers;
      await until(async () => (await world.gateway.get('/health/ready')).status === 200, {
        timeoutMs: 45_000,
      });

      const accepted = await acceptedIds(world);
      const sent = world.exchange.control
        .requests(PLACE)
        .filter(({ code }) => code !== -1021)
        .map(({ params }) => params['newClientOrderId'] as string);
      expect(new Set(sent).size).toBe(sent.length);
      expect(new Set(accepted).size).toBe(accepted.length);
      for (const id of ids) {
        const { body } = await world.gateway.get(`/api/v1/intents/${id}`);
        expect([id, body['isSettled'], body['state'] === 'ACCEPTED']).toEqual([
          id,
          true,
          accepted.includes(id),
        ]);
      }
      for (const [id, orderId] of acknowledged) {
        const again = await world.gateway.post('/api/v1/order', orderOf(id));
        expect([id, again.status, again.body['orderId']]).toEqual([id, 200, orderId]);
      }
      const metrics = await world.gateway.get<string>('/metrics', null);
      expect(metrics.body).toContain('journal_unresolved_intents 0');
    },
    TIMEOUT_MS,
  );
});
