import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { describeWithFixtures, fixture, readJsonl } from '@binance-gateway/testing';
import { restPayload, wsEncodedPayload, wsPayload } from './signature-payload.js';
import { type VerificationKey, hmacKey, publicKey } from './verify-signature.js';

// Published example key of the documentation
const SECRET = 'NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j';
const DOCUMENTED_KEY = 'vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A';

describe('signatures of the documentation', () => {
  const rest = (symbol: string): string =>
    `symbol=${symbol}&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=0.1&recvWindow=5000&timestamp=1499827319559`;

  it.each([
    ['LTCBTC', 'c8db56825ae71d6d79447849e617115f4a920fa2acdcab2b053c4b2838bd6b71'],
    [
      '%EF%BC%91%EF%BC%92%EF%BC%93%EF%BC%94%EF%BC%95%EF%BC%96',
      'e1353ec6b14d888f1164ae9af8228a3dbd508bc82eb867db8ab6046442f33ef3',
    ],
  ])('REST %s', (symbol, signature) => {
    const key = hmacKey(SECRET);
    expect(key.accepts(restPayload(`${rest(symbol)}&signature=${signature}`, ''), signature)).toBe(true);
    expect(key.accepts(restPayload(rest(symbol), ''), signature.toUpperCase())).toBe(true);
    expect(key.accepts(restPayload(`${rest(symbol)} `, ''), signature)).toBe(false);
  });

  it('WS API, a symbol of another script, raw UTF-8', () => {
    const params = {
      symbol: '１２３４５６',
      side: 'BUY',
      type: 'LIMIT',
      timeInForce: 'GTC',
      quantity: '1.00000000',
      price: '0.10000000',
      recvWindow: 5000,
      timestamp: 1645423376532,
      apiKey: DOCUMENTED_KEY,
      signature: 'left out',
    };
    const signature = 'b33892ae8e687c939f4468c6268ddd4c40ac1af18ad19a064864c47bae0752cd';
    expect(hmacKey(SECRET).accepts(wsPayload(params), signature)).toBe(true);
    expect(hmacKey(SECRET).accepts(wsEncodedPayload(params), signature)).toBe(false);
  });
});

describe('public keys', () => {
  const payload = Buffer.from('symbol=BTCUSDT&timestamp=1');

  it.each(['ed25519', 'rsa'] as const)('%s: only the signature of these very bytes', (type) => {
    const pair =
      type === 'rsa' ? generateKeyPairSync('rsa', { modulusLength: 2048 }) : generateKeyPairSync('ed25519');
    const key = publicKey(pair.publicKey.export({ type: 'spki', format: 'pem' }) as string);
    const good = sign(type === 'rsa' ? 'sha256' : null, payload, pair.privateKey).toString('base64');
    expect(key.type).toBe(type.toUpperCase());
    expect(key.accepts(payload, good)).toBe(true);
    expect(key.accepts(Buffer.from('symbol=BTCUSDT&timestamp=2'), good)).toBe(false);
    expect(key.accepts(payload, good.toLowerCase())).toBe(false);
    expect(key.accepts(payload, '')).toBe(false);
    expect(key.accepts(payload, 'not base64!')).toBe(false);
  });

  it('refuses a curve Binance does not take', () => {
    const { publicKey: other } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    expect(() => publicKey(other)).toThrow('unsupported key type ec');
  });
});

interface Vector {
  source: string;
  kind: 'rest' | 'wsapi';
  algo: string;
  secret?: string;
  privateKeyPem?: string;
  passphrase?: string | null;
  payload: string;
  request?: { params: Record<string, unknown> };
  signature: string;
}

function keyOf(vector: Vector): VerificationKey {
  if (vector.secret !== undefined) return hmacKey(vector.secret);
  const key = createPrivateKey({
    key: vector.privateKeyPem as string,
    ...(vector.passphrase ? { passphrase: vector.passphrase } : {}),
  });
  return publicKey(createPublicKey(key));
}

describeWithFixtures('published signature vectors', () => {
  const vectors = readJsonl<Vector>(fixture('signatures/vectors.jsonl'));

  it('are accepted, and refused after one changed byte', () => {
    expect(vectors.length).toBeGreaterThanOrEqual(40);
    for (const vector of vectors) {
      const key = keyOf(vector);
      const bytes =
        vector.kind === 'wsapi' && vector.request
          ? wsPayload(vector.request.params)
          : restPayload(`${vector.payload}&signature=${encodeURIComponent(vector.signature)}`, '');
      expect(bytes.toString('utf8')).toBe(vector.payload);
      expect([vector.source, key.accepts(bytes, vector.signature)]).toEqual([vector.source, true]);
      expect(key.accepts(Buffer.concat([bytes, Buffer.from('0')]), vector.signature)).toBe(false);
    }
  });
});
