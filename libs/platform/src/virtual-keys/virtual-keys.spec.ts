import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@binance-gateway/domain-types';
import { until } from '@binance-gateway/testing';
import { Secret } from '../config/secret.js';
import { KeySeal } from './key-seal.js';
import { openKeyStore } from './key-store.js';
import { VirtualKeys } from './virtual-keys.js';

const PAYLOAD = Buffer.from('symbol=BTCUSDT&timestamp=1');

const hmac = (secret: string): string => createHmac('sha256', secret).update(PAYLOAD).digest('hex');
const publicPem = (pair: { publicKey: { export(o: object): string | Buffer } }): string =>
  pair.publicKey.export({ type: 'spki', format: 'pem' }) as string;

describe('virtual keys on disk', () => {
  let directory: string;
  const opened: VirtualKeys[] = [];

  async function open(seal?: KeySeal): Promise<VirtualKeys> {
    const keys = new VirtualKeys({
      store: await openKeyStore(directory),
      seal: seal ?? KeySeal.ofFile(directory),
      clock: systemClock,
      isTaken: (name) => name === 'token',
    });
    opened.push(keys);
    return keys;
  }

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'virtual-keys-'));
  });
  afterEach(async () => {
    for (const keys of opened.splice(0)) await keys.close();
    rmSync(directory, { recursive: true, force: true });
  });

  it('are found after a restart, and their secret verifies', async () => {
    const first = await open();
    const { key, apiSecret } = await first.issue({ name: 'bot', scopes: ['read'] }, 'ops');
    expect(key.apiKey).toMatch(/^[A-Za-z0-9]{64}$/);
    await (opened.pop() as VirtualKeys).close();

    const again = (await open()).find(key.apiKey);
    expect(again).toMatchObject({ name: 'bot', createdBy: 'ops', scopes: new Set(['read']) });
    expect(again?.verifier.accepts(PAYLOAD, hmac(apiSecret as string))).toBe(true);
    expect(again?.verifier.accepts(PAYLOAD, hmac(apiSecret as string).toUpperCase())).toBe(true);
    expect(again?.verifier.accepts(PAYLOAD, hmac('another secret'))).toBe(false);
    expect(again?.verifier.accepts(PAYLOAD, '')).toBe(false);
  });

  it('leave no secret in the directory, and a seal only its owner can read', async () => {
    const { key, apiSecret } = await (await open()).issue({ name: 'bot', scopes: ['read'] }, 'ops');
    const files = readdirSync(directory).map((name) => readFileSync(join(directory, name)));
    expect(files.some((bytes) => bytes.includes(key.apiKey))).toBe(true);
    expect(files.some((bytes) => bytes.includes(apiSecret as string))).toBe(false);
    expect(statSync(join(directory, 'seal.key')).mode & 0o777).toBe(0o600);
  });

  it('issued or revoked by one process are so in another', async () => {
    const [here, there] = [await open(), await open()];
    const { key } = await here.issue({ name: 'bot', scopes: ['read'] }, 'ops');
    const seen = there.find(key.apiKey);
    expect(seen?.name).toBe('bot');
    const told: string[] = [];
    here.watchRevoked((apiKey) => told.push(apiKey));
    await here.revoke('bot');
    expect(told).toEqual([key.apiKey]);
    // readers of the store see a commit a moment later
    await until(() => !there.isCurrent(seen as NonNullable<typeof seen>));
    expect([...here.list(), ...there.list()]).toEqual([]);
  });

  it('do not verify under another passphrase, and can still be listed and revoked', async () => {
    const sealed = await open(KeySeal.ofPassphrase(new Secret('first')));
    const { key, apiSecret } = await sealed.issue({ name: 'bot', scopes: ['read'] }, 'ops');
    const other = await open(KeySeal.ofPassphrase(new Secret('second')));
    const found = other.find(key.apiKey);
    expect(() => found?.verifier.accepts(PAYLOAD, hmac(apiSecret as string))).toThrow('VIRTUAL_KEYS_SECRET');
    expect(other.list().map(({ name }) => name)).toEqual(['bot']);
    expect((await other.revoke('bot')).apiKey).toBe(key.apiKey);
  });

  it('have names of their own; a revoked name is free again', async () => {
    const keys = await open();
    const first = await keys.issue({ name: 'bot', scopes: ['read'] }, 'ops');
    await expect(keys.issue({ name: 'bot', scopes: ['read'] }, 'ops')).rejects.toMatchObject({
      code: 'CONFLICT',
    });
    await expect(keys.issue({ name: 'token', scopes: ['read'] }, 'ops')).rejects.toMatchObject({
      code: 'CONFLICT',
    });
    await keys.revoke('bot');
    await expect(keys.revoke('bot')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const second = await keys.issue({ name: 'bot', scopes: ['trade'] }, 'ops');
    expect(second.key.apiKey).not.toBe(first.key.apiKey);
    expect(keys.find(first.key.apiKey)).toBeUndefined();
  });

  it.each([
    ['ed25519', 'ED25519', null],
    ['rsa', 'RSA', 'sha256'],
  ] as const)('verify signatures of an %s key', async (kind, type, digest) => {
    const pair =
      kind === 'rsa' ? generateKeyPairSync('rsa', { modulusLength: 2048 }) : generateKeyPairSync('ed25519');
    const { key, apiSecret } = await (
      await open()
    ).issue({ name: 'bot', scopes: ['read'], publicKey: publicPem(pair) }, 'ops');
    expect([key.verifier.type, apiSecret]).toEqual([type, undefined]);
    const signature = sign(digest, PAYLOAD, pair.privateKey).toString('base64');
    expect(key.verifier.accepts(PAYLOAD, signature)).toBe(true);
    expect(key.verifier.accepts(Buffer.from('other'), signature)).toBe(false);
    expect(key.verifier.accepts(PAYLOAD, `${signature} `)).toBe(false);
    expect(key.verifier.accepts(PAYLOAD, hmac('x'))).toBe(false);
  });

  it.each([
    ['no PEM', 'hello', 'is not a public key in PEM'],
    [
      'a private key',
      generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
      'is a private key',
    ],
    ['another kind', publicPem(generateKeyPairSync('ec', { namedCurve: 'P-256' })), 'is of type ec'],
    [
      'a short RSA key',
      publicPem(generateKeyPairSync('rsa', { modulusLength: 1024 })),
      'less than 2048 bits',
    ],
  ])('are not issued for %s', async (_, publicKey, message) => {
    const keys = await open();
    const error: unknown = await keys
      .issue({ name: 'bot', scopes: ['read'], publicKey }, 'ops')
      .catch((e) => e);
    expect(error).toMatchObject({ code: 'INVALID_INPUT', message: expect.stringContaining(message) });
    expect(keys.list()).toEqual([]);
  });
});
