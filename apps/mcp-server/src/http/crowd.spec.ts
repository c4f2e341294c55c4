import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Client } from '@modelcontextprotocol/client';
import type { Operations } from '@binance-gateway/platform';
import { FakeClock, until } from '@binance-gateway/testing';
import { INITIALIZE, McpUnderTest, TOKENS, answerOf } from '../testing/mcp-under-test.js';

const CALL = {
  jsonrpc: '2.0',
  id: 3,
  method: 'tools/call',
  params: { name: 'get_server_time', arguments: {} },
} as const;
const MODERN = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientCapabilities': {},
} as const;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
/** What is still held, MiB. */
const heapMiB = (): number => {
  for (let i = 0; i < 3; i++) collect();
  return process.memoryUsage().heapUsed / 1024 / 1024;
};

describe('50 connections of HTTP+SSE beside 50 sessions of Streamable HTTP', () => {
  const clock = new FakeClock();
  let mcp: McpUnderTest;
  let clients: Client[];
  beforeAll(async () => {
    mcp = await McpUnderTest.start({ clock });
    clients = await Promise.all(
      Array.from({ length: 100 }, (_, i) => mcp.connect(i % 2 === 0 ? 'sse' : 'streamable')),
    );
  });
  afterAll(() => mcp.close());

  it('are counted, and the 51st of either is asked to come back later', async () => {
    expect([mcp.server.sse.size, mcp.server.streamable.size]).toEqual([50, 50]);
    const metrics = await (await mcp.fetch('/metrics', { token: null })).text();
    expect(metrics).toContain('mcp_sessions{transport="sse"} 50');
    expect(metrics).toContain('mcp_sessions{transport="streamable"} 50');
    for (const refused of [await mcp.fetch('/mcp/sse'), await mcp.post('/mcp', INITIALIZE)]) {
      expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '10']);
      expect(await refused.json()).toMatchObject({ code: 'FULL', retryAfter: 10 });
    }
  });

  it('each get their own answers, whatever the others do', async () => {
    const ask = async (client: Client, limit: number): Promise<boolean> => {
      const args = { symbol: 'BTCUSDT', interval: '1m', limit };
      const result = await client.callTool({ name: 'get_klines', arguments: args });
      return (answerOf(result) as { result: unknown[] }).result.length === limit;
    };
    const own = await Promise.all(clients.map((client, i) => ask(client, i + 1)));
    expect(own.filter((isOwn) => !isOwn)).toEqual([]);
    // a third of them goes, in the middle of the questions of the others
    const [leaving, staying] = [clients.slice(0, 33), clients.slice(33)];
    const asked = staying.map((client, i) => ask(client, i + 1));
    await Promise.all(leaving.map((client) => client.close()));
    expect((await Promise.all(asked)).filter((isOwn) => !isOwn)).toEqual([]);
    clients = staying;
  }, 60_000);

  it('leave nothing when they end', async () => {
    await Promise.all(clients.map((client) => client.close()));
    await until(() => mcp.server.sse.size === 0);
    await clock.advance(mcp.config.mcp.idleMs);
    expect([mcp.server.streamable.size, mcp.server.calls.inFlight, mcp.server.updates.size]).toEqual([
      0, 0, 0,
    ]);
  });
});

describe('clients that vanish in the middle of a call', () => {
  const clock = new FakeClock();
  let mcp: McpUnderTest;
  /** Calls hang until they are let go, or their caller is gone. */
  let letGo: () => void;
  let gate: Promise<void>;
  const hold = (): void => {
    gate = new Promise((resolve) => (letGo = resolve));
  };
  const signals: AbortSignal[] = [];
  beforeAll(async () => {
    mcp = await McpUnderTest.start({ clock });
    // no mock of Jest: it would keep every call
    const run: Operations['run'] = async (_operation, _input, { signal }) => {
      if (signal) signals.push(signal);
      const gone = new Promise((_, reject) =>
        signal?.addEventListener('abort', () => reject(new Error('aborted'))),
      );
      await Promise.race([gate, gone]);
      return { serverTime: 1 };
    };
    Object.assign(mcp.upstream.operations, { run });
  });
  afterAll(() => mcp.close());

  const HEADERS = { authorization: `Bearer ${TOKENS.trader}`, 'content-type': 'application/json' };

  async function overSse(gone: AbortController): Promise<void> {
    const stream = await mcp.fetch('/mcp/sse', { signal: gone.signal });
    const reader = (stream.body as ReadableStream<Uint8Array>).getReader();
    await reader.read();
    const endpoint = `/mcp/message?sessionId=${stream.headers.get('x-connection-id')}`;
    await (await mcp.post(endpoint, INITIALIZE)).text();
    await (await mcp.post(endpoint, CALL)).text();
    gone.signal.addEventListener('abort', () => void reader.cancel().catch(() => undefined));
  }

  async function overStreamable(gone: AbortController): Promise<void> {
    const opened = await mcp.post('/mcp', INITIALIZE);
    await opened.text();
    const session = { 'mcp-session-id': opened.headers.get('mcp-session-id') as string };
    void post(gone, CALL, session);
  }

  function post(gone: AbortController, message: object, more: Record<string, string>): Promise<unknown> {
    const accept = 'application/json, text/event-stream';
    return fetch(`${mcp.url}/mcp`, {
      method: 'POST',
      signal: gone.signal,
      body: JSON.stringify(message),
      headers: { ...HEADERS, accept, ...more },
    }).catch(() => undefined);
  }

  function overModern(gone: AbortController): Promise<void> {
    const message = { ...CALL, params: { ...CALL.params, _meta: MODERN } };
    const named = { 'mcp-method': 'tools/call', 'mcp-name': CALL.params.name };
    void post(gone, message, { 'mcp-protocol-version': '2026-07-28', ...named });
    return Promise.resolve();
  }

  /** Ten of each kind. */
  async function round(): Promise<void> {
    hold();
    signals.length = 0;
    const gone = new AbortController();
    const opened = [overSse, overStreamable, overModern].flatMap((way) =>
      Array.from({ length: 10 }, () => way(gone)),
    );
    await Promise.all(opened);
    await until(() => mcp.server.calls.inFlight === 30, { what: 'calls in flight' });
    gone.abort();
    // a call of a session goes on, as the protocol says of a connection that breaks; nobody is told of its end
    await until(() => mcp.server.calls.inFlight === 10, { what: 'calls whose callers are gone' });
    expect(signals.filter(({ aborted }) => aborted)).toHaveLength(20);
    letGo();
    await until(() => mcp.server.calls.inFlight === 0 && mcp.server.sse.size === 0, { what: 'end of calls' });
    await clock.advance(mcp.config.mcp.idleMs);
    expect([mcp.server.streamable.size, mcp.server.updates.size]).toEqual([0, 0]);
  }

  it('leave no call, no session and no memory behind', async () => {
    await round();
    const before = heapMiB();
    for (let i = 0; i < 8; i++) await round();
    // 160 sessions that stay are some 12 MiB
    expect(heapMiB() - before).toBeLessThan(5);
    expect(clock.pending).toBe(0);
  });
});
