import { repeatedMember } from './json-body.js';

describe('a member given twice', () => {
  it.each([
    ['{"a":1,"b":2}', undefined],
    ['{"a":1,"a":2}', 'a'],
    ['{"a":{"a":1},"b":[{"a":1},{"a":2}]}', undefined],
    ['{"a":"\\"a\\":1","b":"{\\"a\\":"}', undefined],
    ['{"\\u0061":1,"a":2}', 'a'],
    ['{"a\\\\":1,"a":2,"a\\\\":3}', 'a\\'],
    ['[{"a":1},{"a":1}]', undefined],
    ['"a:a:"', undefined],
    ['7', undefined],
    ['{}', undefined],
  ])('%s: %j', (text, found) => expect(repeatedMember(text)).toBe(found));

  it('is looked for in texts of any length', () => {
    const long = JSON.stringify({ a: '\\"'.repeat(2_000_000), b: 'x'.repeat(4_000_000) });
    expect(repeatedMember(long)).toBeUndefined();
    expect(repeatedMember(`${long.slice(0, -1)},"a":1}`)).toBe('a');
  });
});
