import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError, loadConfig } from './load-config.js';
import { sha256Hex } from './secret.js';

describe('secrets from files', () => {
  let directory: string;
  beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'config-spec-'))));
  afterEach(() => rmSync(directory, { recursive: true }));

  const file = (name: string, text: string): string => {
    const path = join(directory, name);
    writeFileSync(path, text);
    return path;
  };
  const load = (environment: Record<string, string>) => loadConfig('gateway', environment);
  const problems = (environment: Record<string, string>): string => {
    try {
      load(environment);
    } catch (error) {
      if (error instanceof ConfigError) return error.message;
      throw error;
    }
    return '';
  };

  it('are read without the line break at the end', () => {
    const { credential } = load({
      BINANCE_API_KEY_FILE: file('key', 'the-key\n'),
      BINANCE_API_SECRET_FILE: file('secret', '  the-secret\r\n'),
    }).binance;
    expect(credential?.apiKey.reveal()).toBe('the-key');
    expect(credential && 'apiSecret' in credential && credential.apiSecret.reveal()).toBe('the-secret');
  });

  it('hold tokens one a line, or separated by commas, or both', () => {
    const tokens = file(
      'tokens',
      'bot:aaaaaaaaaaaa:trade+read\n\nboard:bbbbbbbbbbbb:read,\r\nops:cccccccccccc\n',
    );
    expect(load({ GATEWAY_TOKENS_FILE: tokens }).tokens).toMatchObject([
      { name: 'bot', digest: sha256Hex('aaaaaaaaaaaa'), scopes: ['trade', 'read'] },
      { name: 'board', digest: sha256Hex('bbbbbbbbbbbb'), scopes: ['read'] },
      { name: 'ops', digest: sha256Hex('cccccccccccc'), scopes: ['read', 'trade'] },
    ]);
  });

  it('that are empty count as not set', () => {
    expect(load({ GATEWAY_TOKENS_FILE: file('tokens', '\n') }).generatedToken).toBeDefined();
  });

  it('are refused beside the variable itself', () => {
    const message = problems({
      GATEWAY_TOKENS: 'a:aaaaaaaa',
      GATEWAY_TOKENS_FILE: file('tokens', 'b:bbbbbbbb'),
    });
    expect(message).toContain('GATEWAY_TOKENS is set beside GATEWAY_TOKENS_FILE; set one of them');
  });

  it('that cannot be read stop the start, with the name of the variable', () => {
    expect(problems({ BINANCE_API_KEY_FILE: join(directory, 'missing') })).toContain(
      'BINANCE_API_KEY comes from BINANCE_API_KEY_FILE, which names a file that cannot be read (ENOENT)',
    );
    expect(problems({ BINANCE_API_KEY_FILE: directory })).toContain('cannot be read (EISDIR)');
    expect(problems({ BINANCE_API_KEY_FILE: file('big', 'x'.repeat(65_537)) })).toContain(
      'more than 65536 bytes',
    );
  });

  it('never appear in a message', () => {
    const message = problems({ GATEWAY_TOKENS_FILE: file('tokens', 'planted secret text') });
    expect(message).toContain('GATEWAY_TOKENS entry 1');
    expect(message).not.toContain('planted');
  });

  it('exist for secret variables only', () => {
    expect(load({ LOG_LEVEL_FILE: file('level', 'debug') }).log.level).toBe('info');
  });
});
