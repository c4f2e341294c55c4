import { randomInt } from 'node:crypto';
import {
  AppError,
  type Clock,
  type Millis,
  type Policy,
  type Scope,
  invalidInput,
} from '@binance-gateway/domain-types';
import type { Principal } from '../auth/token-check.js';
import type { KeySeal } from './key-seal.js';
import type { KeyStore } from './key-store.js';
import { type Verifier, hmacVerifier, publicKeyVerifier } from './verifier.js';

/** A key the gateway has issued: whoever signs with it may do what its scopes and its policy allow. */
export interface VirtualKey extends Principal {
  readonly apiKey: string;
  readonly verifier: Verifier;
  readonly policy: Policy | undefined;
  /** Request weight a minute; the exchange's own limit when undefined. */
  readonly requestWeightPerMinute: number | undefined;
  readonly createdAt: Millis;
  readonly createdBy: string;
}

export interface NewVirtualKey {
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** PEM; without one the key is HMAC and gets a secret. */
  readonly publicKey?: string;
  readonly policy?: Policy;
  readonly requestWeightPerMinute?: number;
}

export interface IssuedKey {
  readonly key: VirtualKey;
  /** Of an HMAC key. Nobody can read it again. */
  readonly apiSecret: string | undefined;
}

export interface VirtualKeysOptions {
  readonly store: KeyStore;
  readonly seal: KeySeal;
  readonly clock: Clock;
  /** Names that belong to others: orders and policies go by name. */
  readonly isTaken: (name: string) => boolean;
}

interface Stored {
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly sealed?: string;
  readonly publicKey?: string;
  readonly policy?: Policy;
  readonly requestWeightPerMinute?: number;
  readonly createdAt: Millis;
  readonly createdBy: string;
}

/** As Binance's keys and secrets look. */
const KEY_LENGTH = 64;
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** The keys of the drop-in face: issued once, looked up at each request, gone when revoked. */
export class VirtualKeys {
  /** Decoded keys by API key, with the bytes they were decoded from. */
  private readonly known = new Map<string, { readonly record: Buffer; readonly key: VirtualKey }>();
  private readonly onRevoked = new Set<(apiKey: string) => void>();

  constructor(private readonly options: VirtualKeysOptions) {}

  /** @throws AppError CONFLICT when the name is taken, INVALID_INPUT for a public key that is none */
  async issue(input: NewVirtualKey, createdBy: string): Promise<IssuedKey> {
    const { store, seal, clock, isTaken } = this.options;
    const { name, publicKey, policy, requestWeightPerMinute } = input;
    if (isTaken(name)) throw new AppError('CONFLICT', `${name} is the name of a token; choose another one`);
    if (publicKey !== undefined) requirePublicKey(publicKey);
    const apiKey = randomText();
    const apiSecret = publicKey === undefined ? randomText() : undefined;
    const stored: Stored = {
      name,
      scopes: input.scopes,
      ...(apiSecret === undefined ? {} : { sealed: seal.seal(apiSecret, apiKey) }),
      ...(publicKey === undefined ? {} : { publicKey }),
      ...(policy === undefined ? {} : { policy }),
      ...(requestWeightPerMinute === undefined ? {} : { requestWeightPerMinute }),
      createdAt: Math.floor(clock.now()),
      createdBy,
    };
    const isNew = await store.add(name, apiKey, Buffer.from(JSON.stringify(stored)));
    if (!isNew)
      throw new AppError('CONFLICT', `there is a key named ${name}; revoke it or choose another name`);
    return { key: this.require(apiKey), apiSecret };
  }

  /** The key as it is now, in whatever process it was issued or revoked. */
  find(apiKey: string): VirtualKey | undefined {
    const record = this.options.store.get(apiKey);
    if (record === undefined) {
      this.known.delete(apiKey);
      return undefined;
    }
    const known = this.known.get(apiKey);
    if (known?.record.equals(record)) return known.key;
    const key = this.decode(apiKey, record);
    this.known.set(apiKey, { record: Buffer.from(record), key });
    return key;
  }

  /** Whether a key somebody was let in with still counts. */
  isCurrent(key: VirtualKey): boolean {
    return this.find(key.apiKey) === key;
  }

  /** By name. */
  list(): VirtualKey[] {
    const keys = [...this.options.store.all()].flatMap(([apiKey]) => this.find(apiKey) ?? []);
    return keys.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  byName(name: string): VirtualKey | undefined {
    const apiKey = this.options.store.apiKeyOf(name);
    return apiKey === undefined ? undefined : this.find(apiKey);
  }

  /** @throws AppError NOT_FOUND */
  async revoke(name: string): Promise<VirtualKey> {
    const key = this.byName(name);
    if (!key || !(await this.options.store.remove(name))) {
      throw new AppError('NOT_FOUND', `there is no key named ${name}`);
    }
    this.known.delete(key.apiKey);
    for (const tell of this.onRevoked) tell(key.apiKey);
    return key;
  }

  /**
   * Calls back when this process has revoked a key. What other processes revoke shows at the next look.
   * @returns how to stop listening
   */
  watchRevoked(tell: (apiKey: string) => void): () => void {
    this.onRevoked.add(tell);
    return () => void this.onRevoked.delete(tell);
  }

  close(): Promise<void> {
    return this.options.store.close();
  }

  private require(apiKey: string): VirtualKey {
    const key = this.find(apiKey);
    if (!key) throw new AppError('CONFLICT', 'the key was revoked at the moment it was issued');
    return key;
  }

  private decode(apiKey: string, record: Buffer): VirtualKey {
    const stored = JSON.parse(record.toString()) as Stored;
    return Object.freeze({
      name: stored.name,
      scopes: new Set(stored.scopes),
      apiKey,
      verifier: this.verifierOf(apiKey, stored),
      policy: stored.policy,
      requestWeightPerMinute: stored.requestWeightPerMinute,
      createdAt: stored.createdAt,
      createdBy: stored.createdBy,
    });
  }

  private verifierOf(apiKey: string, { name, sealed = '', publicKey }: Stored): Verifier {
    if (publicKey !== undefined) return publicKeyVerifier(publicKey);
    let opened: Verifier | undefined;
    return {
      type: 'HMAC',
      // opened at the first use: a key whose secret is lost can still be listed and revoked
      accepts: (payload, signature) => {
        opened ??= hmacVerifier(this.open(name, sealed, apiKey));
        return opened.accepts(payload, signature);
      },
    };
  }

  private open(name: string, sealed: string, apiKey: string): string {
    try {
      return this.options.seal.open(sealed, apiKey);
    } catch (cause) {
      throw new AppError(
        'CREDENTIALS_REFUSED',
        `the secret of the key ${name} cannot be opened: it was sealed with another VIRTUAL_KEYS_SECRET or seal.key`,
        { cause },
      );
    }
  }
}

function requirePublicKey(pem: string): void {
  try {
    publicKeyVerifier(pem);
  } catch (error) {
    throw invalidInput([{ field: 'publicKey', message: `publicKey ${(error as Error).message}` }]);
  }
}

function randomText(): string {
  return Array.from({ length: KEY_LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join('');
}
