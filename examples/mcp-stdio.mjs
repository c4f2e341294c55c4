// Starts the server as a desktop client does and places an order with play money: node examples/mcp-stdio.mjs
// Build it first: npx nx build mcp-server
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';

const server = process.env.MCP_SERVER ?? 'apps/mcp-server/dist/main.js';
const transport = new StdioClientTransport({ command: process.execPath, args: [server, '--mode', 'stdio'] });
const client = new Client({ name: 'example', version: '1.0.0' });
await client.connect(transport);
console.log(client.getInstructions());

const order = { symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quoteOrderQty: '100' };
const placed = await client.callTool({ name: 'place_order', arguments: order });
console.log(placed.content[0].text);
const balances = await client.readResource({ uri: 'binance://account/balances' });
console.log(balances.contents[0].text);
await client.close();
