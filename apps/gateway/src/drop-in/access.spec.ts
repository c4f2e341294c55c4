import type { Scope } from '@binance-gateway/domain-types';
import { type Endpoint, ENDPOINTS } from './endpoints.js';
import { type BinanceCaller, hmacKey } from './testing/binance-caller.js';
import { type IssuedKey, DropInUnderTest } from './testing/drop-in-under-test.js';
import { WsApiProbe } from './testing/ws-api-probe.js';

const SCOPES: Readonly<Record<string, readonly Scope[]>> = {
  reader: ['read'],
  trader: ['trade'],
  both: ['read', 'trade'],
};

const paramsOf = ({ operation }: Endpoint): Record<string, unknown> => ({ ...operation.example });

function queryOf(endpoint: Endpoint): string {
  return Object.entries(paramsOf(endpoint))
    .map(([name, value]) => {
      const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
      return `${name}=${encodeURIComponent(text)}`;
    })
    .join('&');
}

/** What a caller hears: the code of a refusal, and what the gateway calls it. */
interface Heard {
  readonly code: number | undefined;
  readonly msg: string | undefined;
}

describe('what a key may do', () => {
  let bed: DropInUnderTest;
  let probe: WsApiProbe;
  const keys = new Map<string, IssuedKey>();

  async function keyOf(name: string, more: object): Promise<IssuedKey> {
    const known = keys.get(name) ?? (await bed.issue(name, more));
    keys.set(name, known);
    return known;
  }

  const callerOf = ({ apiKey, apiSecret }: IssuedKey): BinanceCaller =>
    bed.caller(hmacKey(apiKey, apiSecret));

  async function overRest(key: IssuedKey, endpoint: Endpoint): Promise<Heard> {
    const { method, path, security } = endpoint.upstream;
    const query = queryOf(endpoint);
    const caller = callerOf(key);
    const answer =
      security === 'NONE'
        ? await caller.send(method, `${path}${query === '' ? '' : '?'}${query}`)
        : await caller.signed(method, path, query);
    return { code: answer.body.code, msg: answer.body.msg };
  }

  async function overWs({ apiKey, apiSecret }: IssuedKey, endpoint: Endpoint): Promise<Heard> {
    const { wsMethod, security } = endpoint.upstream;
    const answer =
      security === 'NONE'
        ? await probe.call(wsMethod, paramsOf(endpoint))
        : await probe.signed(hmacKey(apiKey, apiSecret), wsMethod, paramsOf(endpoint));
    return { code: answer.error?.code, msg: answer.error?.msg };
  }

  beforeAll(async () => {
    bed = await DropInUnderTest.start();
    probe = await WsApiProbe.open(`${bed.wsUrl}/ws-api/v3`);
  });
  afterAll(async () => {
    await probe.close();
    await bed.close();
  });

  it('covers every endpoint of the exchange', () => {
    expect(ENDPOINTS.length).toBeGreaterThanOrEqual(48);
  });

  describe.each(Object.entries(SCOPES))('with the scopes of %s', (name, scopes) => {
    it.each(
      ENDPOINTS.map(
        (endpoint) => [`${endpoint.upstream.method} ${endpoint.upstream.path}`, endpoint] as const,
      ),
    )('%s', async (_id, endpoint) => {
      const { operation, upstream } = endpoint;
      const key = await keyOf(name, { scopes });
      const isAllowed = upstream.security === 'NONE' || scopes.includes(operation.scope);
      bed.exchange.control.clearRequests();
      for (const { code } of [await overRest(key, endpoint), await overWs(key, endpoint)]) {
        expect(code === -2015).toBe(!isAllowed);
      }
      const reached = bed.exchange.control.requests({ path: upstream.path });
      if (!isAllowed) expect(reached).toEqual([]);
    });
  });

  const PLACING = ENDPOINTS.filter(({ upstream }) => upstream.orderCount !== undefined);

  it.each(PLACING.map((endpoint) => [endpoint.upstream.path, endpoint] as const))(
    '%s keeps the policy of the key, on both faces, and nothing is sent',
    async (path, endpoint) => {
      const policies = {
        symbols: { symbols: ['DOGEUSDT'] },
        orderTypes: { orderTypes: ['TAKE_PROFIT'] },
        maxNotionalPerOrder: { maxNotionalPerOrder: '0.01' },
        maxNotionalPerDay: { maxNotionalPerDay: '0.01' },
      };
      for (const [rule, policy] of Object.entries(policies)) {
        const key = await keyOf(`by-${rule}`, { policy });
        bed.exchange.control.clearRequests();
        for (const heard of [await overRest(key, endpoint), await overWs(key, endpoint)]) {
          expect(heard).toEqual({ code: -2010, msg: expect.stringContaining(`by ${rule}`) });
        }
        expect(bed.exchange.control.requests({ path })).toEqual([]);
      }
    },
  );

  it('orders of a minute beyond the policy are too many orders', async () => {
    const key = await keyOf('slow', { policy: { ordersPerMinute: 1 } });
    const query = 'symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.001&price=50000';
    expect((await callerOf(key).signed('POST', '/api/v3/order', query)).status).toBe(200);
    const second = await callerOf(key).signed('POST', '/api/v3/order', query);
    expect([second.status, second.body.code]).toEqual([429, -1015]);
    expect(Number(second.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(second.headers.get('x-gateway-error')).toBe('POLICY_REFUSED');
  });

  it('has a budget of its own, and the headers show it', async () => {
    const caller = callerOf(await keyOf('frugal', { requestWeightPerMinute: 45 }));
    const weights: (string | null)[] = [];
    for (let i = 0; i < 2; i++)
      weights.push((await caller.signed('GET', '/api/v3/account')).headers.get('x-mbx-used-weight-1m'));
    const third = await caller.signed('GET', '/api/v3/account');
    // a minute may have ended between the requests
    if (weights.join() === '20,40') {
      expect([third.status, third.body.code]).toEqual([429, -1003]);
      expect(third.body.msg).toContain('current limit is 45 request weight per 1 MINUTE');
      expect(Number(third.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(third.headers.get('x-mbx-used-weight-1m')).toBe('40');
    } else expect(weights).toEqual(expect.arrayContaining(['20']));
  });
});
