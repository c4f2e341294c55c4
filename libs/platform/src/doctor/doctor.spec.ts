import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type Server, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seededRandom, systemClock } from '@binance-gateway/domain-types';
import type { Simulator } from '@binance-gateway/exchange-simulator';
import { loadConfig } from '../config/load-config.js';
import { diagnose } from './doctor.js';
import { type Diagnosis, Findings, type Verdict, findingText } from './finding.js';
import { checkAccess, checkNode } from './machine.js';

describe('doctor', () => {
  let exchange: Simulator;
  let directory: string;
  beforeAll(async () => {
    const { startSimulator } = await import('@binance-gateway/exchange-simulator');
    exchange = await startSimulator({ seed: 1, eventsPerSecond: 0 });
    directory = mkdtempSync(join(tmpdir(), 'doctor-spec-'));
  });
  afterAll(async () => {
    await exchange.close();
    rmSync(directory, { recursive: true });
  });

  const environment = (): Record<string, string> => ({
    PORT: '0',
    DATA_DIR: join(directory, 'data'),
    BINANCE_ENV: 'testnet',
    BINANCE_REST_URL: exchange.urls.rest,
    BINANCE_STREAM_URL: exchange.urls.stream,
    BINANCE_WS_API_URL: exchange.urls.wsApi,
    BINANCE_API_KEY: exchange.credentials.apiKey,
    BINANCE_API_SECRET: exchange.credentials.apiSecret,
  });
  const examine = (changes: Record<string, string> = {}): Promise<Diagnosis> =>
    diagnose({
      app: 'gateway',
      clock: systemClock,
      random: seededRandom(1),
      environment: { ...environment(), ...changes },
    });
  const verdicts = ({ findings }: Diagnosis): Record<string, Verdict> =>
    Object.fromEntries(findings.map(({ check, verdict }) => [check, verdict]));
  const finding = ({ findings }: Diagnosis, name: string): string =>
    findings
      .filter(({ check }) => check === name)
      .map(findingText)
      .join('\n');

  it('finds nothing wrong where nothing is', async () => {
    const diagnosis = await examine();
    expect(diagnosis.exitCode).toBe(0);
    expect(verdicts(diagnosis)).toEqual({
      node: 'ok',
      configuration: 'ok',
      tokens: 'ok',
      reach: 'ok',
      port: 'ok',
      'data directory': 'ok',
      rest: 'ok',
      clock: 'ok',
      streams: 'ok',
      'ws api': 'ok',
      'exchange key': 'ok',
      trading: 'ok',
    });
  });

  it('needs nothing set: the embedded exchange is looked at', async () => {
    const diagnosis = await diagnose({
      app: 'gateway',
      clock: systemClock,
      random: seededRandom(1),
      environment: { PORT: '0', DATA_DIR: join(directory, 'data') },
    });
    expect(diagnosis.exitCode).toBe(0);
  });

  it('names every variable that is wrong, and ends there', async () => {
    const diagnosis = await examine({ BINANCE_ENV: 'moon', PORT: '-1' });
    expect(diagnosis.exitCode).toBe(1);
    expect(finding(diagnosis, 'configuration')).toMatch(
      /BINANCE_ENV must be one of[^]*PORT must be an integer/,
    );
    expect(verdicts(diagnosis)['rest']).toBeUndefined();
  });

  it.each([
    ['BINANCE_API_SECRET', 'another-secret', 'the secret does not belong to the key'],
    ['BINANCE_API_KEY', 'unknown-key', 'the key is unknown there'],
  ])('tells what is wrong with the credentials: %s', async (variable, value, remedy) => {
    const diagnosis = await examine({ [variable]: value });
    expect([diagnosis.exitCode, verdicts(diagnosis)['exchange key']]).toEqual([1, 'fail']);
    expect(finding(diagnosis, 'exchange key')).toContain(remedy);
    expect(JSON.stringify(diagnosis)).not.toContain(value);
  });

  it('says that nothing but public data works without a key', async () => {
    const diagnosis = await examine({ BINANCE_API_KEY: '', BINANCE_API_SECRET: '' });
    expect([diagnosis.exitCode, verdicts(diagnosis)['exchange key']]).toEqual([0, 'warn']);
  });

  it('tells which address does not answer', async () => {
    const closed = createServer();
    closed.listen(0, '127.0.0.1');
    await once(closed, 'listening');
    const { port } = closed.address() as AddressInfo;
    closed.close();
    const diagnosis = await examine({ BINANCE_REST_URL: `http://127.0.0.1:${port}` });
    expect(verdicts(diagnosis)).toMatchObject({ rest: 'fail', streams: 'ok', 'exchange key': 'skip' });
    expect(finding(diagnosis, 'rest')).toContain('BINANCE_REST_URL');
  });

  it('knows a clock that is off', async () => {
    exchange.control.skewClock(-5_000);
    try {
      const diagnosis = await examine();
      expect(verdicts(diagnosis)).toMatchObject({ clock: 'warn', 'exchange key': 'ok' });
      expect(finding(diagnosis, 'clock')).toContain('ahead of the exchange');
    } finally {
      exchange.control.skewClock(0);
    }
  });

  it('knows a directory that cannot be written', async () => {
    const file = join(directory, 'a-file');
    writeFileSync(file, '');
    const diagnosis = await examine({ DATA_DIR: join(file, 'data') });
    expect([diagnosis.exitCode, verdicts(diagnosis)['data directory']]).toEqual([1, 'fail']);
  });

  describe('the port', () => {
    let holder: Server;
    let health: string;
    beforeAll(async () => {
      holder = createServer((_, response) => response.end(health));
      holder.listen(0, '127.0.0.1');
      await once(holder, 'listening');
    });
    afterAll(() => holder.close());

    it.each([
      ['{"status":"ok"}', 'ok', 'a gateway answers'],
      ['hello', 'fail', 'taken by another program'],
    ])('that answers %s', async (answer, verdict, words) => {
      health = answer;
      const { port } = holder.address() as AddressInfo;
      const diagnosis = await examine({ PORT: String(port) });
      expect(verdicts(diagnosis)['port']).toBe(verdict);
      expect(finding(diagnosis, 'port')).toContain(words);
    });
  });

  describe('the permissions of a key on mainnet', () => {
    let front: Server;
    let restrictions: object;
    /** The exchange, and what only the real one has. */
    beforeAll(async () => {
      front = createServer((incoming, response) => {
        if (incoming.url?.startsWith('/sapi/v1/account/apiRestrictions')) {
          response.end(JSON.stringify(restrictions));
          return;
        }
        const { method, headers, url = '' } = incoming;
        const onward = request(exchange.urls.rest + url, { method, headers }, (answer) => {
          response.writeHead(answer.statusCode as number, answer.headers);
          answer.pipe(response);
        });
        incoming.pipe(onward);
      });
      front.listen(0, '127.0.0.1');
      await once(front, 'listening');
    });
    afterAll(() => {
      front.closeAllConnections();
      front.close();
    });

    it.each([
      [{ enableWithdrawals: false, ipRestrict: true, enableSpotAndMarginTrading: true }, 0, 'no withdrawals'],
      [{ enableWithdrawals: true, ipRestrict: true, enableSpotAndMarginTrading: true }, 0, 'may withdraw'],
      [{ enableWithdrawals: false, ipRestrict: false, enableSpotAndMarginTrading: true }, 0, 'every address'],
      [{ enableWithdrawals: false, ipRestrict: true, enableSpotAndMarginTrading: false }, 1, 'may not trade'],
    ])('%j', async (answer, exitCode, words) => {
      restrictions = answer;
      const { port } = front.address() as AddressInfo;
      const diagnosis = await examine({
        BINANCE_ENV: 'mainnet',
        TRADING_ENABLED: 'true',
        BINANCE_REST_URL: `http://127.0.0.1:${port}`,
      });
      expect(finding(diagnosis, 'permissions')).toContain(words);
      expect(diagnosis.exitCode).toBe(exitCode);
    });
  });
});

describe('checkAccess', () => {
  it('warns of short tokens and of a port that others reach', () => {
    const findings = new Findings();
    const tokens = 'bot:abc,board:0123456789abcdef';
    checkAccess(loadConfig('gateway', { HOST: '0.0.0.0', GATEWAY_TOKENS: tokens }), findings);
    expect(findings.diagnosis().findings).toMatchObject([
      { check: 'tokens', verdict: 'warn', found: 'short: bot' },
      { check: 'reach', verdict: 'warn' },
    ]);
  });
});

describe('checkNode', () => {
  it.each([
    ['18.20.0', 'fail'],
    ['20.18.3', 'fail'],
    ['20.19.0', 'ok'],
    ['21.7.0', 'fail'],
    ['22.11.0', 'fail'],
    ['22.12.0', 'ok'],
    ['23.4.0', 'fail'],
    ['24.0.0', 'ok'],
    ['26.1.0', 'ok'],
  ])('%s', (version, verdict) => {
    const findings = new Findings();
    checkNode(findings, version);
    expect(findings.diagnosis().findings).toMatchObject([{ verdict }]);
  });
});
