import { type KeyObject, createHmac, createPrivateKey, sign as cryptoSign } from 'node:crypto';
import { inspect } from 'node:util';

export type CredentialOptions =
  | { readonly apiKey: string; readonly apiSecret: string }
  | { readonly apiKey: string; readonly privateKey: string; readonly passphrase?: string };

export type KeyType = 'HMAC' | 'RSA' | 'ED25519';

/**
 * An API key that can sign. Its secret cannot be read back, printed or serialised.
 * Key types: https://developers.binance.com/docs/binance-spot-api-docs/faqs/api_key_types
 */
export interface Credential {
  readonly apiKey: string;
  readonly type: KeyType;
  /** HMAC: hex. RSA and Ed25519: base64, which REST still has to percent-encode. */
  sign(payload: string): string;
}

const REDACTED = '[credential]';

class SigningKey implements Credential {
  readonly #apiKey: string;
  readonly #sign: (payload: string) => string;

  constructor(
    apiKey: string,
    readonly type: KeyType,
    sign: (payload: string) => string,
  ) {
    this.#apiKey = apiKey;
    this.#sign = sign;
  }

  get apiKey(): string {
    return this.#apiKey;
  }

  sign(payload: string): string {
    return this.#sign(payload);
  }

  toString(): string {
    return REDACTED;
  }

  toJSON(): string {
    return REDACTED;
  }

  [inspect.custom](): string {
    return REDACTED;
  }
}

/**
 * @throws TypeError for an empty key or secret, or a private key that is neither RSA nor Ed25519; the message
 * never holds key material
 */
export function createCredential(options: CredentialOptions): Credential {
  if (options.apiKey === '') throw new TypeError('the API key is empty');
  if ('apiSecret' in options) {
    const { apiKey, apiSecret } = options;
    if (apiSecret === '') throw new TypeError('the API secret is empty');
    return new SigningKey(apiKey, 'HMAC', (payload) =>
      createHmac('sha256', apiSecret).update(payload, 'utf8').digest('hex'),
    );
  }
  const key = readPrivateKey(options.privateKey, options.passphrase);
  const type = key.asymmetricKeyType;
  if (type !== 'rsa' && type !== 'ed25519') {
    throw new TypeError(`the private key is of type ${type}; Binance takes RSA and Ed25519`);
  }
  const digest = type === 'rsa' ? 'sha256' : null;
  return new SigningKey(options.apiKey, type === 'rsa' ? 'RSA' : 'ED25519', (payload) =>
    cryptoSign(digest, Buffer.from(payload, 'utf8'), key).toString('base64'),
  );
}

function readPrivateKey(pem: string, passphrase: string | undefined): KeyObject {
  try {
    return createPrivateKey({ key: pem, ...(passphrase === undefined ? {} : { passphrase }) });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unreadable';
    // eslint-disable-next-line preserve-caught-error -- Node quotes the passphrase in some of these errors
    throw new TypeError(`the private key could not be read (${code}); PEM in PKCS#8 is expected`);
  }
}
