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

/** Maps a token to its owner. Tokens are compared as SHA-256 digests, all of them each time, in constant time. */
export class TokenCheck {
  private readonly grants: readonly { digest: Buffer; principal: Principal }[];

  constructor(grants: readonly TokenGrant[]) {
    this.grants = grants.map(({ name, digest, scopes }) => ({
      digest: Buffer.from(digest, 'hex'),
      principal: Object.freeze({ name, scopes: new Set(scopes) }),
    }));
  }

  /** The owner of a token, or undefined. */
  identify(token: string): Principal | undefined {
    if (token.length > MAX_TOKEN_LENGTH) return undefined;
    const digest = hash('sha256', token, 'buffer');
    let found: Principal | undefined;
    for (const grant of this.grants) if (timingSafeEqual(grant.digest, digest)) found = grant.principal;
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
    const principal = match ? this.identify(match[1] as string) : undefined;
    if (!principal)
      throw new AppError('UNAUTHENTICATED', 'The bearer token is not one of the configured tokens');
    return principal;
  }
}
