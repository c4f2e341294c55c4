import {
  AppError,
  ERROR_TABLE,
  type ErrorCode,
  type JsonSchema,
  type Operation,
  fieldsOf,
  outputSchema,
} from '@binance-gateway/domain-types';
import { toProblem } from '@binance-gateway/platform';
import { REVALIDATED } from '../http/revalidated.js';
import { SCHEMA_PREFIX, type SchemaComponents } from './components.js';
import { errorsOf } from './operation-errors.js';

type Node = Record<string, unknown>;

const HEADERS: Node = {
  'X-Request-Id': { $ref: '#/components/headers/X-Request-Id' },
  'X-Timestamp': { $ref: '#/components/headers/X-Timestamp' },
  RateLimit: { $ref: '#/components/headers/RateLimit' },
};
const READ_HEADERS: Node = {
  ...HEADERS,
  'X-Source': { $ref: '#/components/headers/X-Source' },
  Age: { $ref: '#/components/headers/Age' },
};

/** Of the operations that place orders. */
function idempotencyKey({ upstream }: Operation): Node[] {
  const [name] = upstream?.newIds ?? [];
  if (name === undefined || upstream?.orderCount === undefined) return [];
  return [
    {
      name: 'Idempotency-Key',
      in: 'header',
      required: false,
      description: `Taken as ${name}: the same key never places anything twice`,
      schema: { type: 'string', maxLength: 255 },
    },
  ];
}

const TAGGED_HEADERS: Node = { ...READ_HEADERS, ETag: { $ref: '#/components/headers/ETag' } };
const NOT_MODIFIED: Node = {
  description: 'The answer of this tag still holds, its `serverTime` excepted',
  headers: TAGGED_HEADERS,
};

/** Of the operations whose answer seldom changes. */
const IF_NONE_MATCH: Node = {
  name: 'If-None-Match',
  in: 'header',
  required: false,
  description: '`ETag` of an answer that is there already',
  schema: { type: 'string' },
};

/** The OpenAPI entry of an operation, all of it from the operation itself. */
export function operationEntry(operation: Operation, components: SchemaComponents): Node {
  const { method } = operation.route;
  const takesBody = method === 'POST' || method === 'PUT';
  const isTagged = REVALIDATED.has(operation.name);
  return {
    operationId: operation.name,
    summary: operation.summary,
    description: describe(operation),
    tags: [operation.tag],
    'x-scope': operation.scope,
    ...(takesBody
      ? {
          parameters: idempotencyKey(operation),
          requestBody: requestBody(operation, components),
        }
      : { parameters: [...parameters(operation), ...(isTagged ? [IF_NONE_MATCH] : [])] }),
    responses: {
      200: {
        description: 'Done',
        headers: isTagged ? TAGGED_HEADERS : operation.effect === 'read' ? READ_HEADERS : HEADERS,
        content: {
          'application/json': {
            schema: outputSchema(operation.output, (dto) => components.refer(dto, false)),
          },
        },
      },
      ...(isTagged ? { 304: NOT_MODIFIED } : {}),
      ...Object.fromEntries(
        [...errorsOf(operation)].map(([status, codes]) => [status, errorResponse(codes)]),
      ),
    },
  };
}

function describe({ description, scope, needsAccount, upstream }: Operation): string {
  const weight = upstream
    ? ` Request weight at the exchange: ${upstream.weightNote ?? JSON.stringify(upstream.weight)}.`
    : '';
  const account = needsAccount ? ' Needs exchange credentials.' : '';
  return `${description ? `${description}\n\n` : ''}Scope \`${scope}\`.${account}${weight}`;
}

function parameters(operation: Operation): Node[] {
  return fieldsOf(operation.input).map((field) => {
    const { description, examples: _, ...schema } = field.schema(inline);
    const example = operation.example[field.name];
    const isInPath = operation.route.path.includes(`{${field.name}}`);
    return {
      name: field.name,
      in: isInPath ? 'path' : 'query',
      required: isInPath || field.required,
      description,
      schema,
      // Swagger UI fills in every example it finds: only those of a request that works are given
      ...(example === undefined ? {} : { example }),
      ...(field.kind === 'list' ? { style: 'form', explode: false } : {}),
    };
  });
}

function inline(): JsonSchema {
  throw new Error('a query parameter cannot be an object');
}

function requestBody(operation: Operation, components: SchemaComponents): Node {
  return {
    required: true,
    content: {
      'application/json': { schema: components.refer(operation.input, true), example: operation.example },
    },
  };
}

function errorResponse(codes: readonly ErrorCode[]): Node {
  const needsWait = codes.some((code) => ERROR_TABLE[code].retry === 'after');
  return {
    description: codes.map((code) => `\`${code}\` ${ERROR_TABLE[code].title}`).join('; '),
    headers: {
      ...HEADERS,
      ...(needsWait ? { 'Retry-After': { $ref: '#/components/headers/Retry-After' } } : {}),
    },
    content: {
      'application/problem+json': {
        schema: { $ref: `${SCHEMA_PREFIX}Problem` },
        examples: Object.fromEntries(codes.map((code) => [code, { $ref: `#/components/examples/${code}` }])),
      },
    },
  };
}

const EXAMPLE_TIME = Date.UTC(2026, 0, 1);

/** One problem document a code, for all routes that can answer it. */
export function errorExamples(): Node {
  return Object.fromEntries(
    Object.keys(ERROR_TABLE).map((code) => [code, { value: exampleOf(code as ErrorCode) }]),
  );
}

function exampleOf(code: ErrorCode): object {
  const fields = code === 'INVALID_INPUT' ? [{ field: 'symbol', message: 'symbol is required' }] : [];
  const error = new AppError(code, ERROR_TABLE[code].title, { fields });
  return toProblem(error, { requestId: 'b1f0c0de-0000-4000-8000-000000000001', now: EXAMPLE_TIME });
}
