import type { WireExchangeInfo, WireSymbol } from '@binance-gateway/domain-types';
import { listOf, objectOf, requireInteger, requireText } from './shape.js';

/** Lists that were found to be right: an answer that says the same again has the same one (`revalidate`). */
const checked = new WeakSet<object>();

/** Kinds of filters and of limits that nobody knows yet are kept as they are. */
export function decodeExchangeInfo(wire: unknown): WireExchangeInfo {
  const info = objectOf(wire, 'exchangeInfo');
  requireInteger(info, 'serverTime', 'exchangeInfo');
  const { symbols } = info;
  if (typeof symbols === 'object' && symbols !== null && checked.has(symbols))
    return info as unknown as WireExchangeInfo;
  listOf(info['rateLimits'], 'exchangeInfo.rateLimits', (item) => objectOf(item, 'exchangeInfo.rateLimits'));
  listOf(symbols, 'exchangeInfo.symbols', decodeSymbol);
  checked.add(symbols as object);
  return info as unknown as WireExchangeInfo;
}

function decodeSymbol(wire: unknown): WireSymbol {
  const symbol = objectOf(wire, 'exchangeInfo.symbols');
  for (const field of ['symbol', 'status', 'baseAsset', 'quoteAsset']) {
    requireText(symbol, field, 'exchangeInfo.symbols');
  }
  listOf(symbol['filters'], 'exchangeInfo.symbols.filters', (item) => {
    requireText(objectOf(item, 'exchangeInfo.symbols.filters'), 'filterType', 'exchangeInfo.symbols.filters');
  });
  return symbol as unknown as WireSymbol;
}

export function decodeServerTime(wire: unknown): { serverTime: number } {
  const time = objectOf(wire, 'time');
  return { ...time, serverTime: requireInteger(time, 'serverTime', 'time') };
}
