import { parseAmount } from './amount.js';
import type { Amount, SymbolSpec } from './types.js';

interface Row {
  readonly base: string;
  readonly quote: string;
  readonly price: string;
  readonly tick: string;
  readonly maxPrice: string;
  readonly step: string;
  readonly maxQty: string;
  readonly maxMarketQty: string;
  readonly minNotional: string;
}

// Ticks, steps and limits follow the live exchangeInfo; prices only have to be plausible
const ROWS: readonly Row[] = [
  row('BTC', 'USDT', '96500.00', '0.01', '1000000', '0.00001', '9000', '100', '5'),
  row('ETH', 'USDT', '3420.00', '0.01', '1000000', '0.0001', '9000', '2400', '5'),
  row('BNB', 'USDT', '905.00', '0.01', '100000', '0.001', '90000', '2000', '5'),
  row('SOL', 'USDT', '168.00', '0.01', '10000', '0.001', '900000', '30000', '5'),
  row('XRP', 'USDT', '2.3400', '0.0001', '10000', '0.1', '9222449', '900000', '5'),
  row('ADA', 'USDT', '0.6200', '0.0001', '1000', '0.1', '9000000', '1500000', '5'),
  row('DOGE', 'USDT', '0.17500', '0.00001', '1000', '1', '9000000', '6000000', '1'),
  row('ETH', 'BTC', '0.03544', '0.00001', '922327', '0.0001', '100000', '1400', '0.0001'),
];

function row(
  base: string,
  quote: string,
  price: string,
  tick: string,
  maxPrice: string,
  step: string,
  maxQty: string,
  maxMarketQty: string,
  minNotional: string,
): Row {
  return { base, quote, price, tick, maxPrice, step, maxQty, maxMarketQty, minNotional };
}

const amount = (text: string): Amount => parseAmount('default', text);

/** The eight symbols of the embedded exchange. */
export const DEFAULT_SYMBOLS: readonly SymbolSpec[] = ROWS.map((entry) => ({
  symbol: entry.base + entry.quote,
  baseAsset: entry.base,
  quoteAsset: entry.quote,
  tickSize: amount(entry.tick),
  minPrice: amount(entry.tick),
  maxPrice: amount(entry.maxPrice),
  stepSize: amount(entry.step),
  minQty: amount(entry.step),
  maxQty: amount(entry.maxQty),
  maxMarketQty: amount(entry.maxMarketQty),
  minNotional: amount(entry.minNotional),
  maxNotional: amount('9000000'),
  maxNumOrders: 200,
  maxNumAlgoOrders: 5,
  multiplierUp: amount('5'),
  multiplierDown: amount('0.2'),
  initialPrice: amount(entry.price),
}));
