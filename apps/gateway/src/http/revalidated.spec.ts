import type { AddressInfo } from 'node:net';
import type { ExchangeInfo } from '@binance-gateway/domain-types';
import { GatewayUnderTest, TOKENS } from '../testing/gateway-under-test.js';
import { heldTag, taggedText } from './revalidated.js';

const PATH = '/api/v1/exchangeInfo';

describe('the information of the exchange', () => {
  let gateway: GatewayUnderTest;
  let url: string;
  beforeAll(async () => {
    gateway = await GatewayUnderTest.start();
    await gateway.app.listen({ host: '127.0.0.1', port: 0 });
    url = `http://127.0.0.1:${(gateway.app.getHttpServer().address() as AddressInfo).port}`;
  });
  afterAll(() => gateway.close());

  const ask = (target = PATH, ifNoneMatch?: string, init: RequestInit = {}): Promise<Response> =>
    fetch(url + target, {
      ...init,
      headers: {
        authorization: `Bearer ${TOKENS.reader}`,
        ...(ifNoneMatch === undefined ? {} : { 'if-none-match': ifNoneMatch }),
      },
    });
  const tagOf = (response: Response): string => response.headers.get('etag') as string;

  it('has a strong tag, and the same bytes for as long as it has the tag', async () => {
    const [first, second] = [await ask(), await ask()];
    expect(tagOf(first)).toMatch(/^"[A-Za-z0-9_-]{27}-[a-z0-9]+"$/);
    expect(tagOf(second)).toBe(tagOf(first));
    expect(await second.text()).toBe(await first.text());
    expect(first.headers.get('cache-control')).toBe('private, no-cache');
    expect(first.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(tagOf(await ask(`${PATH}?symbol=BTCUSDT`))).not.toBe(tagOf(first));
  });

  it('is not sent to those who have it, and costs the exchange nothing', async () => {
    const tag = tagOf(await ask());
    gateway.reachedExchange();
    for (const held of [tag, `W/${tag}`, `"another", ${tag}`, '*']) {
      const answer = await ask(PATH, held);
      expect([held, answer.status, await answer.text()]).toEqual([held, 304, '']);
      expect(tagOf(answer)).toBe(tag);
      expect(answer.headers.get('content-type')).toBeNull();
      expect(answer.headers.get('content-length')).toBeNull();
      expect(answer.headers.get('x-request-id')).not.toBeNull();
      expect(Number(answer.headers.get('age'))).toBeGreaterThanOrEqual(0);
    }
    expect(gateway.reachedExchange()).toEqual([]);
  });

  it('nor to those who have it as it was at another time; the tag is theirs then', async () => {
    const tag = tagOf(await ask());
    const theirs = tag.replace(/-[a-z0-9]+"$/, '-m0ment"');
    const answer = await ask(PATH, theirs);
    expect([answer.status, tagOf(answer)]).toEqual([304, theirs]);
  });

  it.each(['"another"', 'nonsense', '', '"', '""', '""""', '"-"'])(
    'is sent to those who have %j',
    async (held) => {
      const answer = await ask(PATH, held);
      expect([answer.status, (await answer.text()).length > 1_000]).toEqual([200, true]);
    },
  );

  it('answers HEAD with the tag as well', async () => {
    const tag = tagOf(await ask());
    const head = await ask(PATH, undefined, { method: 'HEAD' });
    expect([head.status, tagOf(head), await head.text()]).toEqual([200, tag, '']);
    expect((await ask(PATH, tag, { method: 'HEAD' })).status).toBe(304);
  });

  it('a refusal has no tag, whatever the caller has', async () => {
    const tag = tagOf(await ask());
    const unknown = await ask(`${PATH}?symbol=NOSUCH`, tag);
    expect([unknown.status, tagOf(unknown)]).toEqual([400, null]);
    const stranger = await fetch(url + PATH, { headers: { 'if-none-match': tag } });
    expect([stranger.status, tagOf(stranger)]).toEqual([401, null]);
  });

  it('the drop-in face answers the exchange bytes, which have no tag', async () => {
    const answer = await fetch(`${url}/api/v3/exchangeInfo?symbol=BTCUSDT`, {
      headers: { 'if-none-match': '*' },
    });
    expect([answer.status, tagOf(answer)]).toEqual([200, null]);
  });
});

describe('its text', () => {
  const info = (serverTime: number, symbols: object[]): ExchangeInfo =>
    ({
      timezone: 'UTC',
      serverTime,
      rateLimits: [],
      exchangeFilters: [],
      symbols,
    }) as unknown as ExchangeInfo;
  const [symbols, others] = [[{ symbol: 'BTCUSDT' }], [{ symbol: 'ETHUSDT' }]];

  it('is that of JSON, whenever it is from', () => {
    for (const one of [info(1_767_268_801_000, symbols), info(1_767_268_802_000, symbols), info(5, others)])
      expect(taggedText(one).text).toBe(JSON.stringify(one));
  });

  it('has another tag for other bytes; only what says something else is worth sending', () => {
    const [first, later, another] = [
      taggedText(info(1_767_268_801_000, symbols)).tag,
      taggedText(info(1_767_268_802_000, symbols)).tag,
      taggedText(info(1_767_268_801_000, others)).tag,
    ];
    expect(new Set([first, later, another]).size).toBe(3);
    expect(heldTag(first, later)).toBe(first);
    expect(heldTag(first, another)).toBeUndefined();
    // the same content, read by another process
    expect(taggedText(info(1_767_268_801_000, [{ symbol: 'BTCUSDT' }])).tag).toBe(first);
  });
});
