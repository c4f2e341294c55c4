import { RequestMethod } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { ERROR_TABLE, OPERATIONS, type Operation, fieldsOf, parseInput } from '@binance-gateway/domain-types';
import { IS_PUBLIC } from './auth/public.decorator.js';
import { OPERATION } from './http/operation-route.decorator.js';
import { type OpenApiDocument, openApiDocument, operationPath } from './openapi/document.js';
import { GatewayUnderTest } from './testing/gateway-under-test.js';

/** Anyone may call these. A route gets on this list by a decision, not by forgetting a decorator. */
const PUBLIC = new Set([
  'GET /health',
  'GET /health/ready',
  'GET /metrics',
  'GET /docs',
  'GET /docs-json',
  'GET /docs/:asset',
  // these only tell that their path speaks WebSocket; the upgrade itself is guarded
  'GET /ws',
  'GET /ws/user',
  'GET /ws/ticker/:symbol',
  'GET /ws/depth/:symbol',
  'GET /stream',
  'GET /ws-api/v3',
]);

interface Route {
  readonly id: string;
  readonly operation: Operation | undefined;
  readonly isPublic: boolean;
}

const list = (value: string | string[] | undefined): string[] =>
  Array.isArray(value) ? value : [value ?? ''];
const joined = (...parts: string[]): string =>
  `/${parts
    .flatMap((p) => p.split('/'))
    .filter(Boolean)
    .join('/')}`;

function routesOf(container: ModulesContainer): Route[] {
  const routes: Route[] = [];
  for (const { controllers } of container.values()) {
    for (const { metatype } of controllers.values()) {
      const controller = metatype as { prototype: Record<string, object> };
      for (const name of Object.getOwnPropertyNames(controller.prototype)) {
        const handler = controller.prototype[name] as object;
        const method = Reflect.getMetadata('method', handler) as RequestMethod | undefined;
        if (method === undefined) continue;
        for (const base of list(Reflect.getMetadata('path', controller) as string)) {
          for (const path of list(Reflect.getMetadata('path', handler) as string | string[])) {
            routes.push({
              id: `${RequestMethod[method]} ${joined(base, path)}`,
              operation: Reflect.getMetadata(OPERATION, handler) as Operation | undefined,
              isPublic: [handler, controller].some(
                (target) => Reflect.getMetadata(IS_PUBLIC, target) === true,
              ),
            });
          }
        }
      }
    }
  }
  return routes;
}

const idOf = ({ route }: Operation): string =>
  `${route.method} ${operationPath(route).replace(/\{(\w+)\}/g, ':$1')}`;

