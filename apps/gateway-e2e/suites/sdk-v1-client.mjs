// A client of the older SDK that is told what to do: the first line of standard input says where to connect, each further
// one is a tool call. Answers each line with one of JSON.
import { createInterface } from 'node:readline';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { SSEClientTransport } from '@modelcontextprotocol/sdk/client/sse.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

const client = new Client({ name: 'sdk-v1', version: '1.0.0' });
const say = (answer) => process.stdout.write(`${JSON.stringify(answer)}\n`);

function transportTo({ transport, url, token, command, args, env }) {
  const requestInit = { headers: { authorization: `Bearer ${token}` } };
  if (transport === 'stdio') return new StdioClientTransport({ command, args, env, stderr: 'ignore' });
  if (transport === 'sse') return new SSEClientTransport(new URL(`${url}/mcp/sse`), { requestInit });
  return new StreamableHTTPClientTransport(new URL(`${url}/mcp`), { requestInit });
}

let isConnected = false;
for await (const line of createInterface({ input: process.stdin })) {
  const message = JSON.parse(line);
  try {
    if (isConnected) {
      // the SDK holds each result against the output schema of its tool
      say(await client.callTool(message));
    } else {
      await client.connect(transportTo(message));
      isConnected = true;
      const { tools } = await client.listTools();
      say({ tools: tools.map(({ name }) => name), server: client.getServerVersion() });
    }
  } catch (error) {
    say({ failure: String(error) });
  }
}
await client.close();
