import {
  Decimal,
  type PreviewFee,
  type Side,
  type SymbolCommission,
  type WireSymbol,
} from '@binance-gateway/domain-types';
import type { Match } from './execution.js';

type Rates = SymbolCommission['standardCommission'];

/**
 * Commission is the sum of standard, special and tax rates, each with a part for the side; the discount is on the
 * standard one alone. https://developers.binance.com/docs/binance-spot-api-docs/faqs/commission_faq
 */
export function feeOf(
  {
    standardCommission: standard,
    specialCommission: special,
    taxCommission: tax,
    discount,
  }: SymbolCommission,
  side: Side,
  match: Match | undefined,
  rules: WireSymbol,
): PreviewFee {
  const rate = (rates: Rates | undefined, role: 'maker' | 'taker'): Decimal =>
    rates
      ? Decimal.of(rates[role]).plus(Decimal.of(side === 'BUY' ? rates.buyer : rates.seller))
      : Decimal.ZERO;
  const total = (role: 'maker' | 'taker'): Decimal =>
    Decimal.sum([standard, special, tax].map((rates) => rate(rates, role)));
  const brought = match ? (side === 'BUY' ? match.quantity : match.quote) : Decimal.ZERO;
  const taker = total('taker');
  const isDiscounted =
    discount.enabledForAccount && discount.enabledForSymbol && discount.discount !== undefined;
  const off = isDiscounted
    ? rate(standard, 'taker').times(Decimal.of(discount.discount as string))
    : undefined;
  return {
    takerRate: taker.toString(),
    makerRate: total('maker').toString(),
    amount: brought.times(taker).toString(),
    asset: side === 'BUY' ? rules.baseAsset : rules.quoteAsset,
    ...(off
      ? {
          discountAsset: discount.discountAsset,
          discountedAmount: brought.times(Decimal.max(taker.minus(off), Decimal.ZERO)).toString(),
        }
      : {}),
  };
}
