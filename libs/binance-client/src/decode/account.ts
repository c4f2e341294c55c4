import type { WireAccount, WireMyTrade } from '@binance-gateway/domain-types';
import { broken, listOf, objectOf, requireDecimals, requireInteger, requireText } from './shape.js';

export function decodeAccount(wire: unknown): WireAccount {
  const account = objectOf(wire, 'account');
  listOf(account['balances'], 'account.balances', (item) => {
    const balance = objectOf(item, 'account.balances');
    requireText(balance, 'asset', 'account.balances');
    requireDecimals(balance, ['free', 'locked'], 'account.balances');
  });
  return account as unknown as WireAccount;
}

/** A fill. Money is worked out from it, so every figure must be there. */
export function decodeAccountTrade(wire: unknown): WireMyTrade {
  const trade = objectOf(wire, 'myTrades');
  requireText(trade, 'symbol', 'myTrades');
  requireInteger(trade, 'id', 'myTrades');
  requireInteger(trade, 'orderId', 'myTrades');
  requireDecimals(trade, ['price', 'qty', 'quoteQty', 'commission'], 'myTrades');
  requireText(trade, 'commissionAsset', 'myTrades');
  requireInteger(trade, 'time', 'myTrades');
  if (typeof trade['isBuyer'] !== 'boolean') throw broken('myTrades.isBuyer', 'true or false');
  return trade as unknown as WireMyTrade;
}
