import { GatewayUnderTest, TOKENS, json } from '../testing/gateway-under-test.js';

const ADMIN = 'admin-token-00001';

describe('API keys over REST', () => {
  let gateway: GatewayUnderTest;
  const call = (method: 'GET' | 'POST' | 'DELETE', path: string, body?: object, token: string = ADMIN) =>
    gateway.call(method, `/api/v1/admin/keys${path}`, { token, ...(body ? { body } : {}) });

  beforeAll(async () => {
    const grants = `trader:${TOKENS.trader}:read+trade,ops:${ADMIN}:admin`;
    gateway = await GatewayUnderTest.start({ env: { GATEWAY_TOKENS: grants } });
  });
  afterAll(() => gateway.close());

  it('are issued with a secret that is shown once, listed and revoked', async () => {
    const policy = { symbols: ['BTCUSDT'], maxNotionalPerOrder: '1000' };
    const wanted = { name: 'grid-bot', scopes: ['read'], requestWeightPerMinute: 100, policy };
    const issued = await call('POST', '', wanted);
    expect(issued.status).toBe(200);
    expect(issued.headers['cache-control']).toBe('no-store');
    const { apiSecret, ...info } = json(issued) as Record<string, unknown>;
    expect(apiSecret).toMatch(/^[A-Za-z0-9]{64}$/);
    expect(info).toEqual({
      name: 'grid-bot',
      apiKey: expect.stringMatching(/^[A-Za-z0-9]{64}$/),
      type: 'HMAC',
      scopes: ['read'],
      policy,
      requestWeightPerMinute: 100,
      createdAt: expect.any(Number),
      createdBy: 'ops',
    });
    expect(json(await call('GET', ''))).toEqual([info]);
    expect((await call('POST', '', { name: 'grid-bot' })).status).toBe(409);
    expect(json(await call('DELETE', '/grid-bot'))).toEqual(info);
    expect((await call('DELETE', '/grid-bot')).status).toBe(404);
    expect(json(await call('GET', ''))).toEqual([]);
  });

  it('take the scope admin', async () => {
    for (const answer of [
      await call('GET', '', undefined, TOKENS.trader),
      await call('POST', '', { name: 'x' }, TOKENS.trader),
      await call('DELETE', '/x', undefined, TOKENS.trader),
    ]) {
      expect([answer.status, json(answer).code]).toEqual([403, 'SCOPE_MISSING']);
    }
  });

  it.each([
    [{}, 'name'],
    [{ name: 'a b' }, 'name'],
    [{ name: 'x', scopes: ['admin'] }, 'scopes'],
    [{ name: 'x', scopes: [] }, 'scopes'],
    [{ name: 'x', scopes: 'read' }, 'scopes'],
    [{ name: 'x', publicKey: 'no key' }, 'publicKey'],
    [{ name: 'x', requestWeightPerMinute: 0 }, 'requestWeightPerMinute'],
    [{ name: 'x', secret: 'mine' }, 'secret'],
    [{ name: 'x', policy: { maxNotionalPerOrder: 'much' } }, 'policy'],
    [{ name: 'x', policy: { leverage: 3 } }, 'policy'],
    [{ name: 'x', policy: { symbols: ['BTCUSDT', 'NOSUCH'] } }, 'policy.symbols'],
    [{ name: 'x', policy: { notionalAsset: 'NOSUCH' } }, 'policy.notionalAsset'],
  ])('%j names the field that is wrong', async (body, field) => {
    const answer = await call('POST', '', body);
    expect([answer.status, json(answer).fields[0].field]).toEqual([400, field]);
  });

  it('may read and trade, and the refusal of another scope says so, and what takes a token', async () => {
    const answer = await call('POST', '', { name: 'x', scopes: ['admin'] });
    expect(json(answer).fields).toEqual([
      {
        field: 'scopes',
        message:
          'scopes must be ["read"], ["trade"] or ["read","trade"]: a key is for market data, the account and orders; what takes the scope admin takes a token of GATEWAY_TOKENS, got ["admin"]',
      },
    ]);
  });

  it('a policy of symbols the exchange does not have is refused, and no key is issued', async () => {
    const answer = await call('POST', '', { name: 'typo', policy: { symbols: ['BTCUSDX'] } });
    expect(json(answer)).toMatchObject({
      status: 400,
      code: 'UNKNOWN_SYMBOL',
      fields: [{ field: 'policy.symbols', message: expect.stringContaining('BTCUSDX') }],
    });
    expect(json(await call('GET', ''))).toEqual([]);
  });

  it('cannot have the name of a token', async () => {
    expect((await call('POST', '', { name: 'trader' })).status).toBe(409);
  });
});
