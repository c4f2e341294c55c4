import { jest } from '@jest/globals';
import { FakeClock, until } from '@binance-gateway/testing';
import { INITIALIZE, McpUnderTest, TOKENS } from '../testing/mcp-under-test.js';

/** One HTTP+SSE connection, as the wire shows it. */
class EventStream {
  text = '';
  isEnded = false;
  private constructor(
    readonly response: Response,
    private readonly abort: AbortController,
  ) {}

  static async open(mcp: McpUnderTest, token: string = TOKENS.trader): Promise<EventStream> {
    const abort = new AbortController();
    const response = await mcp.fetch('/mcp/sse', { token, signal: abort.signal });
    const stream = new EventStream(response, abort);
    void stream.read();
    if (response.status === 200) await until(() => stream.text.includes('event: endpoint'));
    return stream;
  }

  get endpoint(): string {
    return /event: endpoint\ndata: (.+)\n/.exec(this.text)?.[1] ?? '';
  }

  get id(): string {
    return this.response.headers.get('x-connection-id') ?? '';
  }

  messages(): { id?: number; result?: Record<string, unknown> }[] {
    return [...this.text.matchAll(/event: message\ndata: (.+)\n/g)].map(
      ([, data]) => JSON.parse(data as string) as { id?: number },
    );
  }

  leave(): void {
    this.abort.abort();
  }

  private async read(): Promise<void> {
    const decoder = new TextDecoder();
    try {
      for await (const chunk of this.response.body ?? []) this.text += decoder.decode(chunk as Uint8Array);
    } catch {
      // left
    }
    this.isEnded = true;
  }
}

const LIST = { jsonrpc: '2.0', id: 2, method: 'tools/list' } as const;

describe('HTTP+SSE', () => {
  let mcp: McpUnderTest;
  beforeAll(async () => {
    mcp = await McpUnderTest.start({ env: { MCP_MAX_CONNECTIONS: '3' } });
  });
  afterAll(() => mcp.close());
  afterEach(() => until(() => mcp.server.sse.size === 0));

  it('names the session in the handshake and takes it by query or by header', async () => {
    const stream = await EventStream.open(mcp);
    expect(stream.response.headers.get('content-type')).toBe('text/event-stream');
    expect(stream.response.headers.get('cache-control')).toContain('no-transform');
    expect(stream.endpoint).toBe(`/mcp/message?sessionId=${stream.id}`);
    const accepted = await mcp.post(stream.endpoint, INITIALIZE);
    expect([accepted.status, await accepted.text()]).toEqual([202, 'Accepted']);
    await until(() => stream.messages().length === 1);
    expect((await mcp.post('/mcp/message', LIST, { 'x-connection-id': stream.id })).status).toBe(202);
    await until(() => stream.messages().length === 2);
    expect(stream.messages()[1]).toMatchObject({ id: 2, result: { tools: expect.any(Array) } });
    stream.leave();
  });

  it.each([
    ['no session', '/mcp/message', LIST, 400],
    ['an unknown session', '/mcp/message?sessionId=nobody', LIST, 404],
  ])('answers %s', async (_, path, message, status) => {
    expect((await mcp.post(path, message)).status).toBe(status);
  });

  it('answers what is no message with 400 and goes on', async () => {
    const stream = await EventStream.open(mcp);
    for (const [message, code] of [
      ['{"jsonrpc":', -32700],
      [[LIST], -32600],
      [{ hello: 1 }, -32600],
    ] as const) {
      const answer = await mcp.post(stream.endpoint, message);
      expect(answer.status).toBe(400);
      expect(await answer.json()).toMatchObject({ jsonrpc: '2.0', error: { code } });
    }
    expect((await mcp.post(stream.endpoint, 'x', { 'content-type': 'text/plain' })).status).toBe(415);
    await mcp.post(stream.endpoint, INITIALIZE);
    await until(() => stream.messages().length === 1);
    stream.leave();
  });

  it('keeps a session to the token that opened it', async () => {
    const stream = await EventStream.open(mcp);
    const headers = { authorization: `Bearer ${TOKENS.reader}` };
    expect((await mcp.post(stream.endpoint, INITIALIZE, headers)).status).toBe(404);
    stream.leave();
  });

  it('holds as many connections as it may; one more gets 503 until somebody leaves', async () => {
    const streams = [await EventStream.open(mcp), await EventStream.open(mcp), await EventStream.open(mcp)];
    const refused = await mcp.fetch('/mcp/sse');
    expect(refused.status).toBe(503);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    for (const stream of streams) await mcp.post(stream.endpoint, INITIALIZE);
    await until(() => streams.every((stream) => stream.messages().length === 1));
    streams[0]?.leave();
    await until(() => mcp.server.sse.size === 2);
    const next = await EventStream.open(mcp);
    expect(next.response.status).toBe(200);
    for (const stream of [...streams, next]) stream.leave();
  });

  it('cancels the call of a client that vanishes', async () => {
    const stream = await EventStream.open(mcp);
    await mcp.post(stream.endpoint, INITIALIZE);
    let signal: AbortSignal | undefined;
    const run = jest.spyOn(mcp.upstream.operations, 'run').mockImplementationOnce(
      (_operation, _input, context) =>
        new Promise((_resolve, reject) => {
          signal = context.signal;
          context.signal?.addEventListener('abort', () => reject(new Error('aborted')));
        }),
    );
    await mcp.post(stream.endpoint, {
      jsonrpc: '2.0',
      id: 3,
      method: 'tools/call',
      params: { name: 'get_server_time', arguments: {} },
    });
    await until(() => mcp.server.calls.inFlight === 1);
    stream.leave();
    await until(() => mcp.server.calls.inFlight === 0);
    expect(signal?.aborted).toBe(true);
    run.mockRestore();
  });

  it('beats while it is quiet, and ends when nothing comes', async () => {
    const clock = new FakeClock();
    const env = { MCP_HEARTBEAT_SECONDS: '15', MCP_IDLE_SECONDS: '60' };
    const quiet = await McpUnderTest.start({ env, clock });
    try {
      const stream = await EventStream.open(quiet);
      await clock.advance(15_000);
      await until(() => stream.text.includes(': heartbeat\n\n'));
      await clock.advance(44_000);
      expect(quiet.server.sse.size).toBe(1);
      await clock.advance(1_000);
      await until(() => stream.isEnded);
      expect(quiet.server.sse.size).toBe(0);
    } finally {
      await quiet.close();
    }
  });

  it('ends its streams when the server closes', async () => {
    const closing = await McpUnderTest.start();
    const stream = await EventStream.open(closing);
    await closing.close();
    await until(() => stream.isEnded);
    expect(closing.server.sse.size).toBe(0);
  });
});
