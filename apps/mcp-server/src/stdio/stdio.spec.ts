import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { until } from '@binance-gateway/testing';
import { TOOLS } from '../tools/tool-table.js';
import { MISTAKES } from '../testing/unknown-names.js';
import { INITIALIZE, answerOf } from '../testing/mcp-under-test.js';

/** The bundle that is shipped, made of the sources as they are. */
describe('stdio', () => {
  const outdir = join(__dirname, '../../test-output/stdio');
  const command = process.execPath;
  const start = `import(${JSON.stringify(join(outdir, 'stdio.bundle.mjs'))}).then((m) => m.runStdio())`;
  const args = ['--input-type=module', '-e', start];
  beforeAll(() => void execFileSync(command, [join(__dirname, '../../bundle.mjs'), outdir]));

  it.each([
    ['2025-11-25', undefined],
    ['2026-07-28', { mode: { pin: '2026-07-28' } }],
  ] as const)(
    'serves the tools in revision %s, and keeps stdout to the protocol',
    async (revision, versionNegotiation) => {
      const transport = new StdioClientTransport({
        command,
        args,
        stderr: 'pipe',
        env: { PATH: '/usr/bin' },
      });
      const client = new Client(
        { name: 'spec', version: '1' },
        versionNegotiation ? { versionNegotiation } : {},
      );
      const problems: Error[] = [];
      client.onerror = (error) => problems.push(error);
      await client.connect(transport);
      try {
        expect(client.getNegotiatedProtocolVersion()).toBe(revision);
        const { tools } = await client.listTools();
        expect(tools.map(({ name }) => name)).toEqual(TOOLS.map(({ operation }) => operation.name));
        const order = { symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: '0.01' };
        const placed = await client.callTool({ name: 'place_order', arguments: order });
        expect(answerOf(placed)).toMatchObject({ status: 'FILLED' });
        const wrong = await client.callTool({ name: 'get_klines', arguments: { symbol: 'BTCUSDT' } });
        expect(answerOf(wrong)).toMatchObject({ code: 'INVALID_INPUT' });
        const updated: string[] = [];
        client.setNotificationHandler(
          'notifications/resources/updated',
          ({ params }) => void updated.push(params.uri),
        );
        const uri = 'binance://market/BTCUSDT';
        if (versionNegotiation) await client.listen({ resourceSubscriptions: [uri] });
        else await client.subscribeResource({ uri });
        await until(() => updated.includes(uri));
        expect(problems).toEqual([]);
      } finally {
        await client.close();
      }
    },
    90_000,
  );

  it('words mistakes as the other transports do', async () => {
    const client = new Client({ name: 'spec', version: '1' });
    await client.connect(new StdioClientTransport({ command, args, env: { PATH: '/usr/bin' } }));
    try {
      for (const [, ask, words] of MISTAKES) {
        await expect(ask(client)).rejects.toMatchObject({
          code: -32602,
          message: expect.stringContaining(words),
        });
      }
    } finally {
      await client.close();
    }
  });

  it('ends with its input, and shows no secret', async () => {
    const env = {
      SIMULATOR_API_KEY: 'key-that-is-long',
      SIMULATOR_API_SECRET: 'secret-that-is-long',
      LOG_LEVEL: 'debug',
    };
    const child = spawn(command, args, { env });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (output += text));
    }
    child.stdin.write(`${JSON.stringify(INITIALIZE)}\n`);
    await once(child.stdout, 'data');
    child.stdin.write(
      '{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"get_account_info"}}\n',
    );
    await once(child.stdout, 'data');
    child.stdin.end();
    const [code] = (await once(child, 'exit')) as [number];
    expect(code).toBe(0);
    expect(output).toContain('balances');
    expect(output).not.toMatch(/key-that-is-long|secret-that-is-long/);
  });

  it('answers what is piped in at once, with whatever it begins', async () => {
    const ask = (id: number, method: string, params?: object): string =>
      `${JSON.stringify({ jsonrpc: '2.0', id, method, ...(params ? { params } : {}) })}\n`;
    const meta = {
      'io.modelcontextprotocol/protocolVersion': '2026-07-28',
      'io.modelcontextprotocol/clientCapabilities': {},
    };
    const call = { name: 'get_server_time', arguments: {} };
    const conversations = [
      [
        `${JSON.stringify(INITIALIZE)}\n`,
        '{"jsonrpc":"2.0","method":"notifications/initialized"}\n',
        ask(2, 'tools/list'),
        ask(3, 'prompts/list'),
        ask(4, 'tools/call', call),
      ],
      [
        ask(1, 'server/discover', { _meta: meta }),
        ask(2, 'resources/list', { _meta: meta }),
        ask(3, 'tools/call', { ...call, _meta: meta }),
      ],
      [ask(1, 'tools/list', { _meta: meta })],
    ];
    for (const lines of conversations) {
      const child = spawn(command, args, { env: {} });
      let output = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
      child.stdin.end(lines.join(''));
      const [code] = (await once(child, 'close')) as [number];
      const answers = output.trim().split('\n');
      expect([code, answers.length]).toEqual([0, lines.filter((line) => line.includes('"id"')).length]);
      const [first = ''] = answers;
      expect(first).toMatch(/"protocolVersion"|"supportedVersions"|get_ticker/);
      for (const answer of answers) expect(JSON.parse(answer)).not.toHaveProperty('error');
    }
  }, 90_000);

  it('answers every line that is no message, and goes on', async () => {
    const child = spawn(command, args, { env: { BODY_LIMIT: '4kb' } });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
    const answers = (): { id: unknown; error?: { code: number; message: string }; result?: object }[] =>
      output
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as { id: unknown });
    const call = '{"jsonrpc":"2.0","id":"c","method":"tools/call","params":{"name":"get_ticker","arguments":';
    const lines = [
      '{"jsonrpc":',
      'GET / HTTP/1.1',
      '[{"jsonrpc":"2.0","id":1,"method":"ping"}]',
      '{"hello":"world"}',
      `${call}{"symbol":"BTCUSDT","symbol":"ETHUSDT"}}}`,
      'x'.repeat(100_000),
    ];
    child.stdin.write(`\n\r\n${lines.join('\r\n')}\n${JSON.stringify(INITIALIZE)}\n`);
    await until(() => answers().length === lines.length + 1);
    expect(answers().map(({ id, error }) => [id, error?.code])).toEqual([
      [null, -32700],
      [null, -32700],
      [null, -32600],
      [null, -32600],
      ['c', -32600],
      [null, -32600],
      [1, undefined],
    ]);
    expect(answers()[5]?.error?.message).toContain('4096 bytes');
    // a message that comes in pieces, and one without its end of line
    for (const piece of ['{"jsonrpc":"2.0",', '"id":2,"method":"ping"}', '\n']) child.stdin.write(piece);
    await until(() => answers().some(({ id }) => id === 2));
    child.stdin.end('{"jsonrpc":"2.0","id":3,"method":"ping"}');
    const [code] = (await once(child, 'close')) as [number];
    expect(code).toBe(0);
    expect(answers().at(-1)).toMatchObject({ id: 3, result: {} });
  });

  it('says what is wrong with its settings, and where', async () => {
    const child = spawn(command, args, { env: { BINANCE_ENV: 'moon', MCP_TOOLSETS: 'foo' } });
    let [out, err] = ['', ''];
    child.stdout.on('data', (text: Buffer) => (out += text.toString()));
    child.stderr.on('data', (text: Buffer) => (err += text.toString()));
    const [code] = (await once(child, 'exit')) as [number];
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain('BINANCE_ENV must be one of');
    expect(err).toContain('MCP_TOOLSETS must be one of default, market, books');
  });
});
