import { type RequestOptions, request } from 'node:http';
import { FakeClock } from '@binance-gateway/testing';
import type { Loose } from '../../rest-client.bed.js';
import { type Simulator, startSimulator } from '../../start-simulator.js';
import { everything } from './control.bed.js';

let simulator: Simulator;
let before: string;

beforeAll(async () => {
  simulator = await startSimulator({ clock: new FakeClock(), market: 'none', seed: 1 });
  before = everything(simulator);
});

afterAll(() => simulator.close());

interface Answer {
  readonly status: number;
  readonly allow: string | undefined;
  readonly body: Loose;
}

/** With whatever method, headers and bytes; the headers that fetch would add are not sent. */
function send(options: RequestOptions, bytes: Buffer | string = ''): Promise<Answer> {
  const { hostname, port } = new URL(simulator.urls.rest);
  return new Promise((resolve, reject) => {
    const message = request({ hostname, port, ...options }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        const { statusCode: status = 0, headers } = response;
        resolve({ status, allow: headers.allow, body: text === '' ? undefined : JSON.parse(text) });
      });
    });
    message.on('error', reject).end(bytes);
  });
}

const TIME = { method: 'PUT', path: '/control/time' };
const SKEW = '{"skewMs":0}';
const type = (contentType: string): RequestOptions => ({ ...TIME, headers: { 'content-type': contentType } });

describe('what is no request of the control API', () => {
  afterEach(() => expect(everything(simulator)).toBe(before));

  it.each<[string, string, string]>([
    ['PATCH', '/control/time', 'GET, PUT'],
    ['HEAD', '/control/time', 'GET, PUT'],
    ['OPTIONS', '/control/state', 'GET, PUT'],
    ['GET', '/control/market/pause', 'POST'],
    ['POST', '/control', 'GET'],
    ['PUT', '/control/accounts/main/deposits', 'POST'],
  ])('%s %s → 405 with Allow: %s', async (method, path, allow) => {
    const answer = await send({ method, path });
    expect([answer.status, answer.allow]).toEqual([405, allow]);
    if (method !== 'HEAD') expect(answer.body.error).toBe(`use ${allow}`);
  });

  it.each([
    '/control/',
    '/control/stat',
    '/control/accounts/',
    '/control//time',
    `/control/${'x'.repeat(500)}`,
  ])('GET %s → 404 that says where the list is', async (path) => {
    const { status, body } = await send({ path });
    expect([status, body.error]).toEqual([
      404,
      expect.stringMatching(/^no \/control.{0,60}; GET \/control lists/),
    ]);
  });

  it.each<[string, RequestOptions, Buffer | string, number, RegExp]>([
    ['half of a body', TIME, '{"skewMs":', 400, /not JSON/],
    ['a list', TIME, '[]', 400, /must be a JSON object/],
    ['null', TIME, 'null', 400, /must be a JSON object/],
    ['bytes that are no UTF-8', TIME, Buffer.from('7b22736bff7d', 'hex'), 400, /not UTF-8/],
    ['lists in lists', TIME, '['.repeat(100_000), 400, /not JSON/],
    ['a body that is too long', TIME, Buffer.alloc(3 * 1024 * 1024, ' '), 413, /at most 1048576 bytes/],
    ['XML', type('application/xml'), SKEW, 415, /content-type application\/json/],
    ['a form with parts', type('multipart/form-data; boundary=x'), SKEW, 415, /application\/json/],
    ['UTF-16', type('application/json; charset=utf-16'), SKEW, 415, /JSON in UTF-8/],
    ['packed', { ...TIME, headers: { 'content-encoding': 'gzip' } }, SKEW, 415, /without a content-encoding/],
  ])('%s is refused', async (_, options, bytes, status, message) => {
    const answer = await send(options, bytes);
    expect([answer.status, answer.body.error]).toEqual([status, expect.stringMatching(message)]);
  });

  it('strangers are refused before they have sent anything', async () => {
    const headers = { origin: 'https://example.com', 'content-length': 64 * 1024 * 1024 };
    const { hostname, port } = new URL(simulator.urls.rest);
    const status = await new Promise((resolve, reject) => {
      const message = request({ ...TIME, hostname, port, headers }, (response) => {
        resolve(response.statusCode);
        message.destroy();
      });
      message.on('error', reject).flushHeaders();
    });
    expect(status).toBe(403);
  });
});

describe('bodies that are JSON under another name', () => {
  it.each([
    'application/json',
    'Application/JSON; charset="UTF-8"',
    'text/plain;charset=UTF-8',
    'application/x-www-form-urlencoded',
  ])('%s', async (contentType) => expect((await send(type(contentType), SKEW)).status).toBe(204));

  it('with a byte order mark, or none at all', async () => {
    expect((await send(TIME, `\uFEFF${SKEW}`)).status).toBe(204);
    expect((await send({ ...TIME, path: '/control/record', method: 'DELETE' })).status).toBe(204);
  });
});
