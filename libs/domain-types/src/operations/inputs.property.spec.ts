import fc from 'fast-check';
import { AppError } from '../errors.js';
import { type Class, fieldsOf } from './field.js';
import { OPERATIONS } from './index.js';
import { fromQuery, parseInput } from './schema.js';

/** Values that callers get wrong, and some that are right. */
const VALUES: readonly unknown[] = [
  null,
  '',
  ' ',
  '0',
  '-1',
  '1e-7',
  '1.5',
  '0x10',
  'NaN',
  'Infinity',
  '1'.repeat(21),
  'BTCUSDT',
  'btcusdt',
  '这是测试币456',
  'BUY',
  'SELL',
  'LIMIT',
  'MARKET',
  'LIMIT_MAKER',
  'STOP_LOSS',
  'STOP_LOSS_LIMIT',
  'TAKE_PROFIT',
  'TAKE_PROFIT_LIMIT',
  'GTC',
  'IOC',
  'PRIMARY_PEG',
  'MARKET_PEG',
  'PRICE_LEVEL',
  'a'.repeat(37),
  '../../etc/passwd',
  "' OR 1=1",
  '\u0000',
  '\ud800',
  0,
  1,
  -1,
  1.5,
  1_000_000,
  2 ** 53,
  -0,
  NaN,
  Infinity,
  true,
  false,
  [],
  ['BTCUSDT'],
  ['BTCUSDT', 'BTCUSDT'],
  {},
  { toString: null },
  Object.create(null),
];

const value = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...VALUES) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
  { weight: 1, arbitrary: fc.bigInt() },
  { weight: 1, arbitrary: fc.double() },
);

const ODD_NAMES = ['__proto__', 'constructor', 'toString', 'signature', 'timestamp', 'recvWindow', ''];

/** The example with some fields changed, some taken away and perhaps one that nobody knows. */
function inputsOf(dto: Class, example: object): fc.Arbitrary<object> {
  const names = fieldsOf(dto).map(({ name }) => name);
  const known = names.length === 0 ? fc.constant({}) : fc.dictionary(fc.constantFrom(...names), value);
  return fc
    .tuple(
      fc.constantFrom(example, {}),
      known,
      fc.dictionary(fc.constantFrom(...ODD_NAMES), value, { maxKeys: 1 }),
      fc.subarray(names),
    )
    .map(([base, changes, odd, left]) => {
      // own members, `__proto__` included, as JSON.parse makes them
      const input = Object.create(null) as Record<string, unknown>;
      for (const [name, given] of [
        ...Object.entries(base),
        ...Object.entries(changes),
        ...Object.entries(odd),
      ]) {
        input[name] = given;
      }
      for (const name of left.slice(0, 1)) delete input[name];
      return input;
    });
}

const runs = { numRuns: 100, verbose: fc.VerbosityLevel.None } as const;

describe.each(OPERATIONS.map((operation) => [operation.name, operation] as const))(
  'input of %s',
  (_, operation) => {
    const { input: dto, example } = operation;
    const names = fieldsOf(dto).map(({ name }) => name);

    it('is taken, or refused naming each field that is wrong', () => {
      fc.assert(
        fc.property(inputsOf(dto, example), (input) => {
          let parsed: object;
          try {
            parsed = parseInput(dto, input);
          } catch (error) {
            if (!AppError.is(error)) throw error;
            expect(error.code).toBe('INVALID_INPUT');
            expect(error.fields?.length).toBeGreaterThan(0);
            for (const { field, message } of error.fields ?? []) {
              // known, or one of those that were given and that nobody knows
              expect(names.includes(field) || Object.hasOwn(input, field)).toBe(true);
              expect(message.startsWith(field) || names.some((name) => message.includes(name))).toBe(true);
              expect(message.length).toBeLessThan(4_000);
            }
            return;
          }
          expect(Object.keys(parsed).filter((name) => !names.includes(name))).toEqual([]);
          // what was taken is taken again
          expect(parseInput(dto, { ...parsed })).toEqual(parsed);
        }),
        runs,
      );
    });

    it('is read from any query without a crash', () => {
      const text = fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.constantFrom(...VALUES.filter((v) => typeof v === 'string')),
      );
      const query = fc.dictionary(
        fc.constantFrom(...names, ...ODD_NAMES),
        fc.oneof(text, fc.array(text, { maxLength: 3 })),
      );
      fc.assert(
        fc.property(query, (given) => {
          try {
            parseInput(dto, fromQuery(dto, given));
          } catch (error) {
            if (!AppError.is(error) || error.code !== 'INVALID_INPUT') throw error;
          }
        }),
        runs,
      );
    });
  },
);
