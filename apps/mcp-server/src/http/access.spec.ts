import { request } from 'node:http';
import { ConfigError, loadConfig } from '@binance-gateway/platform';
import { INITIALIZE, McpUnderTest, TOKENS } from '../testing/mcp-under-test.js';

const PROTECTED = [
  ['POST', '/mcp'],
  ['GET', '/mcp'],
  ['DELETE', '/mcp'],
  ['GET', '/mcp/sse'],
  ['POST', '/mcp/message?sessionId=x'],
] as const;
const OPEN = ['/health', '/health/ready', '/metrics', '/.well-known/oauth-protected-resource/mcp'];

describe('who may call the MCP server', () => {
  let mcp: McpUnderTest;
  beforeAll(async () => {
    mcp = await McpUnderTest.start({
      env: { CORS_ORIGINS: 'https://app.example', MCP_ALLOWED_HOSTS: 'mcp.example' },
    });
  });
  afterAll(() => mcp.close());

  /** Unlike fetch, this may name any host. */
  const statusAs = (host: string, path: string): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      const { hostname, port } = new URL(mcp.url);
      request({ hostname, port, path, headers: { host } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on('error', reject)
        .end();
    });

  it.each(PROTECTED)('%s %s needs a token, and says which document tells how', async (method, path) => {
    for (const authorization of [undefined, 'Bearer nobody', `Basic ${TOKENS.trader}`]) {
      const headers: Record<string, string> = authorization ? { authorization } : {};
      const answer = await mcp.fetch(path, { method, token: null, headers });
      expect(answer.status).toBe(401);
      const metadata = /resource_metadata="([^"]+)"/.exec(answer.headers.get('www-authenticate') ?? '')?.[1];
      expect(metadata).toBe(`${mcp.url}/.well-known/oauth-protected-resource/mcp`);
      expect(await answer.json()).toMatchObject({ code: 'UNAUTHENTICATED', status: 401 });
    }
  });

  it.each(OPEN)('%s is open', async (path) => {
    expect((await mcp.fetch(path, { token: null })).status).toBe(200);
  });

  it('describes itself as RFC 9728 wants it', async () => {
    const answer = await mcp.fetch('/.well-known/oauth-protected-resource/mcp', { token: null });
    expect(await answer.json()).toMatchObject({
      resource: `${mcp.url}/mcp`,
      bearer_methods_supported: ['header'],
      scopes_supported: ['read', 'trade', 'admin'],
    });
  });

  it.each([...OPEN, '/mcp', '/mcp/sse', '/mcp/message'])(
    '%s answers no foreign host or origin',
    async (path) => {
      expect(await statusAs('evil.example', path)).toBe(403);
      expect(await statusAs('mcp.example', path)).not.toBe(403);
      for (const origin of ['http://evil.example', 'null', 'https://app.example.evil']) {
        const answer = await mcp.fetch(path, { headers: { origin } });
        expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([
          403,
          'ORIGIN_NOT_ALLOWED',
        ]);
      }
    },
  );

  it('lets web pages in that are configured, preflight first', async () => {
    const origin = 'https://app.example';
    const preflight = await mcp.fetch('/mcp', { method: 'OPTIONS', token: null, headers: { origin } });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-origin')).toBe(origin);
    expect(preflight.headers.get('access-control-allow-headers')).toContain('mcp-session-id');
    const answer = await mcp.post('/mcp', INITIALIZE, { origin });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('access-control-expose-headers')).toContain('mcp-session-id');
    await answer.body?.cancel();
  });

  it('refuses to listen beyond this machine without tokens', () => {
    expect(() => loadConfig('mcp-server', { HOST: '0.0.0.0' })).toThrow(ConfigError);
    expect(loadConfig('mcp-server', { HOST: '0.0.0.0', GATEWAY_TOKENS: 'a:token' }).http.host).toBe(
      '0.0.0.0',
    );
  });

  it('has no token in any answer', async () => {
    const answer = await mcp.fetch('/mcp', { headers: { 'mcp-session-id': 'x' } });
    expect(await answer.text()).not.toContain(TOKENS.trader);
    expect(JSON.stringify([...answer.headers])).not.toContain(TOKENS.trader);
  });
});
