import fc from 'fast-check';
import { repeatedMember } from './json-body.js';

describe('repeatedMember', () => {
  it.each([
    ['{"a":1,"a":2}', 'a'],
    ['{"a":1,"b":{"c":1},"a":2}', 'a'],
    ['{"a":1,"\\u0061":2}', 'a'],
    ['{"":1, "" :2}', ''],
    ['{"x":"\\"a\\":1","a":1,"a":2}', 'a'],
  ])('finds the one in %s', (text, name) => {
    expect(repeatedMember(text)).toBe(name);
  });

  it.each([
    '{}',
    '[]',
    '"a"',
    '{"a":{"b":1},"b":2}',
    '{"a":"a","b":"a"}',
    '{"a":"{\\"a\\":1}"}',
    '[{"a":1},{"a":1}]',
  ])('finds none in %s', (text) => {
    expect(repeatedMember(text)).toBeUndefined();
  });

  it('finds none in what JSON.stringify writes, and one when a member is added again', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.string(), (object, name) => {
        const text = JSON.stringify(object);
        expect(repeatedMember(text)).toBeUndefined();
        const member = JSON.stringify(name);
        const again = `{${member}:1,${text === '{}' ? '' : `${text.slice(1, -1)},`}${member}:2}`;
        expect(repeatedMember(again)).toBeDefined();
      }),
    );
  });

  it('reads a text of any length', () => {
    const long = JSON.stringify({ a: '\\"'.repeat(2_000_000), b: 'x'.repeat(4_000_000) });
    expect(repeatedMember(long)).toBeUndefined();
    expect(repeatedMember(`${long.slice(0, -1)},"a":1}`)).toBe('a');
  });
});
