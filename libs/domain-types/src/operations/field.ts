import 'reflect-metadata';
import { IsOptional, ValidateBy } from './class-validator.js';
import { AMOUNT_PATTERN, Decimal } from '../decimal.js';
import { quoteValue } from '../quote-value.js';
import { SYMBOL_PATTERN, isSymbolName } from '../stream-name.js';

/** A JSON Schema 2020-12 node. */
export type JsonSchema = { [keyword: string]: unknown };
export type Class<T extends object = object> = abstract new () => T;

/** How a field arrives in a query string, where everything is text. */
export type FieldKind = 'text' | 'integer' | 'boolean' | 'list' | 'object';

export interface FieldSpec {
  readonly name: string;
  readonly kind: FieldKind;
  readonly required: boolean;
  /** Built late: nested classes may not be defined yet when the decorator runs. */
  readonly schema: (refs: (dto: Class) => JsonSchema) => JsonSchema;
}

export interface FieldOptions {
  readonly description: string;
  readonly optional?: boolean;
  readonly example?: unknown;
  readonly default?: unknown;
}

const FIELDS = new WeakMap<object, FieldSpec[]>();

/** Fields of a class and its parents, parents first, in the order of their declaration. */
export function fieldsOf(dto: Class): FieldSpec[] {
  const fields: FieldSpec[] = [];
  for (
    let proto = dto.prototype as object | null;
    proto && proto !== Object.prototype;
    proto = Object.getPrototypeOf(proto) as object
  ) {
    fields.unshift(...(FIELDS.get(proto) ?? []));
  }
  return fields;
}

interface FieldRule extends FieldOptions {
  readonly kind: FieldKind;
  readonly schema: FieldSpec['schema'];
  /** Undefined when the value is right, else what would be right; the field's name is put before it. */
  readonly problem: (value: unknown) => string | undefined;
}

function field(rule: FieldRule): PropertyDecorator {
  return (target, key) => {
    const name = String(key);
    const own = FIELDS.get(target) ?? [];
    FIELDS.set(target, own);
    own.push({
      name,
      kind: rule.kind,
      required: rule.optional !== true,
      schema: (refs) => ({
        ...rule.schema(refs),
        description: rule.description,
        ...(rule.default === undefined ? {} : { default: rule.default }),
        ...(rule.example === undefined ? {} : { examples: [rule.example] }),
      }),
    });
    if (rule.optional) IsOptional()(target, key);
    ValidateBy({
      name: `${rule.kind}Field`,
      validator: {
        validate: (value) => rule.problem(value) === undefined,
        defaultMessage: (args) =>
          args?.value === undefined
            ? `${name} is required: ${rule.description}`
            : `${name} ${rule.problem(args.value)}, got ${quoteValue(args.value)}`,
      },
    })(target, key);
  };
}

export function SymbolField(options: Partial<FieldOptions> = {}): PropertyDecorator {
  return field({
    description: 'Symbol, upper case',
    example: 'BTCUSDT',
    ...options,
    kind: 'text',
    schema: () => ({ type: 'string', pattern: SYMBOL_PATTERN.source, maxLength: 40 }),
    problem: (value) =>
      isSymbolName(value) ? undefined : 'must be a symbol in upper case such as "BTCUSDT"',
  });
}

export function SymbolsField(options: Partial<FieldOptions> & { max?: number } = {}): PropertyDecorator {
  const { max = 100, ...rest } = options;
  return field({
    description: 'Several symbols: in a query comma-separated or as a JSON array',
    example: ['BTCUSDT', 'ETHUSDT'],
    ...rest,
    kind: 'list',
    schema: () => ({
      type: 'array',
      minItems: 1,
      maxItems: max,
      uniqueItems: true,
      items: { type: 'string', pattern: SYMBOL_PATTERN.source, maxLength: 40 },
    }),
    problem: (value) => {
      if (!Array.isArray(value) || value.length === 0)
        return 'must be a list of symbols such as ["BTCUSDT","ETHUSDT"]';
      if (value.length > max) return `must name at most ${max} symbols`;
      if (!value.every(isSymbolName)) return 'must hold symbols in upper case such as "BTCUSDT"';
      return new Set(value).size === value.length ? undefined : 'must not name a symbol twice';
    },
  });
}

