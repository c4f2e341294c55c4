import { describeWithFixtures, fixture, readJsonl } from '@binance-gateway/testing';
import { createCredential } from '../credential.js';
import { signedParams } from './signed-params.js';

// Secret and signatures are the examples of web-socket-api.md
const credential = createCredential({
  apiKey: 'vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A',
  apiSecret: 'NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j',
});
const order = {
  side: 'SELL',
  type: 'LIMIT',
  timeInForce: 'GTC',
  price: '52000.00',
  recvWindow: 100,
};

describe('signedParams', () => {
  it('signs the documented example', () => {
    const signed = signedParams(
      { symbol: 'BTCUSDT', quantity: '0.01000000', ...order },
      credential,
      1645423376532,
    );
    expect(signed['signature']).toBe('aa1b5712c094bc4e57c05a1a5c1fd8d88dcd628338ea863fec7b88e59fe2db24');
    expect(signed).toMatchObject({ symbol: 'BTCUSDT', recvWindow: 100, timestamp: 1645423376532 });
  });

  it('signs symbols of any script as raw text', () => {
    const wide = {
      symbol: '１２３４５６',
      side: 'BUY',
      quantity: '1.00000000',
      price: '0.10000000',
      recvWindow: 5000,
    };
    const signed = signedParams({ ...order, ...wide }, credential, 1645423376532);
    expect(signed['signature']).toBe('b33892ae8e687c939f4468c6268ddd4c40ac1af18ad19a064864c47bae0752cd');
  });

  it('leaves out what is undefined', () => {
    const signed = signedParams({ symbol: 'BTCUSDT', orderId: undefined }, credential, 1);
    expect(Object.keys(signed).sort()).toEqual(['apiKey', 'signature', 'symbol', 'timestamp']);
  });
});

interface Vector {
  kind: string;
  algo: string;
  secret?: string;
  privateKeyPem?: string;
  request?: { params: Record<string, unknown> };
  signature: string;
}

describeWithFixtures('signedParams on recorded requests', () => {
  it('arrives at every published signature from the published parameters', () => {
    const vectors = readJsonl<Vector>(fixture('signatures/vectors.jsonl')).filter((v) => v.kind === 'wsapi');
    expect(vectors.length).toBeGreaterThan(20);
    for (const { secret, privateKeyPem, request, signature } of vectors) {
      const { apiKey, timestamp, signature: _sent, ...params } = request?.params ?? {};
      const key = { apiKey: String(apiKey) };
      const own = createCredential(
        secret === undefined ? { ...key, privateKey: privateKeyPem ?? '' } : { ...key, apiSecret: secret },
      );
      expect(signedParams(params, own, Number(timestamp))['signature']).toBe(signature);
    }
  });
});
