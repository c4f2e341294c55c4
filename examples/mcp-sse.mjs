// The older transport, HTTP+SSE, for clients that know no other: node examples/mcp-sse.mjs [symbol]
import { Client, SSEClientTransport } from '@modelcontextprotocol/client';

const url = new URL('/mcp/sse', process.env.MCP_URL ?? 'http://127.0.0.1:8000');
const symbol = process.argv[2] ?? 'BTCUSDT';
const headers = { Authorization: `Bearer ${process.env.MCP_TOKEN ?? ''}` };

const client = new Client({ name: 'example', version: '1.0.0' });
await client.connect(new SSEClientTransport(url, { requestInit: { headers } }));
const result = await client.callTool({ name: 'get_ticker', arguments: { symbol, type: 'MINI' } });
console.log(result.content[0].text);
await client.close();
