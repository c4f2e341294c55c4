import { describeWithFixtures, fixture, readLines } from '@binance-gateway/testing';
import { parseRecording, readRecording, snapshotOf } from './recording.js';

const TRADE = '{"stream":"btcusdt@trade","data":{"e":"trade", "s":"BTCUSDT","note":"a \\"}{ b"}}';
const BOOK = '{"lastUpdateId":7,"bids":[["2.0","1"],["1.0","1"]],"asks":[]}';

function parse(...lines: string[]): ReturnType<typeof parseRecording> {
  return parseRecording(Buffer.from(lines.join('\n')));
}

describe('parseRecording', () => {
  it('keeps the bytes of embedded messages, blanks and all', () => {
    const [frame] = parse(`{"recvNs": "1723161253937085768", "raw": ${TRADE}}`).get('BTCUSDT')?.frames ?? [];
    expect(frame?.name).toBe('btcusdt@trade');
    expect(frame?.combined.toString()).toBe(TRADE);
    expect(frame?.payload.toString()).toBe('{"e":"trade", "s":"BTCUSDT","note":"a \\"}{ b"}');
  });

  it('unpacks messages that were recorded as text, and does not care where raw stands', () => {
    const line = JSON.stringify({ raw: TRADE, recv: 1 }).replace(/,"recv":1}$/, '}');
    const [frame] =
      parse(`{"recv":12.5,${line.slice(1)}`, `{"recv":12.75,"raw":${TRADE},"kind":"ws"}`).get('BTCUSDT')
        ?.frames ?? [];
    expect(frame?.combined.toString()).toBe(TRADE);
    expect(frame?.payload.toString().endsWith('b"}')).toBe(true);
  });

  it('tells the times of both formats from their first line', () => {
    const inSeconds = parse(`{"recv":100.25,"raw":${TRADE}}`, `{"recv":100.5,"raw":${TRADE}}`);
    const inNanoseconds = parse(
      `{"recvNs":"1723161253937085768","raw":${TRADE}}`,
      `{"recvNs":"1723161254187085768","raw":${TRADE}}`,
    );
    for (const recording of [inSeconds, inNanoseconds]) {
      expect(recording.get('BTCUSDT')?.frames.map(({ atMs }) => atMs)).toEqual([0, 250]);
    }
  });

  it('finds the symbol of a snapshot in its URL, or takes the only one there is', () => {
    const eth = TRADE.replace('btcusdt', 'ethusdt');
    const url = 'https://api.binance.com/api/v3/depth?symbol=ETHUSDT&limit=1000';
    const recording = parse(
      `{"recv":1,"raw":${TRADE}}`,
      `{"recv":1,"raw":${eth}}`,
      `{"recv":2,"kind":"http","url":"${url}","raw":${BOOK}}`,
    );
    expect(recording.get('BTCUSDT')?.snapshot).toBeUndefined();
    expect(recording.get('ETHUSDT')?.snapshot?.body.toString()).toBe(BOOK);
    const alone = parse(`{"recvNs":"1000","raw":${BOOK}}`, `{"recvNs":"1000","raw":${TRADE}}`).get('BTCUSDT');
    expect(alone && snapshotOf(alone, 1)).toEqual({ lastUpdateId: 7, bids: [['2.0', '1']], asks: [] });
  });

  it.each([
    ['{"recv":1}', 'line 1 has no raw message'],
    ['{"raw":{"lastUpdateId":1}}', 'line 1 has no time of receipt'],
    ['{"recv":1,"raw":{"e":"trade"}}', 'line 1 is neither a combined-stream message nor a snapshot'],
  ])('names the line it cannot read: %s', (line, message) => expect(() => parse(line)).toThrow(message));
});

describeWithFixtures('readRecording', () => {
  it('reads the BTCUSDT session: every message and the snapshot, byte for byte', () => {
    const path = fixture('ws/btcusdt_20240808_first20s.jsonl');
    const recorded = readRecording(path).get('BTCUSDT');
    const raws = readLines(path).map((line) => line.slice(line.indexOf('"raw":') + 6, -1));
    expect(recorded?.frames.map(({ combined }) => combined.toString())).toEqual(
      raws.filter((raw) => !raw.startsWith('{"lastUpdateId"')),
    );
    expect(recorded?.snapshot?.body.toString()).toBe(raws.find((raw) => raw.startsWith('{"lastUpdateId"')));
    expect(recorded?.snapshot?.position).toBe(7);
  });

  it('reads the session of four symbols', () => {
    const recording = readRecording(fixture('ws/cryptofeed_BINANCE.jsonl'));
    expect([...recording.keys()].sort()).toEqual(['BLZETH', 'LRCBTC', 'NKNUSDT', 'RUNEEUR']);
    for (const { snapshot } of recording.values()) expect(snapshot).toBeDefined();
    expect([...recording.values()].reduce((sum, { frames }) => sum + frames.length, 0)).toBe(265);
  });
});
