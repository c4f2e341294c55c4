/** Prices, quantities and quote amounts inside the engine: integers, in units of 10^-8. */
export type Amount = bigint;
export const AMOUNT_SCALE = 8;
export const UNIT: Amount = 100_000_000n;

export type AccountId = string;
