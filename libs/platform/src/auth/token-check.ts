import { hash, timingSafeEqual } from 'node:crypto';
import { AppError, type Scope } from '@binance-gateway/domain-types';
import type { TokenGrant } from '../config/tokens.js';

/** Who calls: the owner of a token. */
export interface Principal {
  readonly name: string;
  readonly scopes: ReadonlySet<Scope>;
}

/** Longer than any token a person would configure; bounds the work a hostile header can cause. */
const MAX_TOKEN_LENGTH = 1_024;

interface Entry {
  readonly digest: Buffer;
  readonly principal: Principal;
}

/** Maps a token to its owner. Tokens are compared as SHA-256 digests, all of them each time, in constant time. */
export class TokenCheck {
  private entries: readonly Entry[] = [];
  private readonly issued = new WeakSet<Principal>();
  private readonly onWithdrawn = new Set<() => void>();

  constructor(grants: readonly TokenGrant[]) {
    this.replace(grants);
  }

  /** From now on these tokens count. Whoever holds one that was there before, unchanged, notices nothing. */
  replace(grants: readonly TokenGrant[]): void {
    const before = this.entries;
    this.entries = grants.map((grant) => before.find((entry) => isFor(grant, entry)) ?? entryOf(grant));
    for (const { principal } of this.entries) this.issued.add(principal);
    if (before.some((entry) => !this.entries.includes(entry))) for (const tell of this.onWithdrawn) tell();
  }

  /** Whether a caller came with a token of this configuration that counts no more, or not as it did. */
  isWithdrawn(principal: Principal): boolean {
    return this.issued.has(principal) && !this.entries.some((entry) => entry.principal === principal);
  }

  /**
   * Calls back when tokens were withdrawn or changed, for what was opened with them.
   * @returns how to stop listening
   */
  watchWithdrawn(tell: () => void): () => void {
    this.onWithdrawn.add(tell);
    return () => void this.onWithdrawn.delete(tell);
  }

  /** The owner of a token, or undefined. */
  identify(token: string): Principal | undefined {
    if (token.length > MAX_TOKEN_LENGTH) return undefined;
    const digest = hash('sha256', token, 'buffer');
    let found: Principal | undefined;
    for (const entry of this.entries) if (timingSafeEqual(entry.digest, digest)) found = entry.principal;
    return found;
  }

  /**
   * The owner of the token in an `Authorization` header.
   * @throws AppError UNAUTHENTICATED
   */
  authenticate(authorization: string | undefined): Principal {
    if (authorization === undefined) {
      throw new AppError('UNAUTHENTICATED', 'Send the header "Authorization: Bearer <token>"');
    }
    const match = /^bearer +([A-Za-z0-9._~+/-]+=*)$/i.exec(authorization);
    if (!match) {
      throw new AppError(
        'UNAUTHENTICATED',
        'Authorization must be "Bearer <token>", a token of letters, digits and ._~+/-',
      );
    }
    const principal = this.identify(match[1] as string);
    if (!principal)
      throw new AppError('UNAUTHENTICATED', 'The bearer token is not one of the configured tokens');
    return principal;
  }
}

function entryOf({ name, digest, scopes }: TokenGrant): Entry {
  const principal = Object.freeze({ name, scopes: new Set(scopes) });
  return { digest: Buffer.from(digest, 'hex'), principal };
}

function isFor({ name, digest, scopes }: TokenGrant, entry: Entry): boolean {
  const { principal } = entry;
  return (
    principal.name === name &&
    entry.digest.toString('hex') === digest &&
    principal.scopes.size === scopes.length &&
    scopes.every((scope) => principal.scopes.has(scope))
  );
}
