import { type Class, ERROR_TABLE, type JsonSchema, schemaSet } from '@binance-gateway/domain-types';

export const SCHEMA_PREFIX = '#/components/schemas/';

/** Collects the schemas that paths refer to, each class once. */
export class SchemaComponents {
  private readonly schemas = new Map<string, JsonSchema>([['Problem', PROBLEM_SCHEMA]]);
  private readonly owners = new Map<string, Class>();

  /** A reference to the class; its schema and those it nests become components. */
  refer(dto: Class, closed: boolean): JsonSchema {
    for (const [name, schema] of schemaSet(dto, { closed, refPrefix: SCHEMA_PREFIX })) {
      const known = this.schemas.get(name);
      if (known && JSON.stringify(known) !== JSON.stringify(schema)) {
        throw new Error(`two classes are called ${name}: ${this.owners.get(name)?.name} and ${dto.name}`);
      }
      this.schemas.set(name, schema);
      this.owners.set(name, dto);
    }
    return { $ref: `${SCHEMA_PREFIX}${dto.name}` };
  }

  all(): Record<string, JsonSchema> {
    return Object.fromEntries([...this.schemas].sort(([a], [b]) => a.localeCompare(b)));
  }
}

const text = (description: string, more: JsonSchema = {}): JsonSchema => ({
  type: 'string',
  description,
  ...more,
});

/** ProblemDocument of the platform, as a schema; problem.spec compares the two. */
export const PROBLEM_SCHEMA: JsonSchema = {
  type: 'object',
  description: 'RFC 9457 problem document. Further members belong to a code, e.g. `clientOrderId`.',
  required: ['type', 'title', 'status', 'detail', 'code', 'retry', 'requestId', 'timestamp'],
  properties: {
    type: text('Identifies the kind of error', { examples: ['urn:binance-gateway:error:invalid-input'] }),
    title: text('The kind of error in words'),
    status: { type: 'integer', description: 'HTTP status' },
    detail: text('What is wrong with this request'),
    code: text('Stable code to branch on', { enum: Object.keys(ERROR_TABLE) }),
    retry: text('Whether to send the request again', { enum: ['never', 'safe', 'after', 'unknown-outcome'] }),
    requestId: text('As in X-Request-Id'),
    timestamp: { type: 'integer', description: 'When it was answered, milliseconds since the epoch' },
    fields: {
      type: 'array',
      description: 'The input fields that are wrong',
      items: {
        type: 'object',
        required: ['field', 'message'],
        properties: { field: text('Name as in the request'), message: text('What would be right') },
      },
    },
    binanceCode: { type: 'integer', description: "Binance's own code", examples: [-2010] },
    retryAfter: { type: 'integer', minimum: 1, description: 'Seconds to wait, as in Retry-After' },
  },
};
