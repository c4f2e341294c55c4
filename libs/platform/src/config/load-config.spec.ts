import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { type Config, ConfigError, type Environment, loadConfig } from './load-config.js';
import { sha256Hex } from './secret.js';
import { secretsOf } from './secrets.js';
import { VARIABLES, type VariableName } from './variables.js';

const load = (environment: Environment = {}): Config => loadConfig('gateway', environment);

function problemsOf(environment: Environment): Partial<Record<VariableName, string>> {
  try {
    load(environment);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return Object.fromEntries(error.problems.map(({ variable, message }) => [variable, message]));
  }
  return {};
}

describe('loadConfig', () => {
  it('makes a token where one is needed and none is configured', () => {
    expect(loadConfig('mcp-server', {}).tokens).toHaveLength(1);
    const { tokens, generatedToken } = loadConfig('mcp-server', {}, { makesToken: false });
    expect([tokens, generatedToken]).toEqual([[], undefined]);
  });

  it('needs nothing: an embedded exchange on a loopback address with a token made for this start', () => {
    const config = load();
    expect(config.binance).toMatchObject({
      environment: 'simulator',
      credential: undefined,
      recvWindowMs: 5000,
    });
    expect(config.http).toMatchObject({ host: '127.0.0.1', port: 3000, bodyLimit: 65_536, corsOrigins: [] });
    expect(config.trading.enabled).toBe(true);
    const token = config.generatedToken?.reveal() as string;
    expect(token).toMatch(/^[A-Za-z0-9_-]{32}$/);
    expect(config.tokens).toMatchObject([
      { name: 'local', digest: sha256Hex(token), scopes: ['read', 'trade', 'admin'] },
    ]);
    expect(load().generatedToken?.reveal()).not.toBe(token);
  });

  it.each([
    ['gateway', 3000],
    ['mcp-server', 8000],
    ['exchange-simulator', 9443],
  ] as const)('gives %s the port %d', (app, port) => {
    expect(loadConfig(app, {}).http.port).toBe(port);
    expect(loadConfig(app, { PORT: '0' }).http.port).toBe(0);
  });

  it('takes an empty variable for one that is not set', () => {
    expect(load({ BINANCE_ENV: '', PORT: ' ', GATEWAY_TOKENS: '' })).toMatchObject({
      binance: { environment: 'simulator' },
      http: { port: 3000 },
    });
  });

  it('switches trading off on mainnet alone, unless told otherwise', () => {
    const enabled = (environment: Environment): boolean => load(environment).trading.enabled;
    expect(enabled({ BINANCE_ENV: 'testnet' })).toBe(true);
    expect(enabled({ BINANCE_ENV: 'demo' })).toBe(true);
    expect(enabled({ BINANCE_ENV: 'mainnet' })).toBe(false);
    expect(enabled({ BINANCE_ENV: 'mainnet', TRADING_ENABLED: 'true' })).toBe(true);
    expect(enabled({ TRADING_ENABLED: 'no' })).toBe(false);
  });

  it('names every variable that is wrong, in one message', () => {
    const environment = {
      BINANCE_ENV: 'production',
      BINANCE_REST_URL: 'ws://wrong.example',
      BINANCE_STREAM_URL: 'not a url',
      PORT: '70000',
      THROTTLE_LIMIT: '-1',
      BODY_LIMIT: '1gb',
      CORS_ORIGINS: 'https://app.example/path',
      TRADING_ENABLED: 'maybe',
      RECV_WINDOW_MS: '60001',
      UPSTREAM_TIMEOUT_MS: '1e3',
      LOG_LEVEL: 'loud',
    };
    expect(Object.keys(problemsOf(environment)).sort()).toEqual(Object.keys(environment).sort());
    expect(() => load(environment)).toThrow(/BINANCE_ENV must be one of simulator, testnet, demo, mainnet/);
  });

  it.each(Object.keys(VARIABLES) as VariableName[])('parses the documented default of %s', (name) => {
    const spec = VARIABLES[name];
    if (!('default' in spec)) return expect(load()).toBeDefined();
    return expect(problemsOf({ [name]: spec.default })).toEqual({});
  });

  describe('a bind that others can reach', () => {
    it.each(['0.0.0.0', '::', '192.168.1.5', 'gateway.example', '127.0.0.1.example'])(
      'needs tokens: %s',
      (HOST) => {
        expect(problemsOf({ HOST })).toEqual({ GATEWAY_TOKENS: expect.stringContaining('is required') });
        expect(problemsOf({ HOST, GATEWAY_TOKENS: 'bot:secret-token' })).toEqual({});
      },
    );

    it('needs none for the exchange alone, which has keys of its own', () => {
      expect(loadConfig('exchange-simulator', { HOST: '0.0.0.0' }).http.host).toBe('0.0.0.0');
    });

    it.each(['127.0.0.1', '127.8.8.8', '::1', 'localhost'])('is not %s', (HOST) => {
      expect(problemsOf({ HOST })).toEqual({});
    });
  });

  it.each([
    [{}, 'this machine'],
    [{ HOST: '0.0.0.0' }, 'nobody'],
    [{ DROP_IN_PUBLIC_READS: 'true', HOST: '0.0.0.0' }, 'everybody'],
    [{ DROP_IN_PUBLIC_READS: 'false' }, 'nobody'],
  ])('%j: market data without a key is for %s', (env, openTo) => {
    expect(loadConfig('gateway', { GATEWAY_TOKENS: 'bot:secret-token', ...env }).dropIn.openTo).toBe(openTo);
  });

  it('takes toolsets as a list, each once, and names those there are', () => {
    expect(load().mcp.toolsets).toEqual(['default']);
    expect(load({ MCP_TOOLSETS: 'default, connector,default' }).mcp.toolsets).toEqual([
      'default',
      'connector',
    ]);
    for (const MCP_TOOLSETS of ['default,', 'everything', 'Default']) {
      expect(problemsOf({ MCP_TOOLSETS }).MCP_TOOLSETS).toContain('must be one of default, market, books');
    }
  });

  it('names a recording that is not there', () => {
    expect(problemsOf({ SIMULATOR_REPLAY: '/no/such/file' })).toEqual({
      SIMULATOR_REPLAY: 'names a file that cannot be read (ENOENT)',
    });
  });

  describe('GATEWAY_TOKENS', () => {
    it('keeps names, scopes and digests, not tokens', () => {
      const config = load({
        GATEWAY_TOKENS: 'bot:t0ken-one:read+trade, view:t0ken-two:read,plain:t0ken-three',
      });
      expect(config.tokens).toMatchObject([
        { name: 'bot', digest: sha256Hex('t0ken-one'), scopes: ['read', 'trade'] },
        { name: 'view', digest: sha256Hex('t0ken-two'), scopes: ['read'] },
        { name: 'plain', digest: sha256Hex('t0ken-three'), scopes: ['read', 'trade'] },
      ]);
      expect(config.generatedToken).toBeUndefined();
      expect(inspect(config, { depth: 9 })).not.toContain('t0ken');
    });

    it.each([
      ['no-token', 'entry 1 must look like'],
      ['a:t:read:more', 'entry 1 must look like'],
      ['a:good-token,b:', 'entry 2 must look like'],
      ['a b:token', 'entry 1 must begin with a name'],
      ['a:tok en', 'entry 1 has a token with characters'],
      ['a:token:read+write', 'entry 1 has an unknown scope'],
      ['a:one,a:two', 'must not use a name twice'],
      ['a:one,b:one', 'must not give one token to two names'],
    ])('refuses %j without repeating it', (value, message) => {
      const problem = problemsOf({ GATEWAY_TOKENS: value }).GATEWAY_TOKENS as string;
      expect(problem).toContain(message);
      expect(problem).not.toContain(value);
    });
  });

  describe('GATEWAY_POLICIES', () => {
    const GATEWAY_TOKENS = 'bot:t0ken-one,view:t0ken-two:read';
    const policies = (table: object): string => JSON.stringify(table);

    it('are kept by token name, from the variable or from a file', () => {
      const table = { bot: { symbols: ['BTCUSDT'], maxNotionalPerOrder: '100' }, '*': { maxOpenOrders: 0 } };
      expect(load({ GATEWAY_TOKENS, GATEWAY_POLICIES: policies(table) }).trading.policies).toEqual(table);
      expect(load({ GATEWAY_POLICIES: policies({ local: {}, stdio: {} }) }).trading.policies).toEqual({
        local: {},
        stdio: {},
      });
      const folder = mkdtempSync(join(tmpdir(), 'gateway-config-'));
      try {
        const path = join(folder, 'policies.json');
        writeFileSync(path, policies(table));
        expect(load({ GATEWAY_TOKENS, GATEWAY_POLICIES_FILE: path }).trading.policies).toEqual(table);
        expect(problemsOf({ GATEWAY_TOKENS, GATEWAY_POLICIES_FILE: join(folder, 'none') })).toEqual({
          GATEWAY_POLICIES_FILE: 'names a file that cannot be read (ENOENT)',
        });
        writeFileSync(path, '[]');
        expect(problemsOf({ GATEWAY_TOKENS, GATEWAY_POLICIES_FILE: path })).toEqual({
          GATEWAY_POLICIES_FILE:
            'names a file that must be a JSON object with one policy for each token name',
        });
      } finally {
        rmSync(folder, { recursive: true });
      }
    });

    it.each<[string, RegExp]>([
      ['{', /^must hold JSON such as/],
      ['7', /^must be a JSON object/],
      [policies({ bot: 7 }), /^has a policy of "bot" that is not valid: input must be an object/],
      [
        policies({ bot: { maxNotionalPerOrder: 100 } }),
        /maxNotionalPerOrder must be a decimal string .* got 100/,
      ],
      [
        policies({ bot: { maxNotionalPerOder: '1' } }),
        /maxNotionalPerOder is not a known field; allowed are symbols, /,
      ],
      [policies({ bot: { sides: ['buy'] } }), /sides must be a list such as \["BUY"\]/],
      [policies({ bot: { ordersPerMinute: 0 } }), /ordersPerMinute must be an integer from 1/],
      [policies({ bott: {} }), /has a policy of "bott", but GATEWAY_TOKENS has no such token/],
    ])('refuses %s', (value, message) => {
      expect(problemsOf({ GATEWAY_TOKENS, GATEWAY_POLICIES: value }).GATEWAY_POLICIES).toMatch(message);
    });
  });

  describe('credentials', () => {
    const apiKey = 'planted-api-key';

    it('are an HMAC pair, under either name of the secret', () => {
      for (const name of ['BINANCE_API_SECRET', 'BINANCE_SECRET_KEY']) {
        const { credential } = load({ BINANCE_API_KEY: apiKey, [name]: 'planted-secret' }).binance;
        expect(credential && 'apiSecret' in credential && credential.apiSecret.reveal()).toBe(
          'planted-secret',
        );
      }
    });

    it('say what is missing or too many', () => {
      expect(problemsOf({ BINANCE_API_KEY: apiKey })).toHaveProperty('BINANCE_API_SECRET');
      expect(problemsOf({ BINANCE_API_SECRET: 'x' })).toHaveProperty('BINANCE_API_KEY');
      expect(
        problemsOf({ BINANCE_API_KEY: apiKey, BINANCE_API_SECRET: 'one', BINANCE_SECRET_KEY: 'two' }),
      ).toHaveProperty('BINANCE_SECRET_KEY');
      expect(problemsOf({ SIMULATOR_API_KEY: 'x' })).toHaveProperty('SIMULATOR_API_SECRET');
      expect(problemsOf({ SIMULATOR_API_SECRET: 'x' })).toHaveProperty('SIMULATOR_API_KEY');
    });

    it('never repeat a secret that is wrong', () => {
      const message = problemsOf({
        BINANCE_API_KEY: apiKey,
        BINANCE_API_SECRET: 'planted secret',
      }).BINANCE_API_SECRET;
      expect(message).toContain('printable ASCII');
      expect(message).not.toContain('planted');
    });

    it('may be a private key in a file', () => {
      const folder = mkdtempSync(join(tmpdir(), 'gateway-config-'));
      try {
        const path = join(folder, 'key.pem');
        const pem = generateKeyPairSync('ed25519').privateKey.export({
          type: 'pkcs8',
          format: 'pem',
        }) as string;
        writeFileSync(path, pem);
        const { credential } = load({ BINANCE_API_KEY: apiKey, BINANCE_PRIVATE_KEY_PATH: path }).binance;
        expect(credential && 'privateKey' in credential && credential.privateKey.reveal()).toBe(pem);
        writeFileSync(path, 'not a key');
        expect(problemsOf({ BINANCE_API_KEY: apiKey, BINANCE_PRIVATE_KEY_PATH: path })).toEqual({
          BINANCE_PRIVATE_KEY_PATH: expect.stringContaining('no PEM private key'),
        });
        expect(
          problemsOf({ BINANCE_API_KEY: apiKey, BINANCE_PRIVATE_KEY_PATH: join(folder, 'none') }),
        ).toEqual({
          BINANCE_PRIVATE_KEY_PATH: expect.stringContaining('ENOENT'),
        });
      } finally {
        rmSync(folder, { recursive: true });
      }
    });
  });

  it('is frozen through and through, and prints no secret', () => {
    const config = load({
      BINANCE_API_KEY: 'planted-key-1',
      BINANCE_API_SECRET: 'planted-secret-2',
      SIMULATOR_API_KEY: 'planted-key-3',
      SIMULATOR_API_SECRET: 'planted-secret-4',
    });
    const visit = (value: unknown): void => {
      if (typeof value !== 'object' || value === null) return;
      expect(Object.isFrozen(value)).toBe(true);
      Object.values(value).forEach(visit);
    };
    visit(config);
    for (const text of [
      inspect(config, { depth: 9 }),
      JSON.stringify(config),
      String(config.binance.credential?.apiKey),
    ]) {
      expect(text).not.toContain('planted');
    }
    expect(secretsOf(config)).toEqual(
      expect.arrayContaining(['planted-key-1', 'planted-secret-2', 'planted-key-3', 'planted-secret-4']),
    );
  });
});
