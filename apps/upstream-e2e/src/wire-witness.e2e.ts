import { getOrderBook, getPrice } from '@binance-gateway/domain-types';
import { tooManyRequests } from '@binance-gateway/exchange-simulator';
import { openSpotBed } from './spot-bed.js';

describe('the witness of what was read before what was written', () => {
  const PATH = '/api/v3/ticker/price';

  it('sees a request after a 429, and not one that was on its way', async () => {
    const bed = await openSpotBed();
    const { spot } = bed.connection;
    bed.exchange.control.inject({ match: { path: PATH }, effect: tooManyRequests(60_000) });
    bed.exchange.control.inject({ match: { path: '/api/v3/depth' }, effect: { kind: 'delay', ms: 50 } });
    const late = spot.run(getOrderBook, { symbol: 'BTCUSDT' });
    await expect(spot.run(getPrice, { symbol: 'BTCUSDT' })).rejects.toMatchObject({
      code: 'UPSTREAM_RATE_LIMITED',
    });
    await late;
    await fetch(`${bed.exchange.urls.rest}/api/v3/ping`);
    await expect(bed.close()).rejects.toThrow(/^sent during a silence: GET \/api\/v3\/ping with \d+ ms/);
  });

  it('says nothing of a gateway that is silent', async () => {
    const bed = await openSpotBed();
    bed.exchange.control.inject({ match: { path: PATH }, effect: tooManyRequests(60_000) });
    const calls = Array.from({ length: 100 }, () =>
      bed.connection.spot.run(getPrice, { symbol: 'BTCUSDT' }).catch(() => undefined),
    );
    await Promise.all(calls);
    await bed.close();
    const reached = bed.exchange.control.requests({ path: PATH });
    expect(reached.length).toBeLessThan(100);
  });
});
