// https://developers.binance.com/docs/binance-spot-api-docs/rest-api/account-endpoints
import { formatAmount } from '../engine/amount.js';
import type { BalanceView, CommissionRates } from '../engine/types.js';

const NONE = '0.00000000';
/** 10^-8 per basis point. */
const BASIS_POINT = 10_000n;

export interface AccountFacts {
  readonly balances: readonly BalanceView[];
  readonly commissions: CommissionRates;
  readonly updateTime: number;
  readonly uid: number;
  readonly canTrade: boolean;
}

export function encodeAccount(account: AccountFacts): Record<string, unknown> {
  const { maker, taker } = account.commissions;
  return {
    makerCommission: Number(maker / BASIS_POINT),
    takerCommission: Number(taker / BASIS_POINT),
    buyerCommission: 0,
    sellerCommission: 0,
    commissionRates: { maker: formatAmount(maker), taker: formatAmount(taker), buyer: NONE, seller: NONE },
    canTrade: account.canTrade,
    canWithdraw: true,
    canDeposit: true,
    brokered: false,
    requireSelfTradePrevention: false,
    preventSor: false,
    updateTime: account.updateTime,
    accountType: 'SPOT',
    balances: account.balances.map(({ asset, free, locked }) => ({
      asset,
      free: formatAmount(free),
      locked: formatAmount(locked),
    })),
    permissions: ['SPOT'],
    uid: account.uid,
  };
}

/** Answer of account/commission. The embedded exchange has no special rates, no tax and no BNB discount. */
export function encodeCommission(symbol: string, rates: CommissionRates): Record<string, unknown> {
  const none = { maker: NONE, taker: NONE, buyer: NONE, seller: NONE };
  const standard = { ...none, maker: formatAmount(rates.maker), taker: formatAmount(rates.taker) };
  return {
    symbol,
    standardCommission: standard,
    specialCommission: none,
    taxCommission: none,
    discount: discount(),
  };
}

/** Answer of order/test with computeCommissionRates. */
export function encodeOrderCommission(rates: CommissionRates): Record<string, unknown> {
  const none = { maker: NONE, taker: NONE };
  return {
    standardCommissionForOrder: { maker: formatAmount(rates.maker), taker: formatAmount(rates.taker) },
    specialCommissionForOrder: none,
    taxCommissionForOrder: none,
    discount: discount(),
  };
}

function discount(): Record<string, unknown> {
  return { enabledForAccount: false, enabledForSymbol: false, discountAsset: 'BNB', discount: NONE };
}
