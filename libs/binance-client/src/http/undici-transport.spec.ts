import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { systemClock } from '@binance-gateway/domain-types';
import { FakeClock, until } from '@binance-gateway/testing';
import { StubExchange } from '../../test/stub-exchange.js';
import type { UpstreamRequest } from './dispatch.js';
import type { TransportError } from './transport-error.js';
import { type Transport, type TransportOptions, undiciTransport } from './undici-transport.js';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function stub(...args: Parameters<typeof StubExchange.start>): Promise<StubExchange> {
  const exchange = await StubExchange.start(...args);
  closers.push(() => exchange.close());
  return exchange;
}

function transportTo(baseUrl: string, options: Partial<TransportOptions> = {}): Transport {
  const transport = undiciTransport({ baseUrl, clock: systemClock, ...options });
  closers.push(() => transport.close());
  return transport;
}

const request = (changes: Partial<UpstreamRequest> = {}): UpstreamRequest => ({
  operation: 'get_server_time',
  method: 'GET',
  path: '/api/v3/time',
  query: '',
  security: 'NONE',
  weight: 1,
  idempotent: true,
  timeoutMs: 5_000,
  ...changes,
});

const failureOf = (promise: Promise<unknown>): Promise<TransportError> =>
  promise.then(
    () => {
      throw new Error('did not fail');
    },
    (error: TransportError) => error,
  );

it('sends query and body byte for byte and gives status, headers and body back', async () => {
  const exchange = await stub(() => ({
    status: 202,
    headers: { 'X-MBX-USED-WEIGHT-1M': '7' },
    json: { ok: true },
  }));
  const { dispatch } = transportTo(exchange.url, { userAgent: 'spec/1' });
  const response = await dispatch(
    request({
      method: 'POST',
      query: 'a=%5B%22B%22%5D',
      body: 'symbol=%EF%BC%91&x=%27',
      headers: { 'X-MBX-APIKEY': 'k' },
    }),
  );
  expect(response).toMatchObject({ status: 202, body: '{"ok":true}' });
  expect(response.headers['x-mbx-used-weight-1m']).toBe('7');
  expect(exchange.requests[0]).toMatchObject({
    method: 'POST',
    query: 'a=%5B%22B%22%5D',
    body: 'symbol=%EF%BC%91&x=%27',
  });
  expect(exchange.requests[0]?.headers).toMatchObject({
    'x-mbx-apikey': 'k',
    'content-type': 'application/x-www-form-urlencoded',
    'user-agent': 'spec/1',
  });
});

it('keeps the path of the base URL', async () => {
  const exchange = await stub(() => ({}));
  await transportTo(`${exchange.url}/prefix/`).dispatch(request());
  expect(exchange.requests[0]?.path).toBe('/prefix/api/v3/time');
});

it('keeps connections', async () => {
  const exchange = await stub(() => ({}));
  const { dispatch } = transportTo(exchange.url);
  for (let i = 0; i < 20; i++) await dispatch(request());
  // A request made in the very turn of an answer finds that connection not yet free, hence a second one
  expect(exchange.connections).toBeLessThanOrEqual(2);
});

it('knows that a refused connection sent nothing', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  let sent = 0;
  const failure = await failureOf(
    transportTo(`http://127.0.0.1:${port}`).dispatch(request({ onSent: () => sent++ })),
  );
  expect(failure).toMatchObject({ failure: 'connection', sent: false });
  expect(failure.message).toContain('ECONNREFUSED');
  expect(sent).toBe(0);
});

it('knows that a connection lost after the request may have had an effect', async () => {
  const exchange = await stub(() => 'drop');
  let sent = 0;
  const failure = await failureOf(
    transportTo(exchange.url).dispatch(request({ method: 'POST', body: 'a=1', onSent: () => sent++ })),
  );
  expect(failure).toMatchObject({ failure: 'connection', sent: true });
  expect(sent).toBe(1);
  expect(exchange.requests).toHaveLength(1);
});

it('gives up at the deadline of its own clock', async () => {
  const clock = new FakeClock();
  const exchange = await stub(() => 'silence');
  const failure = failureOf(transportTo(exchange.url, { clock }).dispatch(request({ timeoutMs: 15_000 })));
  await until(() => exchange.requests.length === 1);
  await clock.advance(14_999);
  expect(clock.pending).toBe(1);
  await clock.advance(1);
  expect(await failure).toMatchObject({
    failure: 'timeout',
    sent: true,
    message: 'no answer within 15000 ms',
  });
});

it('knows that a request that timed out while waiting for a connection was never sent', async () => {
  const clock = new FakeClock();
  const exchange = await stub(() => 'silence');
  const { dispatch } = transportTo(exchange.url, { clock, connections: 1 });
  const first = failureOf(dispatch(request({ timeoutMs: 20_000 })));
  await until(() => exchange.requests.length === 1);
  const second = failureOf(dispatch(request({ timeoutMs: 1_000, path: '/second' })));
  await clock.advance(1_000);
  expect(await second).toMatchObject({ failure: 'timeout', sent: false });
  await clock.advance(19_000);
  await first;
  // The freed connection must not carry the request that was given up
  exchange.answerWith(() => ({}));
  await dispatch(request({ path: '/third' }));
  expect(exchange.requests.map((r) => r.path)).toEqual(['/api/v3/time', '/third']);
});

it('ends when the caller aborts, before and after sending', async () => {
  const exchange = await stub(() => 'silence');
  const { dispatch } = transportTo(exchange.url);
  const early = await failureOf(dispatch(request({ signal: AbortSignal.abort(new Error('gone')) })));
  expect(early).toMatchObject({ failure: 'aborted', sent: false });
  const controller = new AbortController();
  const late = failureOf(dispatch(request({ signal: controller.signal })));
  await until(() => exchange.requests.length === 1);
  controller.abort(new Error('gone'));
  expect(await late).toMatchObject({ failure: 'aborted', sent: true });
});

it('refuses a body over the cap', async () => {
  const exchange = await stub(() => ({ text: 'x'.repeat(2_000) }));
  const failure = await failureOf(transportTo(exchange.url, { maxBodyBytes: 1_000 }).dispatch(request()));
  expect(failure).toMatchObject({ failure: 'too-large', sent: true });
});
