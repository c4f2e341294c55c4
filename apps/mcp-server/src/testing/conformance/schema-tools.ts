import type { McpServer, StandardSchemaWithJSON } from '@modelcontextprotocol/server';

/** Keywords of JSON Schema 2020-12 that must reach clients as they are. */
const SCHEMA = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  $defs: {
    address: {
      $anchor: 'addressDef',
      type: 'object',
      properties: { street: { type: 'string' }, city: { type: 'string' } },
    },
  },
  properties: {
    name: { type: 'string' },
    address: { $ref: '#/$defs/address' },
    contactMethod: { type: 'string', enum: ['phone', 'email'] },
    phone: { type: 'string' },
    email: { type: 'string' },
  },
  allOf: [{ anyOf: [{ required: ['phone'] }, { required: ['email'] }] }],
  if: { properties: { contactMethod: { const: 'phone' } }, required: ['contactMethod'] },
  then: { required: ['phone'] },
  else: { required: ['email'] },
  additionalProperties: false,
} as const;

export function registerSchemaTool(server: McpServer): void {
  const json = (): Record<string, unknown> => ({ ...SCHEMA });
  const inputSchema: StandardSchemaWithJSON = {
    '~standard': {
      version: 1,
      vendor: 'conformance',
      validate: (value) => ({ value }),
      jsonSchema: { input: json, output: json },
    },
  };
  server.registerTool(
    'json_schema_2020_12_tool',
    { description: 'Tool with JSON Schema 2020-12 features', inputSchema },
    () => ({ content: [{ type: 'text', text: 'taken' }] }),
  );
}