describe('routes', () => {
  let gateway: GatewayUnderTest;
  let routes: Route[];
  beforeAll(async () => {
    gateway = await GatewayUnderTest.start();
    routes = routesOf(gateway.app.get(ModulesContainer));
  });
  afterAll(() => gateway.close());

  it('are unique', () => {
    const ids = routes.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('are public when they are on the list, and only then', () => {
    expect(new Set(routes.filter(({ isPublic }) => isPublic).map(({ id }) => id))).toEqual(PUBLIC);
  });

  it('carry out an operation or are public', () => {
    expect(routes.filter(({ isPublic, operation }) => isPublic === (operation !== undefined))).toEqual([]);
  });

  it('are where the operation says', () => {
    for (const { id, operation } of routes) if (operation) expect(id).toBe(idOf(operation));
  });

  it('exist for every operation of the catalog', () => {
    const carriedOut = routes.flatMap(({ operation }) => (operation ? [operation.name] : []));
    expect(carriedOut.sort()).toEqual(OPERATIONS.map(({ name }) => name).sort());
  });

  it('need a token unless public: asked without one, each says 401', async () => {
    for (const { id, isPublic } of routes) {
      const [method, path] = id.split(' ') as ['GET', string];
      const { status } = await gateway.call(method, path.replace(/:\w+/g, 'x'), { token: undefined });
      if (isPublic) expect([200, 404, 426]).toContain(status);
      else expect(`${id} ${status}`).toBe(`${id} 401`);
    }
  });
});

describe.each(OPERATIONS.map((operation) => [operation.name, operation] as const))(
  'operation %s',
  (_, operation) => {
    it('says who may call it and what it does', () => {
      expect(['read', 'trade', 'admin']).toContain(operation.scope);
      expect(operation.effect === 'read' || operation.scope !== 'read').toBe(true);
      expect(operation.summary).not.toBe('');
    });

    it('has an example that its own input accepts', () => {
      expect(() => parseInput(operation.input, operation.example)).not.toThrow();
    });
  },
);

interface Entry {
  readonly operationId: string;
  readonly parameters?: readonly {
    name: string;
    in: string;
    required: boolean;
    schema: object;
    description: string;
  }[];
  readonly requestBody?: { content: Record<string, { schema: { $ref: string }; example: unknown }> };
  readonly responses: Readonly<
    Record<string, { content: Record<string, { schema: object; examples?: Record<string, unknown> }> }>
  >;
}

describe('the OpenAPI document', () => {
  const document: OpenApiDocument = openApiDocument();
  const schemas = document.components['schemas'] as Record<
    string,
    { properties: object; additionalProperties?: boolean }
  >;
  const entryOf = (operation: Operation): Entry =>
    document.paths[operationPath(operation.route)]?.[operation.route.method.toLowerCase()] as Entry;

  it('documents what need not be sent again', () => {
    const tagged = OPERATIONS.filter((operation) => '304' in entryOf(operation).responses);
    expect(tagged.map(({ name }) => name)).toEqual(['get_exchange_info']);
    for (const operation of tagged) {
      const headers = entryOf(operation).parameters?.filter((parameter) => parameter.in === 'header');
      expect(headers?.map(({ name }) => name)).toEqual(['If-None-Match']);
    }
  });

  it.each(OPERATIONS.map((operation) => [operation.name, operation] as const))(
    'documents %s',
    (name, operation) => {
      const entry = entryOf(operation);
      expect(entry.operationId).toBe(name);
      const fields = fieldsOf(operation.input).map((field) => field.name);
      if (operation.route.method === 'POST' || operation.route.method === 'PUT') {
        const body = entry.requestBody?.content['application/json'];
        const input = schemas[body?.schema.$ref.split('/').at(-1) as string];
        expect(Object.keys(input?.properties as object)).toEqual(fields);
        expect(input?.additionalProperties).toBe(false);
        expect(body?.example).toEqual(operation.example);
      } else {
        const named = entry.parameters?.filter((parameter) => parameter.in !== 'header');
        expect(named?.map((parameter) => parameter.name)).toEqual(fields);
        for (const parameter of entry.parameters ?? []) expect(parameter.description).not.toBe('');
      }
      expect(entry.responses['200']?.content['application/json']?.schema).toBeDefined();
      for (const code of operation.errors ?? []) {
        const { status } = ERROR_TABLE[code];
        const answer = entry.responses[String(status)]?.content['application/problem+json'];
        expect(answer?.schema).toEqual({ $ref: '#/components/schemas/Problem' });
        expect(Object.keys(answer?.examples ?? {})).toContain(code);
      }
      expect(Object.keys(entry.responses)).toEqual(
        expect.arrayContaining(['400', '401', '403', '429', '500', '503']),
      );
    },
  );

  it('points only at what it holds', () => {
    const resolve = (ref: string): unknown =>
      ref
        .slice(2)
        .split('/')
        .reduce<unknown>((node, key) => (node as Record<string, unknown> | undefined)?.[key], document);
    const refs = JSON.stringify(document).match(/"\$ref":"[^"]+"/g) ?? [];
    expect(refs.length).toBeGreaterThan(OPERATIONS.length);
    for (const ref of new Set(refs)) expect(resolve(ref.slice(8, -1))).toBeDefined();
  });

  it('describes nothing that is not there, and leaves out nothing but its own pages', () => {
    const described = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const expected = [
      ...OPERATIONS.map(({ route }) => `${route.method} ${operationPath(route)}`),
      ...[...PUBLIC].filter((id) => !/^GET \/(docs|ws|stream)/.test(id)),
    ];
    expect(described.sort()).toEqual(expected.sort());
  });

  it('is 3.1 with a bearer scheme', () => {
    expect(document).toMatchObject({
      openapi: '3.1.0',
      security: [{ bearer: [] }],
      components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
    });
  });
});