export function EnumField(values: readonly string[], options: FieldOptions): PropertyDecorator {
  return field({
    example: values[0],
    ...options,
    kind: 'text',
    schema: () => ({ type: 'string', enum: [...values] }),
    problem: (value) =>
      values.includes(value as string) ? undefined : `must be one of ${values.join(', ')}`,
  });
}

/**
 * An amount of money or of an asset. JSON numbers are refused: they have lost digits before anyone could look.
 */
export function DecimalField(
  options: FieldOptions & { allowZero?: boolean; signed?: boolean },
): PropertyDecorator {
  const { allowZero = false, signed = false, ...rest } = options;
  const pattern = signed ? '^-?[0-9]{1,20}(\\.[0-9]{1,20})?$' : AMOUNT_PATTERN.source;
  const regex = new RegExp(pattern);
  return field({
    example: '0.001',
    ...rest,
    kind: 'text',
    schema: () => ({ type: 'string', pattern, format: 'decimal' }),
    problem: (value) => {
      if (typeof value === 'number') return 'must be a decimal string such as "0.001", not a JSON number';
      if (typeof value !== 'string' || !regex.test(value)) {
        return 'must be a decimal string such as "0.001": digits and a point, no sign, no exponent';
      }
      return !allowZero && !signed && Decimal.of(value).isZero() ? 'must be greater than zero' : undefined;
    },
  });
}

/** Output only: an amount, or null while there is none. */
export function NullableDecimalField(options: FieldOptions): PropertyDecorator {
  const regex = new RegExp(AMOUNT_PATTERN.source);
  return field({
    example: '0.001',
    ...options,
    kind: 'text',
    schema: () => ({ type: ['string', 'null'], pattern: AMOUNT_PATTERN.source, format: 'decimal' }),
    problem: (value) =>
      value === null || (typeof value === 'string' && regex.test(value))
        ? undefined
        : 'must be a decimal string or null',
  });
}

/** @param options `values`: nothing else is accepted */
export function IntegerField(
  options: FieldOptions & { min?: number; max?: number; values?: readonly number[] },
): PropertyDecorator {
  const { min = 0, max = Number.MAX_SAFE_INTEGER, values, ...rest } = options;
  if (values) return oneOfIntegers(values, rest);
  const range = max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `from ${min} to ${max}`;
  return field({
    example: min,
    ...rest,
    kind: 'integer',
    schema: () => ({ type: 'integer', minimum: min, maximum: max }),
    problem: (value) =>
      Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max
        ? undefined
        : `must be an integer ${range}`,
  });
}

function oneOfIntegers(values: readonly number[], options: FieldOptions): PropertyDecorator {
  return field({
    example: values[0],
    ...options,
    kind: 'integer',
    schema: () => ({ type: 'integer', enum: [...values] }),
    problem: (value) => (values.includes(value as number) ? undefined : `must be ${values.join(' or ')}`),
  });
}

const YEAR_2017_MS = 1_483_228_800_000;
const YEAR_2100_MS = 4_102_444_800_000;

/** A moment, milliseconds since the epoch. */
export function TimestampField(options: FieldOptions): PropertyDecorator {
  return IntegerField({ example: 1_767_225_600_000, ...options, min: 0, max: YEAR_2100_MS });
}

/** A moment given by a caller; Binance refuses anything before 2017. */
export function TimestampInputField(options: FieldOptions): PropertyDecorator {
  return IntegerField({ example: 1_767_225_600_000, ...options, min: YEAR_2017_MS, max: YEAR_2100_MS });
}

