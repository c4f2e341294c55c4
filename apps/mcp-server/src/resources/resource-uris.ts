import { isSymbolName } from '@binance-gateway/domain-types';

export const MARKET_TEMPLATE = 'binance://market/{symbol}';
export const BALANCES_URI = 'binance://account/balances';
export const POSITIONS_URI = 'binance://account/positions';
export const OPEN_ORDERS_URI = 'binance://orders/open';

/** All that can be read. */
export const RESOURCE_URIS = [MARKET_TEMPLATE, BALANCES_URI, POSITIONS_URI, OPEN_ORDERS_URI] as const;

const MARKET_PREFIX = 'binance://market/';

/** The symbol of a market resource, if the text is the URI of one. */
export function marketSymbolOf(uri: string): string | undefined {
  if (!uri.startsWith(MARKET_PREFIX)) return undefined;
  const symbol = uri.slice(MARKET_PREFIX.length);
  return isSymbolName(symbol) ? symbol : undefined;
}

/** Whether the resource changes with the events of the account. */
export function isOfAccount(uri: string): boolean {
  return uri === BALANCES_URI || uri === POSITIONS_URI || uri === OPEN_ORDERS_URI;
}
