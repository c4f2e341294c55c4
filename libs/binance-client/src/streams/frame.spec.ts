import { describeWithFixtures, fixture, readLines } from '@binance-gateway/testing';
import { isServerShutdown, payloadOf, streamNameOf } from './frame.js';

const combined = (name: string, payload: string): Buffer =>
  Buffer.from(`{"stream":"${name}","data":${payload}}`);

describe('stream frames', () => {
  it('reads name and payload of a combined frame without copying', () => {
    const frame = combined('btcusdt@aggTrade', '{"e":"aggTrade","p":"1"}');
    expect(streamNameOf(frame)).toBe('btcusdt@aggTrade');
    const payload = payloadOf(frame, 'btcusdt@aggTrade');
    expect(payload?.toString()).toBe('{"e":"aggTrade","p":"1"}');
    expect(payload?.buffer).toBe(frame.buffer);
    expect(payloadOf(frame)?.equals(payload as Buffer)).toBe(true);
  });

  it('reads arrays and payloads that are no object', () => {
    expect(payloadOf(combined('!miniTicker@arr', '[{"s":"A"},{"s":"B"}]'))?.toString()).toBe(
      '[{"s":"A"},{"s":"B"}]',
    );
    expect(payloadOf(combined('a@b', 'null'))?.toString()).toBe('null');
  });

  it('reads symbols of any script', () => {
    const frame = combined('这是测试币456usdt@trade', '{"s":"这是测试币456USDT"}');
    const name = streamNameOf(frame) as string;
    expect(name).toBe('这是测试币456usdt@trade');
    expect(payloadOf(frame, name)?.toString()).toBe('{"s":"这是测试币456USDT"}');
    expect(payloadOf(frame)?.toString()).toBe('{"s":"这是测试币456USDT"}');
  });

  it('understands escapes in a name', () => {
    const frame = combined('\\u8fd9\\u0022x@trade', '{"a":1}');
    expect(streamNameOf(frame)).toBe('这"x@trade');
    expect(payloadOf(frame, '这"x@trade')?.toString()).toBe('{"a":1}');
  });

  it('gives the same string for the same name, also after another took its place', () => {
    const names = Array.from({ length: 6_000 }, (_, i) => `s${i}@trade`);
    for (const name of [...names, ...names]) expect(streamNameOf(combined(name, '1'))).toBe(name);
  });

  it.each([
    '{"result":null,"id":1}',
    '{"code":2,"msg":"Invalid request","id":3}',
    '{"e":"serverShutdown","E":1}',
    '{"e":"aggTrade","s":"BTCUSDT"}',
    '{"streams":["a"],"data":1}',
    '{"stream":"never closed',
    '{"stream":',
    `{"stream":"${'x'.repeat(300)}","data":1}`,
    'pong',
    '[]',
    '{}',
    '',
  ])('takes %s for what it is: no stream frame', (text) => {
    expect(streamNameOf(Buffer.from(text))).toBeUndefined();
    expect(payloadOf(Buffer.from(text))).toBeUndefined();
  });

  it('gives no payload where the envelope is cut or has other members', () => {
    expect(payloadOf(Buffer.from('{"stream":"a@trade"}'), 'a@trade')).toBeUndefined();
    expect(
      payloadOf(Buffer.from('{"stream":"a@trade","data":{"e":1}'.slice(0, -1)), 'a@trade'),
    ).toBeUndefined();
    expect(payloadOf(Buffer.from('{"stream":"a@trade","time":1}'), 'a@trade')).toBeUndefined();
  });

  it('knows the shutdown notice', () => {
    const frame = combined('!serverShutdown', '{"e":"serverShutdown","E":1}');
    expect(isServerShutdown(frame, streamNameOf(frame) as string)).toBe(true);
    const tickers = combined('!miniTicker@arr', '[]');
    expect(isServerShutdown(tickers, streamNameOf(tickers) as string)).toBe(false);
  });
});

describeWithFixtures('stream frames on recorded data', () => {
  it('agrees with a JSON parser on every recorded event', () => {
    let seen = 0;
    for (const line of readLines(fixture('ws/btcusdt_20240808_first20s.jsonl'))) {
      const { raw } = JSON.parse(line) as { raw: { stream?: string; data?: unknown } };
      if (raw.stream === undefined) continue;
      const frame = Buffer.from(JSON.stringify(raw));
      expect(streamNameOf(frame)).toBe(raw.stream);
      expect(payloadOf(frame, raw.stream)?.toString()).toBe(JSON.stringify(raw.data));
      seen++;
    }
    expect(seen).toBeGreaterThan(100);
  });
});
