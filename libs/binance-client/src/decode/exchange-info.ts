import type { WireExchangeInfo, WireSymbol } from '@binance-gateway/domain-types';
import { listOf, objectOf, requireInteger, requireText } from './shape.js';

/** Kinds of filters and of limits that nobody knows yet are kept as they are. */
export function decodeExchangeInfo(wire: unknown): WireExchangeInfo {
  const info = objectOf(wire, 'exchangeInfo');
  requireInteger(info, 'serverTime', 'exchangeInfo');
  listOf(info['rateLimits'], 'exchangeInfo.rateLimits', (item) => objectOf(item, 'exchangeInfo.rateLimits'));
  listOf(info['symbols'], 'exchangeInfo.symbols', decodeSymbol);
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
