import { inspect } from 'node:util';
import type { Credential, KeyType } from './credential.js';

/**
 * A credential that can be exchanged for another of the same account while requests are on their way. A request reads
 * the key and signs in one go, so that none carries the key of one and the signature of the other.
 */
export class RotatingCredential implements Credential {
  #current: Credential;
  readonly #onChange = new Set<() => void>();

  constructor(first: Credential) {
    this.#current = first;
  }

  get apiKey(): string {
    return this.#current.apiKey;
  }

  get type(): KeyType {
    return this.#current.type;
  }

  sign(payload: string): string {
    return this.#current.sign(payload);
  }

  /** Signs with this one from now on. */
  use(next: Credential): void {
    this.#current = next;
    for (const tell of this.#onChange) tell();
  }

  /**
   * For whatever was opened with the key: it ends with it at the exchange.
   * @returns how to stop listening
   */
  watch(tell: () => void): () => void {
    this.#onChange.add(tell);
    return () => void this.#onChange.delete(tell);
  }

  toString(): string {
    return String(this.#current);
  }

  toJSON(): string {
    return String(this.#current);
  }

  [inspect.custom](): string {
    return String(this.#current);
  }
}
