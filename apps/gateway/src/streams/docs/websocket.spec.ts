import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { systemClock } from '@binance-gateway/domain-types';
import { replaceTable } from '@binance-gateway/platform';
import { DISCONNECT, shouldReconnect } from '@binance-gateway/stream-hub';
import { FaultProxy, until } from '@binance-gateway/testing';
import { GatewayUnderTest, TOKENS } from '../../testing/gateway-under-test.js';
import { DEPTH_LEVELS } from '../stream-names.js';
import { STREAM_PATHS } from '../stream-paths.js';
import { closeCodesTable, streamErrorsTable, streamLimitsTable } from './websocket-tables.js';

const ROOT = join(__dirname, '../../../../..');
const PAGE = join(ROOT, 'docs/websocket.md');
const EXAMPLES = join(ROOT, 'examples');

describe('docs/websocket.md', () => {
  const page = readFileSync(PAGE, 'utf8');

  it.each([
    ['close-codes', closeCodesTable()],
    ['stream-errors', streamErrorsTable()],
    ['stream-limits', streamLimitsTable()],
  ])('has the table %s of the code (written anew with UPDATE_DOCS=1)', (name, table) => {
    if (process.env['UPDATE_DOCS'])
      writeFileSync(PAGE, replaceTable(readFileSync(PAGE, 'utf8'), name, table));
    else expect(replaceTable(page, name, table)).toBe(page);
  });

  it('shows the example as it is', () => {
    const example = readFileSync(join(EXAMPLES, 'ticker.mjs'), 'utf8');
    expect(page).toContain(`<!-- example: ticker.mjs -->\n\n\`\`\`js\n${example}\`\`\``);
  });

  it('names every path and every number of levels', () => {
    for (const path of Object.keys(STREAM_PATHS)) expect(page).toContain(path.replace(/:(\w+)/, '{$1}'));
    expect(page).toContain(`${DEPTH_LEVELS.join(', ').replace(/, full$/, ' or full')}; without it, 20`);
  });

  it('gives advice for each close code, or by its range', () => {
    for (const { code, reconnect } of Object.values(DISCONNECT)) {
      expect(reconnect).toBe(code >= 3000 && code < 3500);
      expect(shouldReconnect(code)).toBe(reconnect);
    }
  });
});

describe('the examples', () => {
  let gateway: GatewayUnderTest;
  let url: string;
  beforeAll(async () => {
    gateway = await GatewayUnderTest.start();
    await gateway.app.listen(0, '127.0.0.1');
    url = `http://127.0.0.1:${(gateway.app.getHttpServer().address() as AddressInfo).port}`;
  });
  afterAll(() => gateway.close());

  const run = (example: string, token: string): Promise<{ code: number | null; output: string }> =>
    new Promise((resolve) => {
      const child = spawn(process.execPath, [join(EXAMPLES, example), '--once'], {
        env: { PATH: process.env['PATH'], GATEWAY_URL: url, GATEWAY_TOKEN: token },
      });
      let output = '';
      for (const stream of [child.stdout, child.stderr])
        stream.on('data', (chunk) => (output += String(chunk)));
      child.on('close', (code) => resolve({ code, output }));
    });

  it.each([
    ['ticker.mjs', /^BTCUSDT \d+\.\d{8} \(-?[\d.]+ % in 24 h\)$/m],
    ['order-book.mjs', /^BTCUSDT \d+ {2}bid \d+\.\d{8} × \d+\.\d{8} {2}ask \d+\.\d{8} × \d+\.\d{8}$/m],
    // which of its streams speaks first is up to the market
    ['resume.mjs', /^btcusdt@trade \d+ \{"e":"trade",.*\}$/m],
    ['many-streams.mjs', /^(btc|eth)usdt@(trade|bookTicker) \d+ \{".*\}$/m],
  ])(
    '%s runs',
    async (example, line) => {
      const { code, output } = await run(example, TOKENS.reader);
      expect(output).toMatch(line);
      expect(code).toBe(0);
    },
    30_000,
  );

  it('resume.mjs misses no trade when its connection is cut, in forty lines', async () => {
    expect(
      readFileSync(join(EXAMPLES, 'resume.mjs'), 'utf8').trimEnd().split('\n').length,
    ).toBeLessThanOrEqual(40);
    const { hostname, port } = new URL(url);
    const proxy = await FaultProxy.start({
      target: { host: hostname, port: Number(port) },
      clock: systemClock,
    });
    const child = spawn(process.execPath, [join(EXAMPLES, 'resume.mjs')], {
      env: {
        PATH: process.env['PATH'],
        GATEWAY_URL: `http://${proxy.authority}`,
        GATEWAY_TOKEN: TOKENS.reader,
      },
    });
    let output = '';
    child.stdout.on('data', (chunk) => (output += String(chunk)));
    const ids = (): number[] => [...output.matchAll(/"t":(\d+)/g)].map(([, id]) => Number(id));
    for (let cuts = 1; cuts <= 2; cuts++) {
      const before = ids().length;
      await until(() => ids().length > before + 3, { timeoutMs: 30_000 });
      proxy.reset();
      await until(() => output.split('{"recovered":true}').length === cuts + 1, { timeoutMs: 30_000 });
    }
    const seen = ids().length;
    await until(() => ids().length > seen + 3, { timeoutMs: 30_000 });
    expect(ids()).toEqual(ids().map((_, i) => (ids()[0] as number) + i));
    expect(output).not.toMatch(/"recovered":false|"gap"/);
    child.kill();
    await proxy.close();
  }, 60_000);

  it('say why they are not let in', async () => {
    const { code, output } = await run('order-book.mjs', 'wrong');
    expect(output).toContain('"UNAUTHENTICATED"');
    expect(code).toBe(1);
  });
});
