// https://developers.binance.com/docs/binance-spot-api-docs/rest-api/account-endpoints
import { formatAmount } from '../engine/amount.js';
import type { BalanceView, CommissionRates, CommissionSchedule } from '../engine/types.js';

type Rates = CommissionSchedule['standard'];

const NONE = '0.00000000';
/** 10^-8 per basis point. */
const BASIS_POINT = 10_000n;

export interface AccountFacts {
  readonly balances: readonly BalanceView[];
  readonly commissions: CommissionRates;
  readonly updateTime: number;
  readonly uid: number;
  /** -1 for none. */
  readonly tradeGroupId: number;
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
    ...(account.tradeGroupId < 0 ? {} : { tradeGroupId: account.tradeGroupId }),
  };
}

/** Answer of account/commission. */
export function encodeCommission(symbol: string, schedule: CommissionSchedule): Record<string, unknown> {
  return {
    symbol,
    standardCommission: encodeRates(schedule.standard),
    specialCommission: encodeRates(schedule.special),
    taxCommission: encodeRates(schedule.tax),
    discount: encodeDiscount(schedule.discount),
  };
}

/** Answer of order/test with computeCommissionRates. */
export function encodeOrderCommission(schedule: CommissionSchedule): Record<string, unknown> {
  return {
    standardCommissionForOrder: makerAndTaker(schedule.standard),
    specialCommissionForOrder: makerAndTaker(schedule.special),
    taxCommissionForOrder: makerAndTaker(schedule.tax),
    discount: encodeDiscount(schedule.discount),
  };
}

function makerAndTaker({ maker, taker }: Rates): Record<string, string> {
  return { maker: formatAmount(maker), taker: formatAmount(taker) };
}

function encodeRates(rates: Rates): Record<string, string> {
  return { ...makerAndTaker(rates), buyer: formatAmount(rates.buyer), seller: formatAmount(rates.seller) };
}

function encodeDiscount(discount: CommissionSchedule['discount']): Record<string, unknown> {
  const { enabledForAccount, enabledForSymbol, asset, factor } = discount;
  return { enabledForAccount, enabledForSymbol, discountAsset: asset, discount: formatAmount(factor) };
}
