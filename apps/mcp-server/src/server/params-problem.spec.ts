import { paramsProblem } from './params-problem.js';

const issue = (path: (string | number)[], message: string, more: object = {}): object => ({
  code: 'invalid_type',
  path,
  message,
  ...more,
});

it('says in one line what a schema lists', () => {
  const one = [issue(['params', 'name'], 'Invalid input: expected string, received undefined')];
  expect(paramsProblem(JSON.stringify(one, null, 2))).toBe(
    'params.name: expected string, received undefined',
  );
  expect(paramsProblem(`Invalid tools/call request: ${JSON.stringify(one)}`)).toBe(
    'params.name: expected string, received undefined',
  );
  const many = Array.from({ length: 20 }, (_, i) => issue(['params', i], 'no'));
  expect(paramsProblem(JSON.stringify(many))).toBe(
    'params.0: no; params.1: no; params.2: no; params.3: no; params.4: no',
  );
});

it('takes the first of several forms', () => {
  const inner = issue(['type'], 'Invalid input: expected "ref/prompt"');
  const union = [issue(['params', 'ref'], 'Invalid input', { errors: [[inner], []] })];
  expect(paramsProblem(JSON.stringify(union))).toBe('params.ref.type: expected "ref/prompt"');
});

it.each([
  '',
  '[]',
  '[',
  '[{',
  '[{}]',
  '[1]',
  '{"path":[]}',
  'Tool x not found',
  'see [{"path":[],"message":"x"}]',
])('leaves %j alone', (message) => expect(paramsProblem(message)).toBeUndefined());
