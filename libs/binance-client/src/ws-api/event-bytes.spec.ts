import fc from 'fast-check';
import { eventBytesOf, memberBytes } from './event-bytes.js';

const event =
  '{"e":"executionReport","c":"a}\\"]{,","n":"0.00000001","i":12345678901234567890,"s":"这是测试币456"}';

describe('eventBytesOf', () => {
  it.each([
    ['WS API since 2025-08', `{"subscriptionId":0,"event":${event}}`],
    ['event first', `{"event":${event},"subscriptionId":0}`],
    ['WS API before', `{"event":${event}}`],
    ['listen key on a combined stream', `{"stream":"a\\"b,{","data":${event}}`],
    ['bare', event],
    ['with white space', `\n{ "subscriptionId" : 0 ,\r\n\t"event" : ${event} }\n`],
    [
      'with members before that look alike',
      `{"x":{"event":{"e":"no"}},"y":["event",{"event":1}],"event":${event}}`,
    ],
  ])('finds the event: %s', (_form, text) => {
    const frame = Buffer.from(text);
    const bytes = eventBytesOf(frame);
    expect(bytes.toString()).toBe(event);
    expect(bytes.buffer).toBe(frame.buffer);
  });

  it('finds any member of any JSON object, byte for byte', () => {
    const json = fc.jsonValue().filter((value) => value !== undefined);
    const space = fc.constantFrom('', ' ', '\n\t');
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.string(), json), { maxLength: 5 }),
        json,
        json,
        space,
        (others, wanted, last, gap) => {
          const members = others
            .filter(([name]) => name !== 'event')
            .map(([name, value]) => [name, value] as const);
          const text = (value: unknown): string => JSON.stringify(value, null, gap);
          const all = [...members, ['event', wanted] as const, ['last', last] as const]
            .map(([name, value]) => `${gap}${JSON.stringify(name)}${gap}:${gap}${text(value)}${gap}`)
            .join(',');
          expect(memberBytes(Buffer.from(`{${all}}`), 'event')?.toString()).toBe(text(wanted));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('ends on anything, however broken', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...'{}[]",:\\ e'), { maxLength: 40 }), (characters) => {
        const frame = Buffer.from(characters.join(''));
        expect(memberBytes(frame, 'event')?.length ?? 0).toBeLessThanOrEqual(frame.length);
      }),
      { numRuns: 2_000 },
    );
  });
});
