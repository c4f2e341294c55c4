import { jest } from '@jest/globals';
import { FakeClock, until } from '@binance-gateway/testing';
import { INITIALIZE, McpUnderTest, TOKENS } from '../testing/mcp-under-test.js';

const LIST = { jsonrpc: '2.0', id: 2, method: 'tools/list' } as const;
const MODERN = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientCapabilities': {},
} as const;

async function openSession(mcp: McpUnderTest): Promise<string> {
  const answer = await mcp.post('/mcp', INITIALIZE);
  expect(answer.status).toBe(200);
  await answer.text();
  return answer.headers.get('mcp-session-id') as string;
}

describe('Streamable HTTP', () => {
  let mcp: McpUnderTest;
  beforeAll(async () => {
    mcp = await McpUnderTest.start();
  });
  afterAll(() => mcp.close());

  it.each(['2025-11-25', '2025-06-18', '2025-03-26', '2024-11-05'])(
    'speaks revision %s',
    async (protocolVersion) => {
      const answer = await mcp.post('/mcp', {
        ...INITIALIZE,
        params: { ...INITIALIZE.params, protocolVersion },
      });
      expect(await answer.text()).toContain(`"protocolVersion":"${protocolVersion}"`);
    },
  );

  it('speaks 2026-07-28 without a session', async () => {
    const before = mcp.server.streamable.size;
    const answer = await mcp.post(
      '/mcp',
      { ...LIST, params: { _meta: MODERN } },
      { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/list' },
    );
    const { result } = (await answer.json()) as { result: Record<string, unknown> };
    expect(answer.headers.get('mcp-session-id')).toBeNull();
    expect(result).toMatchObject({ ttlMs: 3_600_000, cacheScope: 'private' });
    expect(mcp.server.streamable.size).toBe(before);
  });

  it.each([
    ['broken JSON', '{"jsonrpc":', {}, 400, -32700],
    ['a batch', [INITIALIZE, LIST], {}, 400, -32600],
    ['an empty batch', [], {}, 400, -32600],
    ['a message without session', LIST, {}, 400, -32000],
    ['no JSON-RPC', { hello: 'world' }, {}, 400, undefined],
  ])('answers %s with 400', async (_, message, headers, status, code) => {
    const answer = await mcp.post('/mcp', message, headers as Record<string, string>);
    expect(answer.status).toBe(status);
    const body = (await answer.json()) as { error: { code: number } };
    if (code !== undefined) expect(body.error.code).toBe(code);
    else expect(body.error.code).toBeLessThan(0);
  });

  it('says what an initialize without a session lacks', async () => {
    for (const params of [undefined, {}, { ...INITIALIZE.params, protocolVersion: 5 }]) {
      const answer = await mcp.post('/mcp', { ...INITIALIZE, params });
      expect(answer.status).toBe(400);
      expect(await answer.json()).toMatchObject({
        id: INITIALIZE.id,
        error: {
          code: -32602,
          message: expect.stringContaining('protocolVersion, capabilities and clientInfo'),
        },
      });
    }
  });

  it('answers bodies it cannot read as the gateway does', async () => {
    const text = await mcp.post('/mcp', '{}', { 'content-type': 'text/plain' });
    expect([text.status, ((await text.json()) as { code: string }).code]).toEqual([
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ]);
    const large = await mcp.post('/mcp', { ...LIST, params: { x: 'x'.repeat(100_000) } });
    expect([large.status, ((await large.json()) as { code: string }).code]).toEqual([413, 'BODY_TOO_LARGE']);
    const put = await mcp.fetch('/mcp', { method: 'PUT' });
    expect([put.status, put.headers.get('allow')]).toEqual([405, 'POST, GET, DELETE']);
    expect((await mcp.fetch('/nothing')).status).toBe(404);
  });

  it('keeps a session to the token that opened it', async () => {
    const id = await openSession(mcp);
    const headers = { 'mcp-session-id': id };
    const own = await mcp.post('/mcp', LIST, headers);
    expect(own.status).toBe(200);
    await own.text();
    const unknown = await mcp.post('/mcp', LIST, { ...headers, 'mcp-protocol-version': '1999-01-01' });
    expect(unknown.status).toBe(400);
    const stolen = await mcp.post('/mcp', LIST, { ...headers, authorization: `Bearer ${TOKENS.reader}` });
    expect(stolen.status).toBe(404);
    expect((await mcp.post('/mcp', LIST, { 'mcp-session-id': 'no-such-session' })).status).toBe(404);
  });

  it('ends a session that is deleted', async () => {
    const id = await openSession(mcp);
    const open = mcp.server.streamable.size;
    const headers = { 'mcp-session-id': id };
    expect((await mcp.fetch('/mcp', { method: 'DELETE', headers })).status).toBe(200);
    expect(mcp.server.streamable.size).toBe(open - 1);
    expect((await mcp.post('/mcp', LIST, headers)).status).toBe(404);
  });

  it('holds as many sessions as it may, and no more', async () => {
    const small = await McpUnderTest.start({ env: { MCP_MAX_CONNECTIONS: '3' } });
    try {
      const ids = [await openSession(small), await openSession(small), await openSession(small)];
      const refused = await small.post('/mcp', INITIALIZE);
      expect(refused.status).toBe(503);
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(await refused.json()).toMatchObject({ code: 'FULL' });
      for (const id of ids) {
        const answer = await small.post('/mcp', LIST, { 'mcp-session-id': id });
        expect(await answer.text()).toContain('get_ticker');
      }
      await small.fetch('/mcp', { method: 'DELETE', headers: { 'mcp-session-id': ids[0] as string } });
      await openSession(small);
      await small.fetch('/mcp', { method: 'DELETE', headers: { 'mcp-session-id': ids[1] as string } });
      const crowd = await Promise.all(Array.from({ length: 20 }, () => small.post('/mcp', INITIALIZE)));
      expect(crowd.filter(({ status }) => status === 200)).toHaveLength(1);
      expect(small.server.streamable.size).toBe(3);
      await Promise.all(crowd.map((answer) => answer.body?.cancel()));
    } finally {
      await small.close();
    }
  });

  it('ends a session that is idle, not one that is used', async () => {
    const clock = new FakeClock();
    const idle = await McpUnderTest.start({ env: { MCP_IDLE_SECONDS: '60' }, clock });
    try {
      const [used, forgotten] = [await openSession(idle), await openSession(idle)];
      await clock.advance(40_000);
      await (await idle.post('/mcp', LIST, { 'mcp-session-id': used })).text();
      await clock.advance(40_000);
      expect(idle.server.streamable.size).toBe(1);
      expect((await idle.post('/mcp', LIST, { 'mcp-session-id': forgotten })).status).toBe(404);
      expect((await idle.post('/mcp', LIST, { 'mcp-session-id': used })).status).toBe(200);
    } finally {
      await idle.close();
    }
  });

  it('leaves nothing behind when a modern client vanishes in the middle of a call', async () => {
    const gone = new AbortController();
    let signal: AbortSignal | undefined;
    const { operations } = mcp.upstream;
    const run = jest.spyOn(operations, 'run').mockImplementationOnce(
      (_operation, _input, context) =>
        new Promise((_resolve, reject) => {
          signal = context.signal;
          context.signal?.addEventListener('abort', () => reject(new Error('aborted')));
        }),
    );
    const call = {
      ...LIST,
      method: 'tools/call',
      params: { name: 'get_server_time', arguments: {}, _meta: MODERN },
    };
    const pending = mcp.fetch('/mcp', {
      method: 'POST',
      signal: gone.signal,
      body: JSON.stringify(call),
      headers: {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        'mcp-protocol-version': '2026-07-28',
        'mcp-method': 'tools/call',
        'mcp-name': 'get_server_time',
      },
    });
    await until(() => mcp.server.calls.inFlight === 1);
    gone.abort();
    await expect(pending).rejects.toThrow();
    await until(() => mcp.server.calls.inFlight === 0);
    expect(signal?.aborted).toBe(true);
    expect(await mcp.metrics.text()).toContain(
      'mcp_tool_calls_total{tool="get_server_time",outcome="cancelled"} 1',
    );
    run.mockRestore();
  });
});
