import { randomBytes } from 'node:crypto';
import { type McpServer, type ServerNotifier, createRequestStateCodec } from '@modelcontextprotocol/server';
import { AjvJsonSchemaValidator } from '@modelcontextprotocol/server/validators/ajv';
import type { ServerExtension } from '../../server/create-server.js';
import { registerContentTools } from './content-tools.js';
import { registerDialogTools } from './dialog-tools.js';
import { registerPushTools } from './push-tools.js';
import { registerFixturePrompts, registerFixtureResources } from './resources-and-prompts.js';
import { registerSchemaTool } from './schema-tools.js';

/**
 * What the conformance suite of the protocol expects a server to have, beside what ours has.
 * @param notifier tells the listeners of the stateless revision
 */
export function conformanceFixtures(notifier: () => ServerNotifier): ServerExtension {
  const states = createRequestStateCodec<number>({ key: randomBytes(32) });
  return {
    options: {
      capabilities: {
        tools: { listChanged: true },
        prompts: { listChanged: true },
        resources: { subscribe: true, listChanged: true },
        logging: {},
      },
      jsonSchemaValidator: new AjvJsonSchemaValidator(),
      requestState: { verify: states.verify },
    },
    register(server, era) {
      registerContentTools(server);
      registerDialogTools(server, states);
      if (era === 'legacy') registerPushTools(server);
      registerSchemaTool(server);
      registerFixtureResources(server);
      registerFixturePrompts(server);
      registerTriggers(server, notifier);
    },
  };
}

function registerTriggers(server: McpServer, notifier: () => ServerNotifier): void {
  server.registerTool('test_trigger_tool_change', { description: 'Says that tools have changed' }, () => {
    notifier().toolsChanged();
    return { content: [{ type: 'text', text: 'said so' }] };
  });
  server.registerTool('test_trigger_prompt_change', { description: 'Says that prompts have changed' }, () => {
    notifier().promptsChanged();
    return { content: [{ type: 'text', text: 'said so' }] };
  });
}
