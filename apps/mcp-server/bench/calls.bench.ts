// What a tool call costs over each transport when the answer is there at once: the time of the operation is not in it.
// One raw client, one call after the other, connection kept. And what a model reads before it can call anything.
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { silentLogger, systemClock, systemRandom } from '@binance-gateway/domain-types';
import { Metrics, assembleUpstream, loadConfig } from '@binance-gateway/platform';
import { McpHttpServer } from '../src/http/http-server.js';

const WARM_UP = 300;
const CALLS = 1_500;
const ANSWER = { mins: 5, price: '61837.63000000', closeTime: 1_723_161_255_343 };
const MODERN = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientCapabilities': {},
};
const agent = new Agent({ keepAlive: true, maxSockets: 1 });

const config = loadConfig('mcp-server', {
  PORT: '0',
  GATEWAY_TOKENS: 'bench:bench',
  THROTTLE_LIMIT: '10000000',
  BINANCE_REST_URL: 'http://127.0.0.1:9',
  BINANCE_STREAM_URL: 'ws://127.0.0.1:9',
  BINANCE_WS_API_URL: 'ws://127.0.0.1:9',
});
const metrics = new Metrics();
const deps = { clock: systemClock, random: systemRandom, logger: silentLogger, metrics };
const upstream = await assembleUpstream(config, deps);
Object.assign(upstream.operations, { run: () => Promise.resolve(ANSWER) });
const core = {
  config,
  clock: systemClock,
  logger: silentLogger,
  metrics,
  upstream: () => Promise.resolve(upstream),
  newId: randomUUID,
};
const server = new McpHttpServer(core);
const url = await server.listen();

interface Reply {
  readonly headers: Record<string, string | string[] | undefined>;
  readonly text: string;
}

function post(path: string, message: object, headers: Record<string, string> = {}): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const body = JSON.stringify(message);
    const outgoing = request(
      url + path,
      {
        method: 'POST',
        agent,
        headers: {
          authorization: 'Bearer bench',
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          accept: 'application/json, text/event-stream',
          ...headers,
        },
      },
      (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        response.on('end', () => resolve({ headers: response.headers, text }));
      },
    );
    outgoing.on('error', reject).end(body);
  });
}

const initialize = (id: number): object => ({
  jsonrpc: '2.0',
  id,
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'bench', version: '1' } },
});
const call = (id: number, meta?: object): object => ({
  jsonrpc: '2.0',
  id,
  method: 'tools/call',
  params: { name: 'get_average_price', arguments: { symbol: 'BTCUSDT' }, ...(meta ? { _meta: meta } : {}) },
});

async function measure(name: string, one: (id: number) => Promise<string>): Promise<void> {
  for (let id = 10; id < WARM_UP; id++) await one(id);
  const times: number[] = [];
  for (let id = WARM_UP; id < WARM_UP + CALLS; id++) {
    const begin = performance.now();
    const text = await one(id);
    times.push(performance.now() - begin);
    if (!text.includes('61837.63')) throw new Error(`${name}: ${text.slice(0, 300)}`);
  }
  times.sort((a, b) => a - b);
  const at = (share: number): string => (times[Math.floor(times.length * share)] as number).toFixed(2);
  console.log(`| ${name} | ${at(0.5)} | ${at(0.9)} | ${at(0.99)} |`);
}

console.log(
  `${CALLS} calls of get_average_price with its answer at hand, client and server in one process but for stdio`,
);
console.log('| transport | p50 (ms) | p90 | p99 |');
console.log('|---|---|---|---|');

await measure(
  'empty route (/health)',
  async () => (await post('/health', {}).catch(() => ({ text: '' }))).text + '61837.63',
);

const { headers } = await post('/mcp', initialize(1));
const session = { 'mcp-session-id': String(headers['mcp-session-id']) };
await measure('Streamable HTTP, session', async (id) => (await post('/mcp', call(id), session)).text);

const modern = {
  'mcp-protocol-version': '2026-07-28',
  'mcp-method': 'tools/call',
  'mcp-name': 'get_average_price',
};
await measure(
  'Streamable HTTP, 2026-07-28',
  async (id) => (await post('/mcp', call(id, MODERN), modern)).text,
);

const sse = await fetch(`${url}/mcp/sse`, { headers: { authorization: 'Bearer bench' } });
const waiting = new Map<number, (text: string) => void>();
let buffered = '';
void (async () => {
  for await (const chunk of sse.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    buffered += chunk;
    for (let end = buffered.indexOf('\n\n'); end >= 0; end = buffered.indexOf('\n\n')) {
      const data = /^data: (\{.*)$/m.exec(buffered.slice(0, end))?.[1];
      buffered = buffered.slice(end + 2);
      const id = Number(/"id":(\d+)/.exec(data ?? '')?.[1]);
      waiting.get(id)?.(data as string);
      waiting.delete(id);
    }
  }
})();
const overSse = (message: object, id: number): Promise<string> =>
  new Promise((resolve, reject) => {
    waiting.set(id, resolve);
    post(`/mcp/message?sessionId=${sse.headers.get('x-connection-id')}`, message).catch(reject);
  });
await overSse(initialize(1), 1);
await measure('HTTP+SSE', (id) => overSse(call(id), id));

const child = spawn(
  process.execPath,
  [fileURLToPath(new URL('../src/main.js', import.meta.url)), '--mode', 'stdio'],
  {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: { PATH: process.env['PATH'], THROTTLE_LIMIT: '10000000' },
  },
);
const lines = createInterface({ input: child.stdout });
const overStdio = (message: object): Promise<string> =>
  new Promise((resolve) => {
    lines.once('line', resolve);
    child.stdin.write(`${JSON.stringify(message)}\n`);
  });
await overStdio(initialize(1));
const refused = (id: number): object => ({
  jsonrpc: '2.0',
  id,
  method: 'tools/call',
  params: { name: 'get_average_price', arguments: {} },
});
await overStdio(refused(2));
await measure('stdio, input refused', async (id) => (await overStdio(refused(id))) + '61837.63');
child.stdin.end();

const { text } = await post('/mcp', { jsonrpc: '2.0', id: 2, method: 'tools/list' }, session);
const data = /^data: (.+)$/m.exec(text)?.[1] ?? text;
const { tools } = (
  JSON.parse(data) as { result: { tools: { name: string; description: string; inputSchema: object }[] } }
).result;
const read = JSON.stringify(
  tools.map(({ name, description, inputSchema }) => ({ name, description, inputSchema })),
);
console.log(
  `\n${tools.length} tools: a model reads ${Math.round(read.length / 4)} tokens (characters / 4) of names, descriptions and inputs`,
);
console.log(`all of tools/list: ${Math.round(JSON.stringify(tools).length / 4)} tokens`);

await server.close();
await upstream.close();
