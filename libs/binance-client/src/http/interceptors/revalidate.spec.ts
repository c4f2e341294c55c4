import type { WireExchangeInfo } from '@binance-gateway/domain-types';
import { bench, closeBenches, errorOf, read } from '../../../test/layers.js';
import { type Answerer, type SeenRequest } from '../../../test/stub-exchange.js';
import type { Dispatch } from '../dispatch.js';
import { revalidate } from './revalidate.js';

afterEach(closeBenches);

const NOW = 1_767_268_810_000;
const INFO = read({
  operation: 'get_exchange_info',
  path: '/api/v3/exchangeInfo',
  query: '',
  revalidates: true,
});

const bodyOf = (serverTime: number, symbols: readonly string[]): object => ({
  timezone: 'UTC',
  serverTime,
  rateLimits: [{ limit: 6_000 }],
  symbols: symbols.map((symbol) => ({ symbol })),
});

interface Asked {
  readonly seen: readonly SeenRequest[];
  info(query?: string): Promise<WireExchangeInfo>;
  readonly dispatch: Dispatch;
}

async function open(answer: Answerer): Promise<Asked> {
  const { exchange, dispatch: inner } = await bench(answer);
  const dispatch = revalidate(() => NOW + 0.5)(inner);
  return {
    seen: exchange.requests,
    dispatch,
    info: async (query = '') => (await dispatch({ ...INFO, query })).value as WireExchangeInfo,
  };
}

describe('of an exchange that gives no tag', () => {
  it('an answer that says the same is the one of before, with a time of its own', async () => {
    let time = 1_767_268_800_000;
    const { info, seen } = await open(() => ({ json: bodyOf((time += 1_000), ['BTCUSDT']) }));
    const [first, second] = [await info(), await info()];
    expect([first.serverTime, second.serverTime]).toEqual([1_767_268_801_000, 1_767_268_802_000]);
    expect(second.symbols).toBe(first.symbols);
    expect(second.rateLimits).toBe(first.rateLimits);
    expect(seen.every(({ headers }) => headers['if-none-match'] === undefined)).toBe(true);
  });

  it('one that says something else is another', async () => {
    const listed = ['BTCUSDT'];
    const { info } = await open(() => ({ json: bodyOf(1_767_268_800_000, listed) }));
    const first = await info();
    listed.push('ETHUSDT');
    const second = await info();
    expect(second.symbols).not.toBe(first.symbols);
    expect(second.symbols.map(({ symbol }) => symbol)).toEqual(['BTCUSDT', 'ETHUSDT']);
    expect((await info()).symbols).toBe(second.symbols);
  });
});

describe('of an exchange that does', () => {
  it.each([
    ['ETag', '"v1"', 'if-none-match'],
    ['ETag', 'W/"v1"', 'if-none-match'],
    ['Last-Modified', 'Thu, 01 Jan 2026 12:00:00 GMT', 'if-modified-since'],
  ])(
    '%s %s goes back, and a 304 is the answer of before at the time of the exchange',
    async (name, tag, header) => {
      const { info, seen } = await open(({ headers }) =>
        headers[header] === tag
          ? { status: 304, text: '' }
          : { json: bodyOf(1_767_268_800_000, ['BTCUSDT']), headers: { [name]: tag } },
      );
      const [first, second, third] = [await info(), await info(), await info()];
      expect(seen.map(({ headers }) => headers[header])).toEqual([undefined, tag, tag]);
      expect([second.symbols, third.symbols]).toEqual([first.symbols, first.symbols]);
      expect(third.symbols).toBe(first.symbols);
      expect([first.serverTime, third.serverTime]).toEqual([1_767_268_800_000, NOW]);
    },
  );

  it('a new tag comes with a new answer; the same answer under a new tag is still the same', async () => {
    let version = 1;
    const listed = ['BTCUSDT'];
    const { info, seen } = await open(() => ({
      json: bodyOf(1_767_268_800_000, listed),
      headers: { ETag: `"v${version++}"` },
    }));
    const first = await info();
    expect((await info()).symbols).toBe(first.symbols);
    listed.push('ETHUSDT');
    expect((await info()).symbols).toHaveLength(2);
    expect(seen.map(({ headers }) => headers['if-none-match'])).toEqual([undefined, '"v1"', '"v2"']);
  });

  it('each question has an answer of its own, and only so many are remembered', async () => {
    const { info, seen } = await open(({ query }) => ({
      json: bodyOf(1_767_268_800_000, [query]),
      headers: { ETag: `"${query}"` },
    }));
    for (let i = 0; i < 17; i++) await info(`symbol=S${i}`);
    await info('symbol=S16');
    await info('symbol=S0');
    expect(seen.slice(-2).map(({ headers }) => headers['if-none-match'])).toEqual([
      '"symbol=S16"',
      undefined,
    ]);
  });
});

it('what is no answer is not remembered', async () => {
  const answers = [
    { text: '<html>firewall</html>', headers: { ETag: '"page"' } },
    { text: '[]', headers: { ETag: '"list"' } },
    { status: 503, text: 'down', headers: { ETag: '"down"' } },
    { json: bodyOf(1_767_268_800_000, ['BTCUSDT']) },
  ] as const;
  const { dispatch, info, seen } = await open((_, index) => answers[index] ?? { status: 500, text: '' });
  for (const text of ['<html>firewall</html>', '[]'])
    expect(await dispatch(INFO)).toMatchObject({ status: 200, body: text });
  expect(await errorOf(dispatch({ ...INFO, idempotent: false }))).toMatchObject({
    code: 'UPSTREAM_UNAVAILABLE',
  });
  expect((await info()).symbols).toHaveLength(1);
  expect(seen.map(({ headers }) => headers['if-none-match'])).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

it('other questions pass as they are, and a 304 nobody asked for is an error', async () => {
  const { dispatch, seen } = await open((_, index) =>
    index < 2 ? { json: { price: '1' }, headers: { ETag: '"v1"' } } : { status: 304, text: '' },
  );
  for (let i = 0; i < 2; i++) expect((await dispatch(read())).value).toBeUndefined();
  expect(await errorOf(dispatch(read()))).toMatchObject({ code: 'REJECTED_BY_EXCHANGE' });
  expect(seen.every(({ headers }) => headers['if-none-match'] === undefined)).toBe(true);
});
