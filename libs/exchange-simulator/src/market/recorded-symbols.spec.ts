import { formatAmount } from '../engine/amount.js';
import { DEFAULT_SYMBOLS } from '../engine/default-symbols.js';
import { parseRecording } from './recording.js';
import { recordedSymbols } from './recorded-symbols.js';

const recording = (symbol: string, price: string, quantity: string): ReturnType<typeof parseRecording> => {
  const name = symbol.toLowerCase();
  const event = { e: 'depthUpdate', E: 1, s: symbol, U: 1, u: 2, b: [], a: [] };
  const lines = [
    { recvNs: '1000000', raw: { stream: `${name}@depth@100ms`, data: event } },
    { recvNs: '2000000', raw: { lastUpdateId: 1, bids: [[price, quantity]], asks: [] } },
  ];
  return parseRecording(Buffer.from(lines.map((line) => JSON.stringify(line)).join('\n')));
};

describe('symbols of a recording', () => {
  it.each([
    ['NKNUSDT', '0.35130000', '6195.00000000', 'NKN', 'USDT', '0.00010000', '1.00000000'],
    ['RUNEEUR', '7.61200000', '12.40000000', 'RUNE', 'EUR', '0.00100000', '0.10000000'],
    ['BLZETH', '0.00007150', '100.00000000', 'BLZ', 'ETH', '0.00000010', '1.00000000'],
    ['BTCFDUSD', '61837.00000000', '0.00100000', 'BTC', 'FDUSD', '1.00000000', '0.00100000'],
  ])('%s', (symbol, price, quantity, baseAsset, quoteAsset, tick, step) => {
    const [spec] = recordedSymbols(recording(symbol, price, quantity), DEFAULT_SYMBOLS);
    expect(spec).toMatchObject({ symbol, baseAsset, quoteAsset });
    expect([spec?.tickSize, spec?.stepSize].map((amount) => formatAmount(amount ?? 0n))).toEqual([
      tick,
      step,
    ]);
  });

  it('leaves alone what is listed', () => {
    expect(recordedSymbols(recording('BTCUSDT', '1.00000000', '1.00000000'), DEFAULT_SYMBOLS)).toEqual([]);
  });
});
