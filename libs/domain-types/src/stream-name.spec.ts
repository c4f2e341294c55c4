import fc from 'fast-check';
import { KLINE_INTERVALS } from './enums.js';
import {
  type MarketStream,
  formatStreamName,
  isSymbolName,
  parseStreamName,
  streamTraits,
} from './stream-name.js';

const symbol = fc.constantFrom('BTCUSDT', 'ETHBTC', '1000SATSUSDT', '这是测试币456', 'A-B_C.D');
const stream: fc.Arbitrary<MarketStream> = fc.oneof(
  fc.record({ kind: fc.constantFrom('aggTrade', 'trade', 'blockTrade'), symbol }),
  fc.record({
    kind: fc.constantFrom('miniTicker', 'ticker', 'bookTicker', 'avgPrice', 'referencePrice'),
    symbol,
  }),
  fc.record({ kind: fc.constant('kline'), symbol, interval: fc.constantFrom(...KLINE_INTERVALS) }),
  fc.record({
    kind: fc.constant('kline'),
    symbol,
    interval: fc.constantFrom(...KLINE_INTERVALS),
    utcOffset: fc.constant('+08:00'),
  }),
  fc.record({ kind: fc.constant('rollingTicker'), symbol, window: fc.constantFrom('1h', '4h', '1d') }),
  fc.record({
    kind: fc.constant('partialDepth'),
    symbol,
    levels: fc.constantFrom(5, 10, 20),
    speed: fc.constantFrom('100ms', '1000ms'),
  }),
  fc.record({ kind: fc.constant('diffDepth'), symbol, speed: fc.constantFrom('100ms', '1000ms') }),
  fc.constant({ kind: 'allMiniTickers' }),
  fc.record({ kind: fc.constant('allRollingTickers'), window: fc.constantFrom('1h', '4h', '1d') }),
) as fc.Arbitrary<MarketStream>;

describe('stream names', () => {
  it('come back from their own spelling', () => {
    fc.assert(fc.property(stream, (s) => expect(parseStreamName(formatStreamName(s))).toEqual(s)));
  });

  it.each([
    ['BTCUSDT@trade', 'btcusdt@trade'],
    ['btcusdt@depth@1000ms', 'btcusdt@depth'],
    ['btcusdt@depth20@1000ms', 'btcusdt@depth20'],
    ['btcusdt@depth@100ms', 'btcusdt@depth@100ms'],
  ])('%s has the one spelling %s', (name, canonical) => {
    expect(formatStreamName(parseStreamName(name) as MarketStream)).toBe(canonical);
  });

  it.each([
    '',
    '@',
    'btcusdt',
    'btcusdt@',
    '@trade',
    'btcusdt@trades',
    'btcusdt@depth7',
    'btcusdt@depth@250ms',
    'btcusdt@kline_2m',
    'btcusdt@kline_1m@+09:00',
    'btcusdt@ticker_2h',
    '!ticker@arr',
    '!bookTicker',
    'btc usdt@trade',
    'btcusdt@trade@trade',
    `${'x'.repeat(100)}@trade`,
    'btc/usdt@trade',
  ])('%j is no stream', (name) => {
    expect(parseStreamName(name)).toBeUndefined();
  });

  it('says which streams may be conflated and which are sequenced, never both', () => {
    fc.assert(
      fc.property(stream, ({ kind }) => {
        const traits = streamTraits(kind);
        expect(traits.conflatable && traits.sequenced).toBe(false);
      }),
    );
    expect(streamTraits('trade')).toEqual({ conflatable: false, sequenced: true });
    expect(streamTraits('bookTicker')).toEqual({ conflatable: true, sequenced: false });
  });

  it.each([
    ['BTCUSDT', true],
    ['这是测试币456', true],
    ['btcusdt', false],
    ['BTC USDT', false],
    ['', false],
    ['X'.repeat(41), false],
    [null, false],
    ["';DROP", false],
  ])('%j as a symbol: %s', (text, valid) => {
    expect(isSymbolName(text)).toBe(valid);
  });
});
