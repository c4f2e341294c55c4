// Cost of a signature, alone and with what the layer adds around it. Unit: µs per request, median of 7 runs.
import { generateKeyPairSync } from 'node:crypto';
import { type Credential, createCredential } from '../src/credential.js';
import type { UpstreamRequest } from '../src/http/dispatch.js';
import { signRequest } from '../src/http/interceptors/sign.js';

const RUNS = 7;
const BODY =
  'symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.00100000&price=61737.63000000&newClientOrderId=7b1d2f3a-0001';

const request: UpstreamRequest = {
  operation: 'place_order',
  method: 'POST',
  path: '/api/v3/order',
  query: '',
  body: BODY,
  security: 'TRADE',
  weight: 1,
  idempotent: false,
  isOrder: true,
  timeoutMs: 15_000,
};

function pem(key: { export(options: { type: 'pkcs8'; format: 'pem' }): string | Buffer }): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}

const credentials: Record<string, [credential: Credential, rounds: number]> = {
  HMAC: [createCredential({ apiKey: 'k'.repeat(64), apiSecret: 's'.repeat(64) }), 50_000],
  Ed25519: [
    createCredential({ apiKey: 'k', privateKey: pem(generateKeyPairSync('ed25519').privateKey) }),
    5_000,
  ],
  'RSA 2048': [
    createCredential({
      apiKey: 'k',
      privateKey: pem(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey),
    }),
    500,
  ],
};

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

let sink = 0;
function measure(rounds: number, once: (i: number) => string): number {
  const runs: number[] = [];
  for (let run = 0; run <= RUNS; run++) {
    const start = process.hrtime.bigint();
    for (let i = 0; i < rounds; i++) sink += once(i).length;
    const us = Number(process.hrtime.bigint() - start) / 1_000 / rounds;
    if (run > 0) runs.push(us); // the first one warms up
  }
  return median(runs);
}

for (const [name, [credential, rounds]] of Object.entries(credentials)) {
  const alone = measure(rounds, (i) => credential.sign(`${BODY}&timestamp=${i}`));
  const whole = measure(
    rounds,
    (i) => signRequest(request, credential, 1_795_000_000_000 + i, 5_000).body ?? '',
  );
  console.log(`${name.padEnd(10)} sign ${alone.toFixed(1)} µs · signed request ${whole.toFixed(1)} µs`);
}
if (sink === 0) throw new Error('nothing was signed');
