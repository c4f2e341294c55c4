// What a model reads of a book, in tokens (characters / 4): every symbol of the embedded exchange, one look a second.
import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { seededRandom, silentLogger, systemClock } from '@binance-gateway/domain-types';
import { Metrics, assembleUpstream, loadConfig } from '@binance-gateway/platform';
import { LOCAL_PRINCIPAL } from '../src/server/mcp-core.js';
import { ToolCalls } from '../src/tools/call-tool.js';
import { TOOLS } from '../src/tools/tool-table.js';

const LOOKS = 5;
const config = loadConfig('mcp-server', {});
const deps = { clock: systemClock, random: seededRandom(1), logger: silentLogger, metrics: new Metrics() };
const upstream = await assembleUpstream(config, deps);
const core = { ...deps, config, upstream: () => Promise.resolve(upstream), newId: randomUUID };
const calls = new ToolCalls(core);
const symbols = [...(await upstream.symbols.all()).keys()];

async function tokensOf(name: string, symbol: string): Promise<number> {
  const spec = TOOLS.find(({ operation }) => operation.name === name) as (typeof TOOLS)[number];
  const dialog = { canElicit: false, responses: undefined, state: undefined };
  const { signal } = new AbortController();
  const result = await calls.call({ spec, args: { symbol }, principal: LOCAL_PRINCIPAL, signal, dialog });
  const [content] = result.content as { text: string }[];
  if (result.isError || !content) throw new Error(`${name} of ${symbol}: ${content?.text}`);
  return content.text.length / 4;
}

console.log('| answer | median | longest |');
console.log('|---|---|---|');
for (const name of ['get_orderbook_metrics', 'get_orderbook_depth']) {
  const tokens: number[] = [];
  for (let look = 0; look < LOOKS; look++) {
    for (const symbol of symbols) tokens.push(await tokensOf(name, symbol));
    await setTimeout(1_000);
  }
  tokens.sort((a, b) => a - b);
  console.log(
    `| ${name} | ${Math.round(tokens[tokens.length >> 1] as number)} | ${Math.round(tokens.at(-1) as number)} |`,
  );
}
await upstream.close();
