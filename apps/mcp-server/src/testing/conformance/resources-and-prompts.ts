import { type McpServer, ResourceTemplate, completable } from '@modelcontextprotocol/server';
import * as z from 'zod/v4';
import { PNG } from './media.js';

const user = (text: string) => ({ role: 'user' as const, content: { type: 'text' as const, text } });

export function registerFixtureResources(server: McpServer): void {
  const textOf = (name: string, uri: string, text: string): void => {
    const mimeType = 'text/plain';
    server.registerResource(name, uri, { description: name, mimeType }, () => ({
      contents: [{ uri, mimeType, text }],
    }));
  };
  textOf('static_text', 'test://static-text', 'This is the content of the static text resource.');
  textOf('watched_resource', 'test://watched-resource', 'Watched resource content');
  const uri = 'test://static-binary';
  const mimeType = 'image/png';
  server.registerResource('static_binary', uri, { description: 'One pixel', mimeType }, () => ({
    contents: [{ uri, mimeType, blob: PNG }],
  }));
  server.registerResource(
    'template',
    new ResourceTemplate('test://template/{id}/data', { list: undefined }),
    { description: 'Data of an id', mimeType: 'application/json' },
    ({ href }, { id }) => ({
      contents: [
        {
          uri: href,
          mimeType: 'application/json',
          text: JSON.stringify({ id, templateTest: true, data: `Data for ID: ${String(id)}` }),
        },
      ],
    }),
  );
}

export function registerFixturePrompts(server: McpServer): void {
  server.registerPrompt('test_simple_prompt', { description: 'No arguments' }, () => ({
    messages: [user('This is a simple prompt for testing.')],
  }));
  const word = (): z.ZodString => completable(z.string(), (begin) => [`${begin}is`, `${begin}ty`]);
  server.registerPrompt(
    'test_prompt_with_arguments',
    { description: 'Two arguments', argsSchema: z.object({ arg1: word(), arg2: word() }) },
    ({ arg1, arg2 }) => ({ messages: [user(`Prompt with arguments: arg1='${arg1}', arg2='${arg2}'`)] }),
  );
  server.registerPrompt(
    'test_prompt_with_embedded_resource',
    { description: 'Embeds a resource', argsSchema: z.object({ resourceUri: z.string() }) },
    ({ resourceUri }) => ({
      messages: [
        {
          role: 'user',
          content: {
            type: 'resource',
            resource: {
              uri: resourceUri,
              mimeType: 'text/plain',
              text: 'Embedded resource content for testing.',
            },
          },
        },
        user('Please process the embedded resource above.'),
      ],
    }),
  );
  server.registerPrompt('test_prompt_with_image', { description: 'Holds an image' }, () => ({
    messages: [
      { role: 'user', content: { type: 'image', data: PNG, mimeType: 'image/png' } },
      user('Please analyze the image above.'),
    ],
  }));
}
