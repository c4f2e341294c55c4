// Tools over Streamable HTTP, and a resource that tells when it has changed: node examples/mcp-http.mjs [symbol] [--once]
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';

const url = new URL('/mcp', process.env.MCP_URL ?? 'http://127.0.0.1:8000');
const symbol = process.argv.slice(2).find((word) => !word.startsWith('--')) ?? 'BTCUSDT';
const headers = { Authorization: `Bearer ${process.env.MCP_TOKEN ?? ''}` };

const client = new Client({ name: 'example', version: '1.0.0' });
await client.connect(new StreamableHTTPClientTransport(url, { requestInit: { headers } }));

const { tools } = await client.listTools();
console.log(`${tools.length} tools: ${tools.map(({ name }) => name).join(' ')}`);

const result = await client.callTool({ name: 'get_klines', arguments: { symbol, interval: '1h', limit: 3 } });
if (result.isError) throw new Error(result.content[0].text); // {code, detail, retryable, nextStep}
for (const { openTime, open, close } of result.structuredContent.result) {
  console.log(`${new Date(openTime).toISOString()} ${open} → ${close}`);
}

const uri = `binance://market/${symbol}`;
client.setNotificationHandler('notifications/resources/updated', async () => {
  const { contents } = await client.readResource({ uri });
  console.log(contents[0].text);
  if (process.argv.includes('--once')) await client.close();
});
await client.subscribeResource({ uri });