export function BooleanField(options: FieldOptions): PropertyDecorator {
  return field({
    example: true,
    ...options,
    kind: 'boolean',
    schema: () => ({ type: 'boolean' }),
    problem: (value) => (typeof value === 'boolean' ? undefined : 'must be true or false'),
  });
}

export function TextField(
  options: FieldOptions & { pattern?: RegExp; hint?: string; maxLength?: number },
): PropertyDecorator {
  const { pattern, hint = 'must be text', maxLength = 200, ...rest } = options;
  return field({
    ...rest,
    kind: 'text',
    schema: () => ({ type: 'string', maxLength, ...(pattern ? { pattern: pattern.source } : {}) }),
    problem: (value) => {
      if (typeof value !== 'string') return hint;
      if (value.length > maxLength) return `must have at most ${maxLength} characters`;
      return pattern && !pattern.test(value) ? hint : undefined;
    },
  });
}

/** Legal range as the exchange states it in its -1100 message. */
export const CLIENT_ORDER_ID_PATTERN = /^[a-zA-Z0-9_-]{1,36}$/;

export function ClientOrderIdField(options: FieldOptions): PropertyDecorator {
  return TextField({
    example: 'my-order-1',
    ...options,
    pattern: CLIENT_ORDER_ID_PATTERN,
    maxLength: 36,
    hint: 'must be 1 to 36 letters, digits, "-" or "_"',
  });
}

/** Client order id of an order or list that exists; other clients than ours use a wider range. */
export function ExistingIdField(options: FieldOptions): PropertyDecorator {
  return TextField({
    example: 'my-order-1',
    ...options,
    pattern: /^[a-zA-Z0-9_:./-]{1,64}$/,
    hint: 'must be the client order id of an order',
    maxLength: 64,
  });
}

/** A list of objects (outputs) or of texts (`items` is a schema; its `pattern` is checked). */
export function ListField(
  items: (() => Class) | JsonSchema,
  { hint: wanted, ...options }: FieldOptions & { hint?: string },
): PropertyDecorator {
  const pattern = typeof items === 'function' ? undefined : (items['pattern'] as string | undefined);
  const isRight = (item: unknown): boolean => {
    if (typeof items === 'function' || items['type'] !== 'string') return true;
    return typeof item === 'string' && (pattern === undefined || new RegExp(pattern).test(item));
  };
  const example = options.example === undefined ? '' : ` such as ${JSON.stringify(options.example)}`;
  const hint = wanted ?? `must be a list${example}`;
  return field({
    ...options,
    kind: 'list',
    schema: (refs) => ({ type: 'array', items: typeof items === 'function' ? refs(items()) : items }),
    problem: (value) => (Array.isArray(value) && value.every(isRight) ? undefined : hint),
  });
}

/** Output only: one nested object. */
export function ObjectField(type: () => Class, options: FieldOptions): PropertyDecorator {
  return field({
    ...options,
    kind: 'object',
    schema: (refs) => refs(type()),
    problem: (value) => (typeof value === 'object' && value !== null ? undefined : 'must be an object'),
  });
}

/** Stands where a figure would, when too little was seen to give one. */
export const INSUFFICIENT_DATA = 'insufficient data';

/** A figure, or the statement that there is too little for one. Never a zero that means "unknown". */
export type Measured<T> = T | typeof INSUFFICIENT_DATA;

/** Output only: what the schema says, or "insufficient data". */
export function MeasuredField(
  schema: JsonSchema | ((refs: (dto: Class) => JsonSchema) => JsonSchema),
  options: FieldOptions,
): PropertyDecorator {
  return field({
    ...options,
    kind: 'object',
    schema: (refs) => ({
      anyOf: [
        typeof schema === 'function' ? schema(refs) : schema,
        { type: 'string', const: INSUFFICIENT_DATA },
      ],
    }),
    problem: (value) => (value === undefined ? 'is missing' : undefined),
  });
}
