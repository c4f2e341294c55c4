import {
  type JsonSchema,
  type Operation,
  SYMBOL_PATTERN,
  fieldsOf,
  outputSchema,
  toJsonSchema,
} from '@binance-gateway/domain-types';
import { CONFIRM_TOKEN } from './order-confirmation.js';
import type { ToolSpec } from './tool-spec.js';

type Properties = Readonly<Record<string, JsonSchema>>;

/**
 * The operation's input schema as a model needs it. What a model can do without costs tokens in every conversation:
 * examples, the pattern of symbols, bounds that only say "a number". The operation checks all of it all the same.
 */
export function inputSchemaOf({ operation, defaults = {} }: ToolSpec, isConfirmed = false): JsonSchema {
  const { properties, ...rest } = toJsonSchema(operation.input) as JsonSchema & { properties: Properties };
  const short = Object.entries(properties).map(([name, schema]) => {
    const property = shortened(schema);
    return [name, name in defaults ? { ...property, default: defaults[name] } : property];
  });
  const own = isConfirmed ? CONFIRM_FIELD : {};
  return { ...rest, properties: { ...Object.fromEntries(short), ...own } };
}

const CONFIRM_FIELD = {
  [CONFIRM_TOKEN]: {
    type: 'string',
    description: 'From the answer to the same order without it, once the user has agreed to the preview',
  },
};

const YEAR_2017_MS = 1_483_228_800_000;
/** Bounds from here on only say that a number is one, or a moment a moment. */
const LARGE = 4_000_000_000_000;

function shortened(schema: JsonSchema): JsonSchema {
  const { examples, format: _format, maxLength: _maxLength, pattern, minimum, maximum, ...rest } = schema;
  const isMoment = minimum === YEAR_2017_MS;
  const isSymbol = pattern === SYMBOL_PATTERN.source;
  return {
    ...rest,
    ...(pattern === undefined || isSymbol ? {} : { pattern }),
    ...(minimum === undefined || minimum === 0 || isMoment ? {} : { minimum }),
    ...(maximum === undefined || (maximum as number) > LARGE ? {} : { maximum }),
    ...(isSymbol ? { description: `${String(rest['description'])}, e.g. ${String(examples)}` } : {}),
    ...(isMoment ? { description: `${String(rest['description'])}; Unix ms` } : {}),
    ...(typeof rest['items'] === 'object' ? { items: shortened(rest['items'] as JsonSchema) } : {}),
  };
}

const STATE_FIELDS = {
  as_of: { type: 'integer', description: 'When this was so, Unix ms' },
  source: { type: 'string', enum: ['rest', 'stream'] },
} as const;

/**
 * Schema of `structuredContent`: the answer of the REST route; a list stands under `result`, as the protocol wants an
 * object. Open, because the exchange adds fields.
 */
export function outputSchemaOf({ operation, source }: ToolSpec): JsonSchema {
  const { output } = operation;
  const defs: Record<string, JsonSchema> = {};
  const ref = bare(defs);
  const own = source ? STATE_FIELDS : {};
  const required = source ? Object.keys(STATE_FIELDS) : [];
  if (output.shape === 'one') {
    const one = bareObject(output.of, ref);
    const properties = { ...(one['properties'] as object), ...own };
    return withDefs(
      { ...one, properties, required: [...((one['required'] as string[] | undefined) ?? []), ...required] },
      defs,
    );
  }
  const list = outputSchema({ shape: 'many', of: output.of }, ref);
  const one = output.shape === 'one-or-many' ? (bareObject(output.of, ref)['properties'] as Properties) : {};
  const needed = output.shape === 'many' ? ['result', ...required] : required;
  return withDefs({ type: 'object', properties: { ...one, result: list, ...own }, required: needed }, defs);
}

function withDefs(schema: JsonSchema, defs: Record<string, JsonSchema>): JsonSchema {
  return Object.keys(defs).length === 0 ? schema : { ...schema, $defs: defs };
}

/** Types alone: names say what the fields are, and outputs are not typed in by anyone. */
function bareObject(
  dto: Operation['output']['of'],
  ref: (dto: Operation['output']['of']) => JsonSchema,
): JsonSchema {
  const fields = fieldsOf(dto);
  const required = fields.filter((field) => field.required).map((field) => field.name);
  const properties = fields.map((field) => [field.name, bareSchema(field.schema(ref))]);
  return {
    type: 'object',
    properties: Object.fromEntries(properties),
    ...(required.length > 0 ? { required } : {}),
  };
}

function bareSchema(schema: JsonSchema): JsonSchema {
  const { type, enum: values, const: value, $ref, items, anyOf } = schema;
  return {
    ...(type === undefined ? {} : { type }),
    ...(values === undefined ? {} : { enum: values }),
    ...(value === undefined ? {} : { const: value }),
    ...($ref === undefined ? {} : { $ref }),
    ...(items === undefined ? {} : { items: bareSchema(items as JsonSchema) }),
    ...(anyOf === undefined ? {} : { anyOf: (anyOf as JsonSchema[]).map(bareSchema) }),
  };
}

function bare(defs: Record<string, JsonSchema>): (dto: Operation['output']['of']) => JsonSchema {
  const ref = (dto: Operation['output']['of']): JsonSchema => {
    if (!(dto.name in defs)) {
      defs[dto.name] = {};
      defs[dto.name] = bareObject(dto, ref);
    }
    return { $ref: `#/$defs/${dto.name}` };
  };
  return ref;
}
