import { parseAmount } from '../engine/amount.js';
import type { Amount, SymbolSpec } from '../engine/types.js';
import { type RecordedSymbol, type Recording, snapshotOf } from './recording.js';

/** Longest first, so that BTCFDUSD is not read as BTCFD against USD. */
const QUOTE_ASSETS = [
  ...['FDUSD', 'USDT', 'USDC', 'TUSD', 'BUSD', 'USD1'],
  ...['BTC', 'ETH', 'BNB', 'EUR', 'TRY', 'BRL', 'JPY', 'DAI', 'XRP', 'TRX', 'USD'],
];
const MAX_DECIMALS = 8;
const amount = (text: string): Amount => parseAmount('recorded', text);

const HIGHEST_PRICE = amount('1000000');

/**
 * Listings for the symbols of a recording that the exchange does not have: a client asks exchangeInfo before
 * it asks anything else. Ticks and steps are the finest that the recorded snapshot shows.
 */
export function recordedSymbols(recording: Recording, listed: readonly SymbolSpec[]): SymbolSpec[] {
  const known = new Set(listed.map(({ symbol }) => symbol));
  return [...recording.values()].filter(({ symbol }) => !known.has(symbol)).map(specOf);
}

function specOf(recorded: RecordedSymbol): SymbolSpec {
  const { symbol } = recorded;
  const quoteAsset =
    QUOTE_ASSETS.find((asset) => symbol.endsWith(asset) && symbol.length > asset.length) ?? 'USDT';
  const snapshot = snapshotOf(recorded, 100);
  const levels = [...(snapshot?.bids ?? []), ...(snapshot?.asks ?? [])];
  const tickSize = amount(unitOf(levels.map(([price]) => price)));
  const stepSize = amount(unitOf(levels.map(([, quantity]) => quantity)));
  const initialPrice = amount(snapshot?.bids[0]?.[0] ?? '1');
  return {
    symbol,
    baseAsset: symbol.endsWith(quoteAsset) ? symbol.slice(0, -quoteAsset.length) : symbol,
    quoteAsset,
    tickSize,
    minPrice: tickSize,
    maxPrice: 10n * initialPrice > HIGHEST_PRICE ? 10n * initialPrice : HIGHEST_PRICE,
    stepSize,
    minQty: stepSize,
    maxQty: amount('9000000'),
    maxMarketQty: amount('1000000'),
    minNotional: amount('0'),
    maxNotional: amount('9000000'),
    maxNumOrders: 200,
    maxNumAlgoOrders: 5,
    multiplierUp: amount('5'),
    multiplierDown: amount('0.2'),
    initialPrice,
  };
}

/** The finest decimal place in use: 0.01 for prices such as 61837.63000000. */
function unitOf(texts: readonly string[]): string {
  const decimals = texts.map((text) => /\.(\d*?)0*$/.exec(text)?.[1]?.length ?? 0);
  const finest = texts.length === 0 ? MAX_DECIMALS : Math.max(...decimals);
  return finest === 0 ? '1' : `0.${'1'.padStart(finest, '0')}`;
}
