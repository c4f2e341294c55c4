import type { AccountId, Amount } from './amount.js';

/** Shares of what an account receives, in units of 10^-8: 10 basis points are 100_000n. */
export interface CommissionRates {
  readonly maker: Amount;
  readonly taker: Amount;
  /** Added on purchases. @default 0 */
  readonly buyer?: Amount;
  /** Added on sales. @default 0 */
  readonly seller?: Amount;
}

/** Paying in another asset than the one received. Only the standard commission becomes cheaper. */
export interface CommissionDiscount {
  readonly enabledForAccount: boolean;
  readonly enabledForSymbol: boolean;
  readonly asset: string;
  /** What is left to pay of the standard commission, in units of 10^-8: 75_000_000n is a quarter off. */
  readonly factor: Amount;
}

/** https://developers.binance.com/docs/binance-spot-api-docs/faqs/commission_faq */
export interface CommissionSchedule {
  readonly standard: Required<CommissionRates>;
  readonly special: Required<CommissionRates>;
  readonly tax: Required<CommissionRates>;
  readonly discount: CommissionDiscount;
}

/** New rates; what is absent stays. */
export interface CommissionChange {
  /** All accounts when absent, also those added later. */
  readonly account?: AccountId;
  /** All symbols when absent. */
  readonly symbol?: string;
  readonly standard?: CommissionRates;
  readonly special?: CommissionRates;
  readonly tax?: CommissionRates;
  readonly discount?: Partial<CommissionDiscount>;
}
