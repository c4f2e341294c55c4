import { OPERATIONS, type HttpMethod } from '@binance-gateway/domain-types';
import { SchemaComponents } from './components.js';
import { errorExamples, operationEntry } from './paths.js';
import { PUBLIC_ROUTES } from './public-routes.js';

/** An OpenAPI 3.1 document. */
export interface OpenApiDocument {
  readonly openapi: '3.1.0';
  readonly info: Readonly<Record<string, unknown>>;
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly components: Readonly<Record<string, unknown>>;
  readonly [member: string]: unknown;
}

/** Path of an operation as clients write it. */
export function operationPath(route: { readonly path: string }): string {
  return `/api/v1/${route.path}`;
}

/** The REST face in OpenAPI 3.1, built from the operation catalog. */
export function openApiDocument(): OpenApiDocument {
  const components = new SchemaComponents();
  const paths: Record<string, Record<string, unknown>> = {};
  const add = (path: string, method: HttpMethod, entry: unknown): void => {
    paths[path] = { ...paths[path], [method.toLowerCase()]: entry };
  };
  for (const operation of OPERATIONS) {
    add(operationPath(operation.route), operation.route.method, operationEntry(operation, components));
  }
  for (const { path, ...route } of PUBLIC_ROUTES) {
    const answers = {
      200: { description: 'Done', content: { [route.contentType]: { schema: { type: route.type } } } },
      ...(route.canBeUnready ? { 503: NOT_READY } : {}),
    };
    add(path, 'GET', {
      operationId: route.name,
      summary: route.summary,
      tags: ['operations'],
      security: [],
      responses: answers,
    });
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Binance Gateway',
      version: '1',
      description: DESCRIPTION,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    security: [{ bearer: [] }],
    tags: TAGS,
    paths,
    components: {
      schemas: components.all(),
      headers: RESPONSE_HEADERS,
      examples: errorExamples(),
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'A token of GATEWAY_TOKENS' },
      },
    },
  };
}

const DESCRIPTION = `Binance Spot through one well-behaved client. Parameters and fields carry Binance's own names;
money is always a decimal string. Errors are \`application/problem+json\`: branch on \`code\`, obey \`retry\`.`;

const TAGS = [
  { name: 'market', description: 'Market data, no account needed' },
  { name: 'orders', description: 'Placing, asking for and cancelling orders' },
  { name: 'account', description: 'Balances, fills, positions' },
  { name: 'order books', description: 'Books kept in sync, and what can be read from them' },
  { name: 'admin', description: 'API keys for Binance clients' },
  { name: 'operations', description: 'Health and figures, without a token' },
];

const header = (description: string, schema: object = { type: 'string' }): object => ({
  description,
  schema,
});

const RESPONSE_HEADERS = {
  'X-Request-Id': header('The id the caller sent, or a new one'),
  'X-Timestamp': header('When the request arrived, milliseconds since the epoch', { type: 'integer' }),
  RateLimit: header('What is left of the budget of the token: `"token";r=<requests>;t=<seconds>`'),
  'X-Source': header('Where a read comes from: live state kept by streams, or a request to the exchange', {
    type: 'string',
    enum: ['stream', 'rest'],
  }),
  Age: header("Seconds since the answer was the exchange's own, at most", { type: 'integer' }),
  ETag: header('Of the answer, for If-None-Match'),
  'Retry-After': header('Seconds to wait', { type: 'integer' }),
};

const NOT_READY = {
  description: 'Not ready; `reasons` tells why',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
};
