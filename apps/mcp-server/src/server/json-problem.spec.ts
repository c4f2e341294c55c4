import * as fc from 'fast-check';
import { jsonProblem } from './json-problem.js';

describe('what readers of JSON could disagree about', () => {
  it.each([
    ['{"a":1,"a":2}', 'the member "a" is given twice'],
    ['{"a":{"b":[{"c":1,"d":{},"c":2}]}}', 'the member "c" is given twice'],
    ['{"\\u0061":1,"a":2}', 'the member "a" is given twice'],
    ['{"":1,"":2}', 'the member "" is given twice'],
    ['{"__proto__":{}}', 'there is no member "__proto__"'],
    ['{"\\u005f_proto__":{}}', 'there is no member "__proto__"'],
    [`${'['.repeat(65)}${']'.repeat(65)}`, 'a message may be nested 64 deep'],
  ])('%s', (json, problem) => {
    expect(jsonProblem(json)).toBe(problem);
  });

  it.each([
    '{"a":{"b":1},"b":{"a":1}}',
    '[{"a":1},{"a":2}]',
    '{"a":"a","b":"\\"a\\":1,\\"a\\":2"}',
    '{"a":":","b":"{\\"a\\":"}',
    `${'['.repeat(64)}${']'.repeat(64)}`,
    '"a"',
    '0',
  ])('not %s', (json) => {
    expect(jsonProblem(json)).toBeUndefined();
  });

  it('finds nothing in what was written by a program', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 8 }), (json) => json.includes('__proto__') || !jsonProblem(json)),
    );
  });

  it('takes time by length alone', () => {
    // unescaped and unended: what makes a careless pattern begin again at each quote
    expect(() => JSON.parse(`"${'\\"'.repeat(200_000)}`)).toThrow();
    expect(jsonProblem(`{"a":"${'\\"'.repeat(200_000)}"}`)).toBeUndefined();
  });
});
