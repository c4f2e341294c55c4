import { createHash, randomBytes } from 'node:crypto';
import type { Clock } from '@binance-gateway/domain-types';

interface Issued {
  readonly digest: string;
  readonly expiresAt: number;
}

/** Tokens that nobody redeems are forgotten from here on, oldest first. */
const MAX_TOKENS = 1_000;

/** One-use tokens, each bound to who asked and to exactly what for. They live in this process alone. */
export class ConfirmTokens {
  private readonly issued = new Map<string, Issued>();

  constructor(private readonly clock: Clock) {}

  issue(principal: string, order: object, ttlMs: number): string {
    const token = randomBytes(18).toString('base64url');
    const now = this.clock.monotonic();
    for (const [known, { expiresAt }] of this.issued) {
      if (expiresAt <= now || this.issued.size >= MAX_TOKENS) this.issued.delete(known);
    }
    this.issued.set(token, { digest: digestOf(principal, order), expiresAt: now + ttlMs });
    return token;
  }

  /** Whether the token was given for this and is still good. It is used up either way. */
  redeem(token: string, principal: string, order: object): boolean {
    const issued = this.issued.get(token);
    this.issued.delete(token);
    if (!issued || issued.expiresAt <= this.clock.monotonic()) return false;
    return issued.digest === digestOf(principal, order);
  }
}

/** Values are texts, numbers and booleans: sorting the members makes the text of an order its own. */
function digestOf(principal: string, order: object): string {
  const members = Object.entries(order).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([principal, members]))
    .digest('hex');
}
