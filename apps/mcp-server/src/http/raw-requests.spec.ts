import { connect } from 'node:net';
import type { Logger } from '@binance-gateway/domain-types';
import { INITIALIZE, McpUnderTest, TOKENS } from '../testing/mcp-under-test.js';

const BODY = JSON.stringify(INITIALIZE);
const HEAD = [
  'Host: 127.0.0.1',
  `Authorization: Bearer ${TOKENS.trader}`,
  'Content-Type: application/json',
  'Accept: application/json, text/event-stream',
  'Connection: close',
].join('\r\n');
const post = (body: string, more = ''): string =>
  `POST /mcp HTTP/1.1\r\n${HEAD}${more}\r\nContent-Length: ${Buffer.byteLength(body, 'latin1')}\r\n\r\n${body}`;

/** What no client library would send. */
describe('requests written by hand', () => {
  let mcp: McpUnderTest;
  const errors: string[] = [];
  const write = (fields: object, text?: string): void => void errors.push(JSON.stringify(fields) + text);
  const logger: Logger = { debug: () => undefined, info: () => undefined, warn: write, error: write };
  beforeAll(async () => {
    mcp = await McpUnderTest.start({ logger });
  });
  afterAll(async () => {
    await mcp.close();
    // nothing of all this is the server's fault
    expect(errors).toEqual([]);
  });

  const send = (text: string): Promise<string> =>
    new Promise((resolve, reject) => {
      let answer = '';
      const { hostname, port } = new URL(mcp.url);
      const socket = connect(Number(port), hostname, () => socket.write(text, 'latin1'));
      socket.on('data', (data) => (answer += data.toString('latin1')));
      socket.on('close', () => resolve(answer)).on('error', reject);
    });
  const statusOf = (answer: string): number => Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1]);

  it.each([
    ['http://[', 404],
    ['///', 404],
    ['//127.0.0.1/health', 404],
    ['http://127.0.0.1:99999/', 404],
    ['/%zz', 404],
    ['/mcp/', 404],
    ['/__proto__', 404],
    ['/health?a=%zz', 200],
    ['/mcp?toolsets=%zz', 400],
  ])('GET %s', async (target, status) => {
    expect(statusOf(await send(`GET ${target} HTTP/1.1\r\n${HEAD}\r\n\r\n`))).toBe(status);
  });

  it.each([
    ['trader@127.0.0.1', 403],
    ['127.0.0.1:99999', 403],
    ['', 403],
    ['127.0.0.1.evil.example', 403],
    ['[::1]:8000', 200],
    ['LOCALHOST', 200],
  ])('Host: %s', async (host, status) => {
    const answer = await send(`GET /health HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
    expect(statusOf(answer)).toBe(status);
  });

  it.each([
    ['null', 'null', 400],
    ['a number', '42', 400],
    ['a text', '"initialize"', 400],
    ['nothing', '', 400],
    ['a byte order mark', `\xef\xbb\xbf${BODY}`, 400],
    ['what is no UTF-8', '{"jsonrpc":"2.0","id":1,"method":"\xff"}', 400],
    ['a zero byte', '\0', 400],
    ['a message in another version', '{"jsonrpc":"1.0","id":1,"method":"ping"}', 400],
    ['an id that is an object', '{"jsonrpc":"2.0","id":{},"method":"ping"}', 400],
    ['a method that is a number', '{"jsonrpc":"2.0","id":1,"method":1}', 400],
    ['quotes without end', `"${'\\"'.repeat(30_000)}`, 400],
  ])('a body of %s', async (_, body, status) => {
    const answer = await send(post(body));
    expect(statusOf(answer)).toBe(status);
    expect(answer).toMatch(/"error":\{"code":-32(600|700),/);
  });

  it('takes no compressed body, and none that contradicts its length', async () => {
    expect(statusOf(await send(post(BODY, '\r\nContent-Encoding: gzip')))).toBe(415);
    expect(statusOf(await send(post(BODY, '\r\nTransfer-Encoding: chunked')))).toBe(400);
    expect(statusOf(await send(post(BODY).replace(/Content-Length: \d+/, 'Content-Length: -1')))).toBe(400);
    expect(statusOf(await send(post(BODY).replace(/Content-Length: \d+/, 'Content-Length: 1e9')))).toBe(400);
    const chunk = `4000\r\n${'x'.repeat(0x4000)}\r\n`;
    const chunked = `POST /mcp HTTP/1.1\r\n${HEAD}\r\nTransfer-Encoding: chunked\r\n\r\n${chunk.repeat(5)}0\r\n\r\n`;
    expect(statusOf(await send(chunked))).toBe(413);
  });

  it('tells apart what may not be twice', async () => {
    expect(statusOf(await send(post(BODY, '\r\nMcp-Session-Id: a\r\nMcp-Session-Id: b')))).toBe(404);
    const answer = await send(
      post(BODY, `\r\nAuthorization: Bearer nobody`).replace(TOKENS.trader, 'somebody'),
    );
    expect(statusOf(answer)).toBe(401);
  });

  it('still serves', async () => {
    const answer = await mcp.post('/mcp', INITIALIZE);
    expect(answer.status).toBe(200);
    await answer.text();
  });
});
