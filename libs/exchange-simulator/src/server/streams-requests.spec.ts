import fc from 'fast-check';
import { type RequestTarget, answerRequest } from './streams-requests.js';

function target(): RequestTarget & { names: string[] } {
  return {
    names: [],
    combined: false,
    subscribe(names) {
      this.names.push(...names);
      return true;
    },
    unsubscribe(names) {
      this.names = this.names.filter((name) => !names.includes(name));
    },
    subscriptions() {
      return this.names;
    },
  };
}

const VARIANTS = '`SUBSCRIBE`, `UNSUBSCRIBE`, `LIST_SUBSCRIPTIONS`, `SET_PROPERTY`, `GET_PROPERTY`';

describe('answerRequest', () => {
  it.each([
    ['1', '1'],
    ['-7', '-7'],
    ['0', '0'],
    ['9223372036854775807', '9223372036854775807'],
    ['"1"', '"1"'],
    ['"0f2c9b1e6a5d4c3b2a190817263544ab"', '"0f2c9b1e6a5d4c3b2a190817263544ab"'],
    ['"123e4567-e89b-12d3-a456-426614174000"', '"123e4567-e89b-12d3-a456-426614174000"'],
    ['null', 'null'],
  ])('gives the id %s back as it was written', (id, echoed) => {
    const text = `{"method":"SUBSCRIBE","params":["btcusdt@trade"],"id":${id}}`;
    expect(answerRequest(text, target())).toBe(`{"result":null,"id":${echoed}}`);
  });

  it.each(['1.5', 'true', '{}', '[]', '""', '"with blank"', `"${'a'.repeat(37)}"`, '9223372036854775808'])(
    'refuses the id %s',
    (id) => {
      const text = `{"method":"SUBSCRIBE","params":[],"id":${id}}`;
      const message = 'Invalid request: request ID must be an unsigned integer';
      expect(JSON.parse(answerRequest(text, target()))).toEqual({ error: { code: 2, msg: message } });
    },
  );

  it('refuses a method that is nested by the thousand', () => {
    const text = `{"method":${'['.repeat(20_000)}${']'.repeat(20_000)},"id":1}`;
    const error = { code: 2, msg: 'Invalid request: `method` must be text' };
    expect(JSON.parse(answerRequest(text, target()))).toEqual({ error, id: 1 });
  });

  it('refuses a request without id', () => {
    expect(JSON.parse(answerRequest('{"method":"LIST_SUBSCRIPTIONS"}', target()))).toEqual({
      error: { code: 2, msg: 'Invalid request: request ID must be an unsigned integer' },
    });
  });

  it.each<[string, number, string]>([
    [
      '{"method":"SUBSCRIB","params":[],"id":1}',
      2,
      `Invalid request: unknown variant \`SUBSCRIB\`, expected one of ${VARIANTS} at line 1 column 20`,
    ],
    ['{"params":["btcusdt@trade"],"id":1}', 2, 'Invalid request: missing field `method` at line 1 column 35'],
    ['{"method":"SET_PROPERTY","params":["colour",true],"id":1}', 0, 'Unknown property'],
    ['{"method":"GET_PROPERTY","params":["colour"],"id":1}', 0, 'Unknown property'],
    [
      '{"method":"SET_PROPERTY","params":["combined","yes"],"id":1}',
      1,
      'Invalid value type: expected Boolean',
    ],
    ['{"method":"SET_PROPERTY","params":["combined"],"id":1}', 1, 'Invalid value type: expected Boolean'],
    [
      '{"method":"SET_PROPERTY","params":[7,true],"id":1}',
      2,
      'Invalid request: property name must be a string',
    ],
    ['{"method":"GET_PROPERTY","id":1}', 2, 'Invalid request: property name must be a string'],
    [
      '{"method":"SET_PROPERTY","params":["combined",true,1],"id":1}',
      2,
      'Invalid request: too many parameters',
    ],
    ['{"method":"GET_PROPERTY","params":["combined",1],"id":1}', 2, 'Invalid request: too many parameters'],
    ['{"method":"LIST_SUBSCRIPTIONS","params":["x"],"id":1}', 2, 'Invalid request: too many parameters'],
    ['{"method":"SUBSCRIBE","params":[1],"id":1}', 2, 'Invalid request: stream name must be a string'],
    ['{"method":"SUBSCRIBE","params":"btcusdt@trade","id":1}', 2, 'Invalid request: params must be an array'],
  ])('answers %s with code %i', (text, code, msg) => {
    const subject = target();
    expect(JSON.parse(answerRequest(text, subject))).toEqual({ error: { code, msg }, id: 1 });
    expect([subject.names, subject.combined]).toEqual([[], false]);
  });

  it.each(['', 'hello', '{"method":', '[1,2', '\u0000'])('says what is wrong with %j', (text) => {
    const { error } = JSON.parse(answerRequest(text, target())) as { error: { code: number; msg: string } };
    expect(error.code).toBe(3);
    expect(error.msg).toMatch(/^Invalid JSON: expected value at line \d+ column \d+$/);
  });

  it.each(['null', '7', '"text"', '[]'])('takes %s for a request without a method', (text) => {
    expect(JSON.parse(answerRequest(text, target()))).toMatchObject({ error: { code: 2 } });
  });

  it('answers any text and any JSON with one JSON object, and never throws', () => {
    const member = fc.constantFrom('method', 'params', 'id', 'x');
    const value = fc.oneof(fc.constantFrom('SUBSCRIBE', 'SET_PROPERTY', 'combined', 1, null), fc.jsonValue());
    const request = fc.dictionary(member, value).map((fields) => JSON.stringify(fields));
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), request), (text) => {
        const answer = JSON.parse(answerRequest(text, target())) as object;
        expect('result' in answer).not.toBe('error' in answer);
      }),
      { numRuns: 500 },
    );
  });
});
