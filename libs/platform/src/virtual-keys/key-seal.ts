import { createCipheriv, createDecipheriv, randomBytes, scryptSync } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Secret } from '../config/secret.js';

const ALGORITHM = 'aes-256-gcm';
const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const KEY_FILE = 'seal.key';
/** Not secret: it keeps a table made for another product from being of use. */
const SALT = 'binance-gateway virtual keys';

/** Encrypts secrets at rest. What is sealed for one key cannot be opened under the name of another. */
export class KeySeal {
  readonly #key: Buffer;

  private constructor(key: Buffer) {
    this.#key = key;
  }

  /** A passphrase of the operator: without it, neither the directory nor a backup of it tells anything. */
  static ofPassphrase(passphrase: Secret): KeySeal {
    return new KeySeal(scryptSync(passphrase.reveal(), SALT, KEY_BYTES));
  }

  /** A key beside the data, readable by its owner only; made at the first start. */
  static ofFile(directory: string): KeySeal {
    const path = join(directory, KEY_FILE);
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    try {
      writeFileSync(path, randomBytes(KEY_BYTES), { mode: 0o600, flag: 'wx' });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    chmodSync(path, 0o600);
    const key = readFileSync(path);
    if (key.length !== KEY_BYTES) throw new Error(`${path} is not a key of ${KEY_BYTES} bytes`);
    return new KeySeal(key);
  }

  /** Of this process only. */
  static ephemeral(): KeySeal {
    return new KeySeal(randomBytes(KEY_BYTES));
  }

  /** @param owner what the text belongs to; the same is needed to open it */
  seal(text: string, owner: string): string {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv(ALGORITHM, this.#key, iv).setAAD(Buffer.from(owner));
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64');
  }

  /** @throws Error when it was sealed with another key, for another owner, or is damaged */
  open(sealed: string, owner: string): string {
    const bytes = Buffer.from(sealed, 'base64');
    const iv = bytes.subarray(0, IV_BYTES);
    const tag = bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES);
    const decipher = createDecipheriv(ALGORITHM, this.#key, iv, { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.from(owner)).setAuthTag(tag);
    const text = decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES));
    return Buffer.concat([text, decipher.final()]).toString('utf8');
  }
}
