import { FakeClock } from '@binance-gateway/testing';
import { bench, closeBenches, errorOf, json, order, read } from '../../../test/layers.js';
import { createCredential } from '../../credential.js';
import { ServerClock } from '../../server-clock.js';
import type { Interceptor } from '../dispatch.js';
import { sign } from './sign.js';

afterEach(closeBenches);

describe('sign', () => {
  const SECRET = 'NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j';
  const credential = createCredential({ apiKey: 'the-key', apiSecret: SECRET });
  const T0 = 1_499_827_319_559;

  function signer(times: number[] = []): { layer: Interceptor; serverClock: ServerClock } {
    const serverClock = new ServerClock({
      clock: new FakeClock(T0),
      samples: 1,
      fetchTime: () => {
        const time = times.shift();
        return time === undefined ? Promise.reject(new Error('no time')) : Promise.resolve(time);
      },
    });
    return { serverClock, layer: sign({ credential, serverClock, recvWindowMs: 5_000 }) };
  }

  it('adds recvWindow, timestamp and, last, the signature over the bytes that go out', async () => {
    const { dispatch, exchange } = await bench(() => ({}), [signer().layer]);
    const fields = 'symbol=LTCBTC&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=0.1';
    const signed = `${fields}&recvWindow=5000&timestamp=${T0}&signature=c8db56825ae71d6d79447849e617115f4a920fa2acdcab2b053c4b2838bd6b71`;
    await dispatch(order({ security: 'TRADE', body: fields }));
    await dispatch(read({ security: 'USER_DATA', query: fields }));
    expect(exchange.requests.map((r) => [r.query, r.body])).toEqual([
      ['', signed],
      [signed, ''],
    ]);
    expect(exchange.requests.map((r) => r.headers['x-mbx-apikey'])).toEqual(['the-key', 'the-key']);
  });

  it('signs query and body joined without anything between, and leaves a given recvWindow', async () => {
    const { dispatch, exchange } = await bench(() => ({}), [signer().layer]);
    await dispatch(order({ security: 'TRADE', query: 'symbol=A', body: 'recvWindow=100' }));
    const [seen] = exchange.requests;
    const body = `recvWindow=100&timestamp=${T0}`;
    expect(seen?.body).toBe(`${body}&signature=${credential.sign(`symbol=A${body}`)}`);
  });

  it('makes of a moment of validity the window that is left, and sends nothing after it', async () => {
    const { dispatch, exchange } = await bench(() => ({}), [signer().layer]);
    await dispatch(order({ security: 'TRADE', validUntil: T0 + 1_234 }));
    await dispatch(order({ security: 'TRADE', validUntil: T0 + 90_000 }));
    const late = await errorOf(dispatch(order({ security: 'TRADE', validUntil: T0 })));
    expect([late.code, late.binanceCode]).toEqual(['REQUEST_TIMEOUT', -1021]);
    expect(exchange.requests.map((r) => r.params.get('recvWindow'))).toEqual(['1234', '60000']);
  });

  it('needs a credential for signed requests only', async () => {
    const none = sign({ credential: undefined, serverClock: signer().serverClock, recvWindowMs: 5_000 });
    const { dispatch, exchange } = await bench(() => ({}), [none]);
    await dispatch(read());
    expect((await errorOf(dispatch(read({ security: 'USER_DATA' })))).code).toBe('CREDENTIALS_MISSING');
    expect(exchange.requests).toHaveLength(1);
    expect(exchange.requests[0]?.query).toBe('symbol=BTCUSDT');
  });

  it('sets its clock right after -1021 and signs once more, an order too', async () => {
    const { layer } = signer([T0 + 60_000]);
    const { dispatch, exchange } = await bench(
      (request) =>
        Number(request.params.get('timestamp')) === T0
          ? json(400, -1021, 'Timestamp outside recvWindow')
          : { json: { orderId: 1 } },
      [layer],
    );
    expect((await dispatch(order({ security: 'TRADE' }))).body).toBe('{"orderId":1}');
    expect(exchange.requests.map((r) => r.params.get('timestamp'))).toEqual([`${T0}`, `${T0 + 60_000}`]);
  });

  it('gives up when the time is still wrong, or cannot be asked', async () => {
    const wrong = json(400, -1021, 'Timestamp outside recvWindow');
    const again = await bench(() => wrong, [signer([T0 + 1]).layer]);
    expect((await errorOf(again.dispatch(order({ security: 'TRADE' })))).binanceCode).toBe(-1021);
    expect(again.exchange.requests).toHaveLength(2);
    const deaf = await bench(() => wrong, [signer().layer]);
    expect((await errorOf(deaf.dispatch(order({ security: 'TRADE' })))).binanceCode).toBe(-1021);
    expect(deaf.exchange.requests).toHaveLength(1);
  });

  it('never signs again after an unknown outcome', async () => {
    const { dispatch, exchange } = await bench(() => json(503, -1021, 'odd'), [signer([T0 + 1]).layer]);
    expect((await errorOf(dispatch(order({ security: 'TRADE' })))).code).toBe('OUTCOME_UNKNOWN');
    expect(exchange.requests).toHaveLength(1);
  });

  it('keeps the secret and the signature out of every message', async () => {
    const { dispatch } = await bench(() => 'drop', [signer().layer]);
    const error = await errorOf(dispatch(order({ security: 'TRADE' })));
    const told = JSON.stringify([error.message, error.extra, String(error.cause), error.stack]);
    expect(told).not.toContain(SECRET);
    expect(told).not.toContain('signature');
    expect(told).not.toContain('the-key');
  });
});
