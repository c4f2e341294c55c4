import { type KeyObject, createHmac, createPublicKey, timingSafeEqual, verify } from 'node:crypto';

export type KeyType = 'HMAC' | 'RSA' | 'ED25519';

/** What the exchange keeps of an API key: the shared secret, or the public half. */
export interface VerificationKey {
  readonly type: KeyType;
  /** Whether `signature` (hex for HMAC, base64 otherwise) belongs to exactly these bytes. */
  accepts(payload: Buffer, signature: string): boolean;
}

const HEX_256 = /^[0-9a-fA-F]{64}$/;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** The hex digest is compared without regard to case, as documented for HMAC keys. */
export function hmacKey(secret: string): VerificationKey {
  return {
    type: 'HMAC',
    accepts: (payload, signature) => {
      if (!HEX_256.test(signature)) return false;
      const expected = createHmac('sha256', secret).update(payload).digest();
      return timingSafeEqual(expected, Buffer.from(signature, 'hex'));
    },
  };
}

/**
 * RSASSA-PKCS1-v1_5 with SHA-256, or Ed25519.
 * @param pem SPKI public key
 */
export function publicKey(pem: string | KeyObject): VerificationKey {
  const key = typeof pem === 'string' ? createPublicKey(pem) : pem;
  const isEd25519 = key.asymmetricKeyType === 'ed25519';
  if (!isEd25519 && key.asymmetricKeyType !== 'rsa') {
    throw new TypeError(`unsupported key type ${String(key.asymmetricKeyType)}`);
  }
  const algorithm = isEd25519 ? null : 'sha256';
  return {
    type: isEd25519 ? 'ED25519' : 'RSA',
    accepts: (payload, signature) =>
      BASE64.test(signature) && verify(algorithm, payload, key, Buffer.from(signature, 'base64')),
  };
}
