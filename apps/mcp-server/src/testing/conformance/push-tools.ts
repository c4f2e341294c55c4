import type { CallToolResult, ElicitRequestFormParams, McpServer } from '@modelcontextprotocol/server';
import * as z from 'zod/v4';
import { sampling } from './sampling.js';

const text = (words: string): CallToolResult => ({ content: [{ type: 'text', text: words }] });

const DEFAULTS = {
  name: { type: 'string', default: 'John Doe' },
  age: { type: 'integer', default: 30 },
  score: { type: 'number', default: 95.5 },
  status: { type: 'string', enum: ['active', 'inactive', 'pending'], default: 'active' },
  verified: { type: 'boolean', default: true },
} as const;

const titled = (values: readonly string[], titles: readonly string[]) =>
  values.map((value, index) => ({ const: value, title: titles[index] as string }));
const OPTIONS = ['option1', 'option2', 'option3'];
const VALUES = ['value1', 'value2', 'value3'];

const ENUMS = {
  untitledSingle: { type: 'string', enum: OPTIONS },
  titledSingle: { type: 'string', oneOf: titled(VALUES, ['First Option', 'Second Option', 'Third Option']) },
  legacyEnum: {
    type: 'string',
    enum: ['opt1', 'opt2', 'opt3'],
    enumNames: ['Option One', 'Option Two', 'Option Three'],
  },
  untitledMulti: { type: 'array', items: { type: 'string', enum: OPTIONS } },
  titledMulti: {
    type: 'array',
    items: { anyOf: titled(VALUES, ['First Choice', 'Second Choice', 'Third Choice']) },
  },
} as const;

/** Tools that send requests of their own to the client, which the revisions with a session allow. */
export function registerPushTools(server: McpServer): void {
  const elicit = (name: string, properties: object): void => {
    server.registerTool(name, { description: name }, async ({ mcpReq }) => {
      const requestedSchema = { type: 'object', properties } as ElicitRequestFormParams['requestedSchema'];
      const { action, content } = await mcpReq.elicitInput({ mode: 'form', message: name, requestedSchema });
      return text(`Elicitation completed: action=${action}, content=${JSON.stringify(content ?? {})}`);
    });
  };
  elicit('test_elicitation_sep1034_defaults', DEFAULTS);
  elicit('test_elicitation_sep1330_enums', ENUMS);

  server.registerTool(
    'test_elicitation',
    { description: 'Asks the user', inputSchema: z.object({ message: z.string() }) },
    async ({ message }, { mcpReq }) => {
      const properties = {
        username: { type: 'string', description: "User's response" },
        email: { type: 'string', description: "User's email address" },
      } as const;
      const { action, content } = await mcpReq.elicitInput({
        mode: 'form',
        message,
        requestedSchema: { type: 'object', properties, required: ['username', 'email'] },
      });
      return text(`User response: action=${action}, content=${JSON.stringify(content ?? {})}`);
    },
  );

  server.registerTool(
    'test_sampling',
    { description: 'Asks the model', inputSchema: z.object({ prompt: z.string() }) },
    async ({ prompt }, { mcpReq }) => {
      const { content } = await mcpReq.requestSampling(sampling(prompt, 100));
      return text(`LLM response: ${JSON.stringify(content)}`);
    },
  );
}
