import type { CallToolResult, McpServer } from '@modelcontextprotocol/server';
import * as z from 'zod/v4';
import { PNG, WAV } from './media.js';

const text = (words: string): CallToolResult => ({ content: [{ type: 'text', text: words }] });
const image = { type: 'image', data: PNG, mimeType: 'image/png' } as const;

const FIXED: readonly (readonly [name: string, result: CallToolResult])[] = [
  ['test_simple_text', text('This is a simple text response for testing.')],
  ['test_image_content', { content: [image] }],
  ['test_audio_content', { content: [{ type: 'audio', data: WAV, mimeType: 'audio/wav' }] }],
  [
    'test_embedded_resource',
    {
      content: [
        {
          type: 'resource',
          resource: {
            uri: 'test://embedded-resource',
            mimeType: 'text/plain',
            text: 'This is an embedded resource content.',
          },
        },
      ],
    },
  ],
  [
    'test_multiple_content_types',
    {
      content: [
        { type: 'text', text: 'Multiple content types test:' },
        image,
        {
          type: 'resource',
          resource: {
            uri: 'test://mixed-content-resource',
            mimeType: 'application/json',
            text: '{"test":"data","value":123}',
          },
        },
      ],
    },
  ],
];

/** Tools that show what a result and the messages before it may hold. */
export function registerContentTools(server: McpServer): void {
  for (const [name, result] of FIXED) server.registerTool(name, { description: name }, () => result);

  server.registerTool('test_error_handling', { description: 'Always fails' }, () => {
    throw new Error('This tool intentionally returns an error for testing');
  });

  server.registerTool('test_tool_with_logging', { description: 'Logs as it goes' }, async ({ mcpReq }) => {
    for (const line of ['Tool execution started', 'Tool processing data', 'Tool execution completed']) {
      await mcpReq.log('info', line);
    }
    return text('logged three lines');
  });

  server.registerTool('test_logging_tool', { description: 'Logs when asked to' }, async ({ mcpReq }) => {
    await mcpReq.log('info', 'a line for whoever set a level');
    return text('logged');
  });

  server.registerTool('test_tool_with_progress', { description: 'Reports progress' }, async ({ mcpReq }) => {
    const progressToken = mcpReq._meta?.progressToken;
    for (const progress of progressToken === undefined ? [] : [0, 50, 100]) {
      await mcpReq.notify({
        method: 'notifications/progress',
        params: { progressToken, progress, total: 100 },
      });
    }
    return text('done');
  });

  server.registerTool('test_reconnection', { description: 'Closes its stream' }, ({ http }) => {
    http?.closeSSE?.();
    return text('answered after the stream was closed');
  });

  server.registerTool(
    'test_x_mcp_header',
    {
      description: 'Takes an argument that is repeated in a header',
      inputSchema: z.object({ region: z.string().meta({ 'x-mcp-header': 'Region' }) }),
    },
    ({ region }) => text(region),
  );
}
