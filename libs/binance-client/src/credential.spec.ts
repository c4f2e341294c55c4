import { generateKeyPairSync, verify } from 'node:crypto';
import { inspect } from 'node:util';
import { describeWithFixtures, fixture, readJsonl } from '@binance-gateway/testing';
import { createCredential } from './credential.js';

// Example keys that Binance publishes in rest-api.md, web-socket-api.md and fix-api.md
const SECRET = 'NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j';
const API_KEY = 'vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A';
const ED25519_DER = 'MC4CAQAwBQYDK2VwBCIEIIJEYWtGBrhACmb9Dvy+qa8WEf0lQOl1s4CLIAB9m89u';
const pem = (base64: string): string => `-----BEGIN PRIVATE KEY-----\n${base64}\n-----END PRIVATE KEY-----\n`;

const ORDER =
  'side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=0.1&recvWindow=5000&timestamp=1499827319559';
const WS_ASCII = `apiKey=${API_KEY}&price=52000.00&quantity=0.01000000&recvWindow=100&side=SELL&symbol=BTCUSDT&timeInForce=GTC&timestamp=1645423376532&type=LIMIT`;
const WS_UTF8 = `apiKey=${API_KEY}&price=0.10000000&quantity=1.00000000&recvWindow=5000&side=BUY&symbol=１２３４５６&timeInForce=GTC&timestamp=1645423376532&type=LIMIT`;

describe('HMAC', () => {
  const credential = createCredential({ apiKey: API_KEY, apiSecret: SECRET });

  it.each([
    [
      'REST, ASCII',
      `symbol=LTCBTC&${ORDER}`,
      'c8db56825ae71d6d79447849e617115f4a920fa2acdcab2b053c4b2838bd6b71',
    ],
    [
      'REST, percent-encoded',
      `symbol=%EF%BC%91%EF%BC%92%EF%BC%93%EF%BC%94%EF%BC%95%EF%BC%96&${ORDER}`,
      'e1353ec6b14d888f1164ae9af8228a3dbd508bc82eb867db8ab6046442f33ef3',
    ],
    ['WS API, ASCII', WS_ASCII, 'aa1b5712c094bc4e57c05a1a5c1fd8d88dcd628338ea863fec7b88e59fe2db24'],
    ['WS API, raw UTF-8', WS_UTF8, 'b33892ae8e687c939f4468c6268ddd4c40ac1af18ad19a064864c47bae0752cd'],
  ])('signs the published example: %s', (_name, payload, signature) => {
    expect(credential.type).toBe('HMAC');
    expect(credential.sign(payload)).toBe(signature);
  });

  it('refuses empty keys and secrets', () => {
    expect(() => createCredential({ apiKey: '', apiSecret: 's' })).toThrow(TypeError);
    expect(() => createCredential({ apiKey: 'k', apiSecret: '' })).toThrow(TypeError);
  });
});

describe('private keys', () => {
  it('signs the published Ed25519 example', () => {
    const credential = createCredential({ apiKey: API_KEY, privateKey: pem(ED25519_DER) });
    expect(credential.type).toBe('ED25519');
    expect(credential.sign(['A', 'EXAMPLE', 'SPOT', '1', '20240627-11:17:25.223'].join('\u0001'))).toBe(
      '4MHXelVVcpkdwuLbl6n73HQUXUf1dse2PCgT1DYqW9w8AVZ1RACFGM+5UdlGPrQHrgtS3CvsRURC1oj73j8gCA==',
    );
  });

  it('signs with RSA PKCS#1 v1.5 over SHA-256, also from an encrypted key', () => {
    const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const privateKey = pair.privateKey
      .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'open sesame' })
      .toString();
    const credential = createCredential({ apiKey: 'k', privateKey, passphrase: 'open sesame' });
    expect(credential.type).toBe('RSA');
    const signature = Buffer.from(credential.sign(ORDER), 'base64');
    expect(verify('sha256', Buffer.from(ORDER), pair.publicKey, signature)).toBe(true);
  });

  it('refuses keys of other types, wrong passphrases and rubbish without quoting them', () => {
    const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({
      type: 'pkcs8',
      format: 'pem',
    });
    expect(() => createCredential({ apiKey: 'k', privateKey: ec.toString() })).toThrow(/of type ec/);
    const rubbish = pem('c2VjcmV0IG1hdGVyaWFs');
    expect(() => createCredential({ apiKey: 'k', privateKey: rubbish })).toThrow(/could not be read/);
    expect(() => createCredential({ apiKey: 'k', privateKey: rubbish })).not.toThrow(/c2VjcmV0/);
  });
});

it('does not show its secret to anyone who prints it', () => {
  const credential = createCredential({ apiKey: API_KEY, apiSecret: SECRET });
  const shown = [
    String(credential),
    JSON.stringify({ credential }),
    inspect({ credential }, { depth: 9, showHidden: true }),
    inspect(credential),
    Object.keys(credential).join(),
  ].join('\n');
  expect(shown).not.toContain(SECRET);
  expect(shown).not.toContain(API_KEY);
  expect(shown).toContain('[credential]');
});

describeWithFixtures('recorded signature vectors', () => {
  interface Vector {
    source: string;
    kind: string;
    algo: string;
    payload: string;
    signature: string;
    secret?: string;
    privateKeyPem?: string;
    passphrase?: string | null;
  }
  it('reproduces every one of the 40', () => {
    const vectors = readJsonl<Vector>(fixture('signatures/vectors.jsonl'));
    expect(vectors).toHaveLength(40);
    const wrong = vectors.filter((v) => credentialOf(v).sign(v.payload) !== v.signature);
    expect(wrong.map((v) => `${v.algo} ${v.source}`)).toEqual([]);
  });

  function credentialOf(v: Vector): ReturnType<typeof createCredential> {
    return v.secret !== undefined
      ? createCredential({ apiKey: 'k', apiSecret: v.secret })
      : createCredential({
          apiKey: 'k',
          privateKey: v.privateKeyPem ?? '',
          ...(typeof v.passphrase === 'string' ? { passphrase: v.passphrase } : {}),
        });
  }
});
