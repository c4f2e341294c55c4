import { AMOUNT_PATTERN } from '@binance-gateway/domain-types';
import { REJECTS } from './rejects.js';
import { AMOUNT_SCALE, type Amount, UNIT } from './types.js';

/**
 * Quote amount of a quantity at a price, rounded down. Ticks and steps of most symbols make it exact;
 * ETHBTC (10^-5 × 10^-4) does not, and the remainder then stays with the buyer.
 */
export function quoteOf(price: Amount, quantity: Amount): Amount {
  if (price === last.price && quantity === last.quantity) return last.quote;
  last.price = price;
  last.quantity = quantity;
  return (last.quote = (price * quantity) / UNIT);
}

/** The notional of an order, its cost and what it locks are one figure, asked for three times in a row. */
const last = { price: 0n, quantity: 0n, quote: 0n };

/** Share of an amount; `rate` in units of 10^-8. Rounded down, in the account's favour. */
export function shareOf(amount: Amount, rate: Amount): Amount {
  return (amount * rate) / UNIT;
}

/**
 * @param parameter its name in the messages
 * @param text as Binance accepts it: digits, at most one point, no sign, no exponent
 * @throws EngineReject -1100 for other characters, -1111 for more than 8 decimals
 */
export function parseAmount(parameter: string, text: string): Amount {
  if (!AMOUNT_PATTERN.test(text)) throw REJECTS.illegalCharacters(parameter);
  const dot = text.indexOf('.');
  if (dot < 0) return BigInt(text) * UNIT;
  const decimals = text.slice(dot + 1).replace(/0+$/, '');
  if (decimals.length > AMOUNT_SCALE) throw REJECTS.tooMuchPrecision(parameter);
  return BigInt(text.slice(0, dot) + decimals.padEnd(AMOUNT_SCALE, '0'));
}

/** Plain notation with eight decimals, as Binance writes amounts: "0.00100000". */
export function formatAmount(amount: Amount): string {
  const negative = amount < 0n;
  const digits = (negative ? -amount : amount).toString().padStart(AMOUNT_SCALE + 1, '0');
  return `${negative ? '-' : ''}${digits.slice(0, -AMOUNT_SCALE)}.${digits.slice(-AMOUNT_SCALE)}`;
}
