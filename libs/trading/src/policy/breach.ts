import { AppError, type Millis, type Policy } from '@binance-gateway/domain-types';

export type PolicyRule = Exclude<keyof Policy, 'notionalAsset'>;

/** A rule that an order breaks, and what would pass. */
export interface Breach {
  readonly rule: PolicyRule;
  /** Input field at fault, when there is one. */
  readonly field?: string;
  readonly limit: string | number | readonly string[];
  readonly given: string | number;
  /** What would pass, in words. */
  readonly passes: string;
  readonly retryAfterMs?: Millis;
}

export function policyRefusal(owner: string, breach: Breach): AppError {
  const { rule, field, limit, given, passes, retryAfterMs } = breach;
  const message = `the policy of "${owner}" refuses it by ${rule}: got ${given}; ${passes}`;
  return new AppError('POLICY_REFUSED', message, {
    ...(field === undefined ? {} : { fields: [{ field, message: `${field}: ${passes}` }] }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    extra: { owner, rule, limit, given, passes },
  });
}
