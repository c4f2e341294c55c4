import { AppError, type FieldError, invalidInput } from '../errors.js';
import { brokenConstraints } from './class-validator.js';
import { type Class, type FieldSpec, type JsonSchema, fieldsOf } from './field.js';
import { rulesOf } from './rule.js';

export interface SchemaOptions {
  /** Inputs are closed: a field nobody knows is an error. Outputs are open: Binance adds fields. */
  readonly closed: boolean;
  /** Where nested classes live: `#/$defs/` in a document of its own, `#/components/schemas/` in OpenAPI. */
  readonly refPrefix?: string;
}

function objectSchema(dto: Class, closed: boolean, refs: (dto: Class) => JsonSchema): JsonSchema {
  const fields = fieldsOf(dto);
  const required = fields.filter((f) => f.required).map((f) => f.name);
  return {
    type: 'object',
    properties: Object.fromEntries(fields.map((f) => [f.name, f.schema(refs)])),
    ...(required.length > 0 ? { required } : {}),
    ...(closed ? { additionalProperties: false } : {}),
  };
}

/** Schemas of a class and of every class it nests, by class name. */
export function schemaSet(dto: Class, options: SchemaOptions): Map<string, JsonSchema> {
  const prefix = options.refPrefix ?? '#/$defs/';
  const schemas = new Map<string, JsonSchema>();
  const visit = (type: Class): JsonSchema => {
    if (!schemas.has(type.name)) {
      schemas.set(type.name, {});
      schemas.set(type.name, objectSchema(type, options.closed, visit));
    }
    return { $ref: `${prefix}${type.name}` };
  };
  visit(dto);
  return schemas;
}

/** One JSON Schema 2020-12 document; nested classes stand under `$defs`. */
export function toJsonSchema(dto: Class, options: SchemaOptions = { closed: true }): JsonSchema {
  const schemas = schemaSet(dto, options);
  const root = schemas.get(dto.name) as JsonSchema;
  schemas.delete(dto.name);
  return schemas.size === 0 ? root : { ...root, $defs: Object.fromEntries(schemas) };
}

/** Unknown fields that are named in one answer. */
const MAX_UNKNOWN_FIELDS = 10;

const allowedOf = (known: ReadonlySet<string>): string =>
  known.size === 0 ? 'none is accepted here' : `allowed are ${[...known].join(', ')}`;

/**
 * Checks an input and gives it its class. Every face calls this and nothing else.
 * @throws AppError INVALID_INPUT with one entry for each field that is wrong
 */
export function parseInput<T extends object>(dto: Class<T>, input: unknown): T {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw invalidInput([{ field: '', message: 'input must be an object' }]);
  }
  const fields = fieldsOf(dto);
  const errors: FieldError[] = [];
  const known = new Set(fields.map((f) => f.name));
  for (const name of Object.keys(input)) {
    if (known.has(name)) continue;
    const field = name.slice(0, 60);
    // the list once, and an end to it: an answer must not be a multiple of what was sent
    const hint = errors.length === 0 ? `; ${allowedOf(known)}` : '';
    const shown = field.trim() === '' ? JSON.stringify(field) : field;
    errors.push({ field, message: `${shown} is not a known field${hint}` });
    if (errors.length === MAX_UNKNOWN_FIELDS) break;
  }
  const value = new (dto as new () => T)();
  for (const { name } of fields) {
    const given = (input as Record<string, unknown>)[name];
    if (Object.hasOwn(input, name) && given !== undefined) (value as Record<string, unknown>)[name] = given;
  }
  errors.push(...fieldErrors(value, fields));
  if (errors.length === 0) {
    for (const rule of rulesOf(dto)) {
      const broken = rule(value);
      if (broken) errors.push(broken);
    }
  }
  if (errors.length > 0) throw invalidInput(errors);
  return value;
}

function fieldErrors(value: object, fields: FieldSpec[]): FieldError[] {
  if (fields.length === 0) return []; // class-validator calls a class without rules an unknown value
  const byField = brokenConstraints(value);
  const found: FieldError[] = [];
  for (const { name, required } of fields) {
    const message = byField.get(name);
    // null counts as absent for IsOptional; JSON null in an input is a mistake worth naming
    if (message) found.push({ field: name, message });
    else if (!required && (value as Record<string, unknown>)[name] === null) {
      found.push({ field: name, message: `${name} must be left out or have a value, got null` });
    }
  }
  return found;
}

/**
 * Query strings hold text only: turns it into what the fields are, and leaves alone what cannot be
 * turned, so that the message of `parseInput` names it.
 */
export function fromQuery(dto: Class, query: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const kinds = new Map(fieldsOf(dto).map((f) => [f.name, f.kind]));
  // without a prototype, so that a parameter named __proto__ is one more unknown field
  const input = Object.create(null) as Record<string, unknown>;
  const errors: FieldError[] = [];
  for (const [name, value] of Object.entries(query)) {
    const kind = kinds.get(name);
    if (Array.isArray(value) && kind !== 'list') {
      errors.push({ field: name, message: `${name} was given ${value.length} times; give it once` });
      continue;
    }
    input[name] = fromText(kind, value);
  }
  if (errors.length > 0) throw invalidInput(errors);
  return input;
}

function fromText(kind: FieldSpec['kind'] | undefined, value: unknown): unknown {
  if (kind === 'list' && Array.isArray(value)) return value;
  if (typeof value !== 'string') return value;
  if (kind === 'integer') return /^[0-9]{1,16}$/.test(value) ? Number(value) : value;
  if (kind === 'boolean') return value === 'true' ? true : value === 'false' ? false : value;
  if (kind === 'list') {
    if (!value.startsWith('[')) return value.split(',');
    try {
      return JSON.parse(value) as unknown;
    } catch {
      return value;
    }
  }
  return value;
}

/** Result of a Standard Schema validation (https://standardschema.dev). */
type StandardResult<T> = { value: T } | { issues: { message: string; path: string[] }[] };

export interface StandardSchema<T> {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: 'binance-gateway';
    readonly validate: (value: unknown) => StandardResult<T>;
    readonly jsonSchema: { readonly input: () => JsonSchema; readonly output: () => JsonSchema };
    readonly types?: { readonly input: T; readonly output: T };
  };
}

/** The DTO as a Standard Schema with JSON Schema, which an MCP server takes as it is. */
export function toStandardSchema<T extends object>(dto: Class<T>): StandardSchema<T> {
  const json = (): JsonSchema => toJsonSchema(dto);
  return {
    '~standard': {
      version: 1,
      vendor: 'binance-gateway',
      validate: (value) => {
        try {
          return { value: parseInput(dto, value) };
        } catch (error) {
          if (!AppError.is(error)) throw error;
          return {
            issues: (error.fields ?? []).map((f) => ({ message: f.message, path: f.field ? [f.field] : [] })),
          };
        }
      },
      jsonSchema: { input: json, output: json },
    },
  };
}
