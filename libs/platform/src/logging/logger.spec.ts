import { AppError } from '@binance-gateway/domain-types';
import { createLogger } from './logger.js';
import { Scrubber } from './redact.js';
import { nestLogger } from './nest-logger.js';

const SECRET = 'pl4nted/s3cret+key=';

function recorder(format: 'json' | 'pretty' = 'json', level: 'debug' | 'info' | 'silent' = 'debug') {
  const lines: string[] = [];
  const logger = createLogger({
    name: 'test',
    level,
    format,
    scrubber: new Scrubber([SECRET]),
    write: (line) => lines.push(line),
  });
  return { logger, lines, entry: () => JSON.parse(lines.at(-1) as string) as Record<string, unknown> };
}

describe('createLogger', () => {
  it('writes one JSON line with level, time and fields', () => {
    const { logger, lines, entry } = recorder();
    logger.info({ symbol: 'BTCUSDT' }, 'book is live');
    expect(lines[0]).toMatch(/\n$/);
    expect(entry()).toMatchObject({ level: 'info', name: 'test', symbol: 'BTCUSDT', msg: 'book is live' });
    expect(new Date(entry()['time'] as string).toISOString()).toBe(entry()['time']);
  });

  it('writes nothing below its level', () => {
    const { logger, lines } = recorder('json', 'silent');
    logger.error({}, 'unheard');
    expect(lines).toEqual([]);
  });

  it.each([
    ['a member of that name', { apiSecret: 'other-secret' }],
    ['one level down', { credential: { apiSecret: 'other-secret', apiKey: 'other-secret' } }],
    [
      'two levels down',
      { request: { headers: { authorization: 'other-secret', 'x-mbx-apikey': 'other-secret' } } },
    ],
  ])('redacts by name: %s', (_, fields) => {
    const { logger, lines } = recorder();
    logger.info(fields, 'call');
    expect(lines[0]).toContain('[redacted]');
    expect(lines[0]).not.toContain('other-secret');
  });

  it.each([
    ['in the message', {}, `sent ${SECRET}`],
    ['in a field of any name', { note: SECRET }, 'call'],
    ['percent-encoded in a URL', { url: `/x?key=${encodeURIComponent(SECRET)}` }, 'call'],
    ['in the message of an error', { error: new Error(`bad key ${SECRET}`) }, 'failed'],
    [
      'in the cause of an error',
      { err: new AppError('INTERNAL', 'x', { cause: new Error(SECRET) }) },
      'failed',
    ],
  ])('redacts known secrets wherever they stand: %s', (_, fields, message) => {
    for (const format of ['json', 'pretty'] as const) {
      const { logger, lines } = recorder(format);
      logger.warn(fields, message);
      expect(lines.join('')).not.toContain(SECRET);
      expect(lines.join('')).not.toContain(encodeURIComponent(SECRET));
      expect(lines.join('')).toContain('[redacted]');
    }
  });

  it.each([
    ['a signed query', 'GET /api/v3/order?symbol=X&signature=0badc0de&recvWindow=1', '0badc0de'],
    ['a bearer token', 'header was Bearer abcdefgh12345678', 'abcdefgh12345678'],
    ['a subprotocol token', 'protocols chat, bearer.abcdefgh12345678', 'abcdefgh12345678'],
    ['a private key', '-----BEGIN PRIVATE KEY-----\nMC4CAQ\n-----END PRIVATE KEY-----', 'MC4CAQ'],
  ])('redacts what looks like a secret: %s', (_, message, secret) => {
    const { logger, entry } = recorder();
    logger.info({}, message);
    expect(entry()['msg']).toContain('[redacted]');
    expect(entry()['msg']).not.toContain(secret);
  });

  it('is readable on a terminal, stacks included', () => {
    const { logger, lines } = recorder('pretty');
    logger.error({ error: new Error('broken'), route: '/x' }, 'request failed');
    expect(lines[0]).toMatch(/ERROR.*request failed.*"route":"\/x"/s);
    expect(lines[0]).toMatch(/Error: broken\n\s+at /);
  });
});

describe('nestLogger', () => {
  it("keeps Nest's chatter at debug and its errors with their stack", () => {
    const { logger, lines, entry } = recorder('json', 'info');
    const nest = nestLogger(logger);
    nest.log('Mapped {/health, GET} route', 'RouterExplorer');
    expect(lines).toEqual([]);
    nest.error('broken', 'Error: broken\n    at x', 'ExceptionsHandler');
    expect(entry()).toMatchObject({ level: 'error', msg: 'broken', context: 'ExceptionsHandler' });
    expect(entry()['stack']).toContain('at x');
    nest.warn({ some: 'object' });
    expect(entry()).toMatchObject({ level: 'warn', msg: '{"some":"object"}' });
  });
});
