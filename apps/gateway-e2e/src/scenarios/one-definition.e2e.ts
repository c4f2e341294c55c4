import {
  AppError,
  type Class,
  OPERATIONS,
  type Operation,
  fillPath,
  fromQuery,
  parseInput,
  schemaSet,
  toJsonSchema,
} from '@binance-gateway/domain-types';
import { TOKENS, type World, startWorld } from '../start-gateway.js';

interface OpenApi {
  openapi: string;
  paths: Record<
    string,
    Record<
      string,
      {
        operationId: string;
        parameters?: { name: string; in: string; required?: boolean; schema: object }[];
        requestBody?: { content: Record<string, { schema: { $ref: string } }> };
        responses: Record<string, unknown>;
      }
    >
  >;
  components: { schemas: Record<string, object>; securitySchemes: Record<string, object> };
}

const takesBody = ({ route }: Operation): boolean => route.method === 'POST' || route.method === 'PUT';

function messagesOf(op: Operation, raw: Record<string, unknown>): string[] {
  try {
    parseInput(op.input, takesBody(op) ? raw : fromQuery(op.input, raw));
  } catch (error) {
    if (AppError.is(error)) return (error.fields ?? []).map((f) => f.message);
    throw error;
  }
  return [];
}

describe('one definition: Swagger and REST', () => {
  let world: World;
  let document: OpenApi;
  beforeAll(async () => {
    world = await startWorld();
    document = (await world.gateway.get<OpenApi>('/docs-json', null)).body;
  });
  afterAll(() => world.close());

  /** The class and those it nests, as they stand in the document. */
  const expectComponents = (dto: Class, closed: boolean): void => {
    for (const [name, schema] of schemaSet(dto, { closed, refPrefix: '#/components/schemas/' })) {
      expect(document.components.schemas[name]).toEqual(schema);
    }
  };

  it('DOCS-01 the document is OpenAPI 3.1 and served with a page', async () => {
    expect(document.openapi).toMatch(/^3\.1\.\d$/);
    const page = await world.gateway.get<string>('/docs', null);
    expect(page.status).toBe(200);
    expect(page.body).toContain('swagger-ui');
  });

  it.each(OPERATIONS.map((op) => [op.name, op] as const))('DOCS-01 schema of %s', (_name, op) => {
    const entry = document.paths[`/api/v1/${op.route.path}`]?.[op.route.method.toLowerCase()];
    expect(entry?.operationId).toBe(op.name);
    const schema = toJsonSchema(op.input) as { properties: Record<string, object>; required?: string[] };
    if (takesBody(op)) {
      const { $ref } = entry?.requestBody?.content['application/json']?.schema as { $ref: string };
      expect($ref).toBe(`#/components/schemas/${op.input.name}`);
      expectComponents(op.input, true);
    } else {
      const parameters = (entry?.parameters ?? []).filter((p) => p.in !== 'header');
      expect(parameters.map((p) => p.name)).toEqual(Object.keys(schema.properties));
      for (const { name, required, schema: served } of parameters) {
        expect(schema.properties[name]).toMatchObject(served);
        expect(required ?? false).toBe(schema.required?.includes(name) ?? false);
      }
    }
    expectComponents(op.output.of, false);
    for (const status of ['400', '401', '403', '429', '500', '503'])
      expect(entry?.responses).toHaveProperty([status]);
  });

  it.each(OPERATIONS.map((op) => [op.name, op] as const))('DOCS-02 words of %s', async (_name, op) => {
    world.exchange.control.clearRequests();
    const fields = Object.keys(toJsonSchema(op.input)['properties'] as object);
    const isBody = takesBody(op);
    const token = op.scope === 'admin' ? TOKENS.admin : TOKENS.trader;
    const wrong: Record<string, unknown>[] = [
      { ...op.example, noSuchField: 'x' },
      ...fields.map((field) => ({ ...op.example, [field]: isBody ? { wrong: true } : '\u0001 wrong' })),
    ];
    for (const input of wrong) {
      const text = Object.fromEntries(Object.entries(input).map(([k, v]) => [k, String(v)]));
      const raw = isBody ? input : text;
      const { path, rest } = fillPath(op.route, text);
      const query = new URLSearchParams(rest as Record<string, string>);
      const { status, body } = isBody
        ? await world.gateway.request(op.route.method, `/api/v1/${op.route.path}`, { body: input, token })
        : await world.gateway.request(op.route.method, `/api/v1/${path}?${query}`, { token });
      const messages = messagesOf(op, raw);
      expect(messages.length).toBeGreaterThan(0);
      expect([status, body['code']]).toEqual([400, 'INVALID_INPUT']);
      expect((body['fields'] as { message: string }[]).map((f) => f.message)).toEqual(messages);
    }
    const caused = world.exchange.control
      .requests()
      .filter((r) => !/\/(time|exchangeInfo|depth)$/.test(r.path));
    expect(caused).toEqual([]);
  });
});
