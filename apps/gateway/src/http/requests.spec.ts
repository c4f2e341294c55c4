import { type Socket, connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { OPERATIONS } from '@binance-gateway/domain-types';
import { GatewayUnderTest, TOKENS, json } from '../testing/gateway-under-test.js';

const PROBLEM = 'application/problem+json; charset=utf-8';

describe('every answer', () => {
  let gateway: GatewayUnderTest;
  beforeAll(async () => {
    gateway = await GatewayUnderTest.start({
      env: { BODY_LIMIT: '2kb', CORS_ORIGINS: 'https://app.example' },
    });
  });
  afterAll(() => gateway.close());

  it.each([
    ['a result', 'GET', '/api/v1/time', 200, undefined],
    ['an unknown path', 'GET', '/api/v1/nothing', 404, 'NOT_FOUND'],
    ['a path with another method', 'PUT', '/api/v1/order', 405, 'METHOD_NOT_ALLOWED'],
    ['a URL that cannot be decoded', 'GET', '/api/v1/%zz', 400, 'INVALID_INPUT'],
    ['an input that is wrong', 'GET', '/api/v1/depth', 400, 'INVALID_INPUT'],
    ['a public route', 'GET', '/health', 200, undefined],
  ] as const)('carries an id and a time: %s', async (_, method, url, status, code) => {
    const answer = await gateway.call(method, url, { headers: { 'x-request-id': 'my-id-1' } });
    expect(answer.status).toBe(status);
    expect(answer.headers['x-request-id']).toBe('my-id-1');
    expect(Number(answer.headers['x-timestamp'])).toBeGreaterThan(1_700_000_000_000);
    if (code === undefined) return;
    expect(answer.headers['content-type']).toBe(PROBLEM);
    const problem = json(answer);
    expect(problem).toMatchObject({ status, code, requestId: 'my-id-1' });
    expect(Object.keys(problem)).toEqual(
      expect.arrayContaining(['type', 'title', 'status', 'detail', 'code', 'requestId', 'timestamp']),
    );
  });

  it.each(['', 'a'.repeat(129), 'new\tline', '<script>', 'ünïcode'])(
    'replaces the request id %j',
    async (id) => {
      const answer = await gateway.call('GET', '/health', { headers: { 'x-request-id': id } });
      expect(answer.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    },
  );

  it('says which methods a path has', async () => {
    const answer = await gateway.call('PATCH', '/api/v1/order');
    expect(answer.headers['allow']).toBe('DELETE, GET, HEAD, POST');
  });

  it.each([
    ['broken JSON', { body: '{"symbol":' }, 400, 'MALFORMED_BODY'],
    ['a body that is too large', { body: { symbol: 'A'.repeat(4_000) } }, 413, 'BODY_TOO_LARGE'],
    [
      'a form',
      { body: 'symbol=BTCUSDT', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ],
    ['text', { body: 'hello', headers: { 'content-type': 'text/plain' } }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    [
      'packed JSON',
      { body: '{}', headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' } },
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ],
    [
      'another charset',
      { body: '{}', headers: { 'content-type': 'application/json; charset=utf-16' } },
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ],
    [
      'thousands of brackets',
      { body: `{"symbol":${'['.repeat(900)}${']'.repeat(900)}}` },
      400,
      'INVALID_INPUT',
    ],
  ] as const)('is a problem document for %s', async (_, more, status, code) => {
    const answer = await gateway.call('POST', '/api/v1/order', more);
    expect(answer.headers['content-type']).toBe(PROBLEM);
    expect(json(answer)).toMatchObject({ status, code });
    expect(answer.status).toBe(status);
  });

  it('reads JSON with a byte order mark, and any spelling of no encoding', async () => {
    const body = `\ufeff${JSON.stringify({ symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: '0.001' })}`;
    const answer = await gateway.call('POST', '/api/v1/order/test', {
      body,
      headers: { 'content-encoding': 'Identity' },
    });
    expect([answer.status, answer.text]).toEqual([200, '{}']);
  });

  it.each([
    ['/api/v1/%zz', 'after % come two hexadecimal digits'],
    [`/api/v1/orderbook/${'A'.repeat(200)}/depth`, 'A part of the path is too long'],
    ['/api/v1/depth?=1', '"" is not a known field; allowed are symbol'],
  ])('says what is wrong with %s', async (url, message) => {
    const answer = await gateway.call('GET', url);
    expect([answer.status, json(answer).code]).toEqual([400, 'INVALID_INPUT']);
    expect(json(answer).detail).toContain(message);
  });

  it('does not send a long path back', async () => {
    const answer = await gateway.call('GET', `/api/v1/${'a'.repeat(5_000)}`);
    expect([answer.status, answer.text.length < 600]).toEqual([404, true]);
  });

  it('has security headers, and CORS for the configured origin alone', async () => {
    const of = (origin: string) => gateway.call('GET', '/health', { headers: { origin } });
    const mine = await of('https://app.example');
    expect(mine.headers['access-control-allow-origin']).toBe('https://app.example');
    expect(mine.headers['access-control-expose-headers']).toContain('X-Request-Id');
    expect(mine.headers['x-content-type-options']).toBe('nosniff');
    expect(mine.headers['content-security-policy']).toContain("default-src 'self'");
    expect(mine.headers['x-frame-options']).toBe('SAMEORIGIN');
    expect((await gateway.call('GET', '/docs')).headers['cross-origin-opener-policy']).toBe('same-origin');
    expect((await of('https://evil.example')).headers['access-control-allow-origin']).toBeUndefined();
  });

  it('answers a preflight without a token', async () => {
    const answer = await gateway.call('OPTIONS', '/api/v1/order', {
      token: undefined,
      headers: {
        origin: 'https://app.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type',
      },
    });
    expect(answer.status).toBe(204);
    expect(answer.headers['access-control-allow-headers']).toBe('authorization,content-type');
    const allowed = answer.headers['access-control-allow-methods']?.split(/,\s*/);
    expect(allowed).toEqual(
      expect.arrayContaining([...new Set(OPERATIONS.map(({ route }) => route.method))]),
    );
  });

  it('says nothing of an error nobody foresaw, but logs it with the id', async () => {
    const lines: { fields: Record<string, unknown>; message: string }[] = [];
    const note = (fields: object, message: string): void =>
      void lines.push({ fields: fields as Record<string, unknown>, message });
    const broken = await GatewayUnderTest.start({
      logger: { debug: note, info: note, warn: note, error: note },
    });
    try {
      Object.assign(broken.upstream.operations, {
        run: () => Promise.reject(new Error('password is hunter2')),
      });
      const answer = await broken.call('GET', '/api/v1/time', { headers: { 'x-request-id': 'trace-me' } });
      expect(answer.status).toBe(500);
      expect(json(answer)).toMatchObject({ code: 'INTERNAL' });
      expect(answer.text).not.toContain('hunter2');
      const line = lines.find(({ message }) => message === 'request failed');
      expect(line?.fields).toMatchObject({
        requestId: 'trace-me',
        principal: 'trader',
        route: '/api/v1/time',
      });
      expect(line?.fields['error']).toHaveProperty('message', 'password is hunter2');
    } finally {
      await broken.close();
    }
  });

  describe('on the socket', () => {
    beforeAll(() => gateway.app.listen(0, '127.0.0.1'));

    const exchange = (bytes: string): Promise<string> =>
      new Promise((resolve, reject) => {
        const { port } = gateway.app.getHttpServer().address() as AddressInfo;
        const socket: Socket = connect(port, '127.0.0.1', () => socket.write(bytes));
        let answer = '';
        socket.setEncoding('utf8').on('data', (chunk: string) => (answer += chunk));
        socket.on('end', () => resolve(answer)).on('error', reject);
      });

    it('ignores an offer of HTTP/2, which clients of Java make on every connection', async () => {
      const offer =
        'Connection: close, Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAEAAEAA\r\n';
      const who = `Host: x\r\nAuthorization: Bearer ${TOKENS.trader}\r\n`;
      const get = await exchange(`GET /api/v1/time HTTP/1.1\r\n${who}${offer}\r\n`);
      expect(get).toMatch(/^HTTP\/1.1 200 OK/);
      const body = '{"symbol":"btcusdt"}';
      const type = `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n`;
      const post = await exchange(`POST /api/v1/order HTTP/1.1\r\n${who}${type}${offer}\r\n${body}`);
      expect(post).toMatch(/^HTTP\/1.1 400 Bad Request/);
      expect(post).toContain('symbol must be a symbol in upper case');
    });

    it('is no proxy, and says so', async () => {
      const answer = await exchange('CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\n\r\n');
      expect(answer).toMatch(/^HTTP\/1.1 405 Method Not Allowed/);
      expect(answer).toContain('"code":"METHOD_NOT_ALLOWED"');
    });

    it.each([
      ['/api/v1/time', /"serverTime":[0-9]{13}/],
      ['/api/v3/time', /"serverTime":[0-9]{13}/],
    ])('answers the absolute form of a target: %s', async (path, wanted) => {
      const head = `GET http://gateway.example${path} HTTP/1.1\r\nHost: gateway.example\r\nConnection: close\r\n`;
      const answer = await exchange(`${head}Authorization: Bearer ${TOKENS.trader}\r\n\r\n`);
      expect(answer).toMatch(/^HTTP\/1.1 200 OK/);
      expect(answer).toMatch(wanted);
    });

    it('takes a body that breaks off for the fault of its sender', async () => {
      const head = `POST /api/v1/order HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${TOKENS.trader}\r\nContent-Type: application/json\r\n`;
      const answer = await exchange(`${head}Transfer-Encoding: chunked\r\n\r\nzz\r\n`);
      expect(answer).toMatch(/^HTTP\/1.1 400 Bad Request/);
      expect(answer).not.toContain('INTERNAL');
    });

    it.each([
      ['bytes that are no HTTP', 'NONSENSE\r\n\r\n'],
      ['headers without end', `GET / HTTP/1.1\r\nHost: x\r\nX-Long: ${'a'.repeat(20_000)}\r\n\r\n`],
    ])('is a problem document for %s', async (_, bytes) => {
      const answer = await exchange(bytes);
      const [head, body] = answer.split('\r\n\r\n') as [string, string];
      expect(head).toMatch(/^HTTP\/1.1 400 Bad Request/);
      expect(head).toMatch(/content-type: application\/problem\+json/i);
      expect(head).toMatch(/x-request-id: /i);
      expect(JSON.parse(body)).toMatchObject({ code: 'INVALID_INPUT', status: 400 });
    });
  });

  it('counts requests by route pattern and errors by code', async () => {
    await gateway.call('GET', '/api/v1/depth?symbol=wrong', { token: TOKENS.reader });
    const text = (await gateway.call('GET', '/metrics', { token: undefined })).text;
    expect(text).toMatch(
      /gateway_http_requests_total\{method="GET",route="\/api\/v1\/depth",status="400"\} [1-9]/,
    );
    expect(text).toMatch(/gateway_errors_total\{face="rest",code="INVALID_INPUT"\} [1-9]/);
    expect(text).toContain('route="unmatched",status="404"');
    expect(text).toContain('upstream_ready 1');
  });
});
