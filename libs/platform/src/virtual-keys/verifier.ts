import {
  type KeyObject,
  createHmac,
  createPublicKey,
  verify as cryptoVerify,
  timingSafeEqual,
} from 'node:crypto';

export const KEY_TYPES = ['HMAC', 'ED25519', 'RSA'] as const;
export type VirtualKeyType = (typeof KEY_TYPES)[number];

/** Whether a signature belongs to a payload. https://developers.binance.com/docs/binance-spot-api-docs/faqs/api_key_types */
export interface Verifier {
  readonly type: VirtualKeyType;
  /** HMAC: hex in any case. RSA (PKCS #1 v1.5, SHA-256) and Ed25519: base64. */
  accepts(payload: Buffer, signature: string): boolean;
}

export function hmacVerifier(secret: string): Verifier {
  return {
    type: 'HMAC',
    accepts: (payload, signature) => {
      if (!/^[0-9a-f]{64}$/i.test(signature)) return false;
      const expected = createHmac('sha256', secret).update(payload).digest();
      return timingSafeEqual(expected, Buffer.from(signature, 'hex'));
    },
  };
}

/** Exactly what the encoder makes: Node would skip what is no base64. */
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;
const MIN_RSA_BITS = 2_048;

/**
 * @param pem public key in PEM (SPKI)
 * @throws TypeError saying what is wrong with it
 */
export function publicKeyVerifier(pem: string): Verifier {
  const key = readPublicKey(pem);
  const kind = key.asymmetricKeyType;
  if (kind !== 'ed25519' && kind !== 'rsa')
    throw new TypeError(`is of type ${kind}; ed25519 and rsa are taken`);
  const bits = key.asymmetricKeyDetails?.modulusLength;
  if (kind === 'rsa' && (bits ?? 0) < MIN_RSA_BITS)
    throw new TypeError('is an RSA key of less than 2048 bits');
  const digest = kind === 'rsa' ? 'sha256' : null;
  return {
    type: kind === 'rsa' ? 'RSA' : 'ED25519',
    accepts: (payload, signature) =>
      BASE64.test(signature) && cryptoVerify(digest, payload, key, Buffer.from(signature, 'base64')),
  };
}

function readPublicKey(pem: string): KeyObject {
  // createPublicKey takes a private key too, which has no business here
  if (/PRIVATE KEY/.test(pem))
    throw new TypeError('is a private key; send the public one and keep that to yourself');
  try {
    return createPublicKey(pem);
  } catch {
    throw new TypeError('is not a public key in PEM ("-----BEGIN PUBLIC KEY-----")');
  }
}
