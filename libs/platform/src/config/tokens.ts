import { randomBytes } from 'node:crypto';
import type { Scope } from '@binance-gateway/domain-types';
import { type Parse, Problem } from './parsers.js';
import { Secret, sha256Hex } from './secret.js';

export const SCOPES = ['read', 'trade', 'admin'] as const satisfies readonly Scope[];

/** Scopes of a token that names none: administration is only given on request. */
const DEFAULT_SCOPES: readonly Scope[] = ['read', 'trade'];

/** 16 characters of base64 are 96 bits. */
const GOOD_LENGTH = 16;

/** One token that may call. The token itself is not kept. */
export interface TokenGrant {
  /** Who calls: appears in logs, metrics and the audit trail. */
  readonly name: string;
  /** SHA-256 of the token, hexadecimal. */
  readonly digest: string;
  readonly scopes: readonly Scope[];
  /** Whether the token could be found by trying. */
  readonly isShort: boolean;
}

/**
 * `name:token[:scope+scope]`, separated by commas or line breaks. Messages name the entry by its place: the text may
 * be a token.
 */
export const tokenGrants: Parse<readonly TokenGrant[]> = (value) => {
  const grants = value.split(/\s*[,\r\n]\s*/).map((entry, index) => grantOf(entry.trim(), index + 1));
  const names = new Set(grants.map((grant) => grant.name));
  if (names.size !== grants.length) throw new Problem('must not use a name twice');
  if (new Set(grants.map((grant) => grant.digest)).size !== grants.length) {
    throw new Problem('must not give one token to two names');
  }
  return grants;
};

function grantOf(entry: string, place: number): TokenGrant {
  const [name = '', token = '', scopeList, ...rest] = entry.split(':');
  const wrong = (what: string): Problem => new Problem(`entry ${place} ${what}`);
  if (rest.length > 0 || token === '') throw wrong('must look like name:token or name:token:read+trade');
  if (!/^[A-Za-z0-9_.-]{1,40}$/.test(name)) {
    throw wrong('must begin with a name of at most 40 letters, digits, ".", "_" or "-"');
  }
  // RFC 6750 b64token: what every HTTP client can send after "Bearer " and every browser as a subprotocol
  if (!/^[A-Za-z0-9._~+/-]+=*$/.test(token)) {
    throw wrong('has a token with characters outside A-Z a-z 0-9 . _ ~ + / - =');
  }
  return {
    name,
    digest: sha256Hex(token),
    scopes: scopesOf(scopeList, wrong),
    isShort: token.length < GOOD_LENGTH,
  };
}

function scopesOf(list: string | undefined, wrong: (what: string) => Problem): readonly Scope[] {
  if (list === undefined) return DEFAULT_SCOPES;
  const scopes = [...new Set(list.split('+'))];
  const known: readonly string[] = SCOPES;
  if (!scopes.every((scope): scope is Scope => known.includes(scope))) {
    throw wrong(`has an unknown scope; scopes are ${SCOPES.join(', ')}`);
  }
  return scopes;
}

/** The token made when none is configured; it may do everything, as only this machine can reach the port. */
export function generateToken(): { grant: TokenGrant; token: Secret } {
  const token = randomBytes(24).toString('base64url');
  return {
    grant: { name: 'local', digest: sha256Hex(token), scopes: SCOPES, isShort: false },
    token: new Secret(token),
  };
}
