import { Client, InMemoryTransport } from '@modelcontextprotocol/client';
import { McpServer } from '@modelcontextprotocol/server';
import {
  AppError,
  OPERATIONS,
  type Operation,
  parseInput,
  toJsonSchema,
  toStandardSchema,
} from '@binance-gateway/domain-types';

/** The real MCP SDK on both ends: what a model is told and what it is answered. */
async function connect(): Promise<{ client: Client; close: () => Promise<void> }> {
  const server = new McpServer({ name: 'parity', version: '0.0.0' });
  for (const op of OPERATIONS) {
    server.registerTool(
      op.name,
      { description: op.summary, inputSchema: toStandardSchema(op.input) },
      (input) => ({
        content: [{ type: 'text', text: JSON.stringify(input) }],
      }),
    );
  }
  const client = new Client({ name: 'parity', version: '0.0.0' });
  const [near, far] = InMemoryTransport.createLinkedPair();
  await Promise.all([server.connect(far), client.connect(near)]);
  return { client, close: () => client.close() };
}

function messagesOf(op: Operation, input: unknown): string[] {
  try {
    parseInput(op.input, input);
  } catch (error) {
    if (AppError.is(error)) return (error.fields ?? []).map((f) => f.message);
    throw error;
  }
  return [];
}

/** One wrong value for each field of an operation, and a field that does not exist. */
function badInputs(op: Operation): Record<string, unknown>[] {
  const fields = Object.keys(toJsonSchema(op.input)['properties'] as object);
  return [
    { ...op.example, noSuchField: 1 },
    ...fields.map((field) => ({ ...op.example, [field]: { wrong: true } })),
    ...fields.filter((field) => field in op.example).map((field) => ({ ...op.example, [field]: undefined })),
  ].filter((input) => messagesOf(op, input).length > 0);
}

describe('one definition: MCP', () => {
  let face: Awaited<ReturnType<typeof connect>>;
  beforeAll(async () => {
    face = await connect();
  });
  afterAll(() => face.close());

  it('lists every operation with the schema of its input', async () => {
    const { tools } = await face.client.listTools();
    expect(tools).toHaveLength(OPERATIONS.length);
    for (const op of OPERATIONS) {
      const { $schema: _, ...listed } = tools.find((tool) => tool.name === op.name)?.inputSchema as Record<
        string,
        unknown
      >;
      expect(listed).toEqual(toJsonSchema(op.input));
    }
  });

  it.each(OPERATIONS.map((op) => [op.name, op] as const))('%s takes its example', async (name, op) => {
    const result = await face.client.callTool({ name, arguments: { ...op.example } });
    expect(result.isError ?? false).toBe(false);
    const [content] = result.content as { text: string }[];
    expect(JSON.parse(content?.text ?? '')).toEqual(op.example);
  });

  it.each(OPERATIONS.map((op) => [op.name, op] as const))(
    '%s refuses bad input in the same words',
    async (name, op) => {
      const inputs = badInputs(op);
      expect(inputs.length).toBeGreaterThan(0);
      for (const input of inputs) {
        const sent = JSON.parse(JSON.stringify(input)) as Record<string, unknown>;
        const result = await face.client.callTool({ name, arguments: sent });
        expect(result.isError).toBe(true);
        const [content] = result.content as { text: string }[];
        for (const message of messagesOf(op, sent)) expect(content?.text).toContain(message);
      }
    },
  );
});
