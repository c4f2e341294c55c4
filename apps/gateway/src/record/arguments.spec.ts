import { parseArguments } from './arguments.js';

describe('the arguments of a recording', () => {
  it('name symbols; the rest has defaults', () => {
    expect(parseArguments(['--symbols=btcusdt,ETHUSDT'])).toEqual({
      streams: [
        'btcusdt@depth@100ms',
        'btcusdt@bookTicker',
        'btcusdt@trade',
        'ethusdt@depth@100ms',
        'ethusdt@bookTicker',
        'ethusdt@trade',
      ],
      seconds: 60,
      out: 'recording.jsonl.gz',
    });
    expect(
      parseArguments(['--symbols=BTCUSDT', '--streams=kline_1m', '--seconds=5', '--out=a.jsonl']),
    ).toEqual({
      streams: ['btcusdt@kline_1m'],
      seconds: 5,
      out: 'a.jsonl',
    });
  });

  it.each([
    [[], /--symbols is missing/],
    [['--symbols='], /--symbols is missing/],
    [['--symbols=BTC USDT'], /"BTC USDT" is no symbol/],
    [['--symbols=BTCUSDT', '--seconds=0'], /integer from 1/],
    [['--symbols=BTCUSDT', '--seconds=1e3'], /integer from 1/],
    [['--symbols=BTCUSDT', '--streams=nothing'], /"nothing" is no stream/],
    [['--symbol=BTCUSDT'], /"--symbol=BTCUSDT" is not one of/],
    [['BTCUSDT'], /is not one of/],
  ])('%j is refused with what would be right', (argv, message) => {
    expect(() => parseArguments(argv)).toThrow(message);
  });
});
