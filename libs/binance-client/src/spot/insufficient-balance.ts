import { AppError, Decimal, type DecimalString, type WireSymbol } from '@binance-gateway/domain-types';
import { decodeAccount } from '../decode/account.js';
import { decodeBookTicker } from '../decode/market-data.js';
import type { RequestBudget } from '../http/request-budget.js';
import type { RestClient } from '../rest/rest-client.js';
import type { SymbolRules } from './symbol-rules.js';

/** Makes of a bare refusal one that says which asset is short, how much is needed and how much is there. */
export type BalanceExplainer = (order: object, refusal: AppError) => Promise<AppError>;

const ACCOUNT_WEIGHT = 20;
const BOOK_TICKER_WEIGHT = 2;

interface OrderFields {
  symbol?: string;
  side?: string;
  price?: DecimalString;
  stopPrice?: DecimalString;
  quantity?: DecimalString;
  quoteOrderQty?: DecimalString;
}

/** Asks for the account, weight 20, when the budget allows; otherwise the refusal stays as it was. */
export function balanceExplainer(
  rest: RestClient,
  symbols: SymbolRules,
  budget: RequestBudget,
): BalanceExplainer {
  return async (order, refusal) => {
    const fields = order as OrderFields;
    const rules = symbols.get(fields.symbol ?? '');
    if (!rules || !budget.fits(ACCOUNT_WEIGHT + BOOK_TICKER_WEIGHT)) return refusal;
    try {
      const asset = fields.side === 'BUY' ? rules.quoteAsset : rules.baseAsset;
      const [available, needed] = await Promise.all([
        freeBalance(rest, asset),
        amountNeeded(rest, fields, rules),
      ]);
      const need = needed === undefined ? '' : `${needed} ${asset} needed, `;
      return new AppError(
        'INSUFFICIENT_BALANCE',
        `${refusal.message} (${need}${available} ${asset} available)`,
        {
          ...(refusal.binanceCode === undefined ? {} : { binanceCode: refusal.binanceCode }),
          extra: { ...refusal.extra, asset, ...(needed === undefined ? {} : { needed }), available },
          cause: refusal,
        },
      );
    } catch {
      return refusal; // the order's own answer matters more than why its explanation failed
    }
  };
}

async function freeBalance(rest: RestClient, asset: string): Promise<DecimalString> {
  const wire = await rest.send({
    operation: 'get_account_info',
    method: 'GET',
    path: '/api/v3/account',
    params: [['omitZeroBalances', true]],
    security: 'USER_DATA',
    weight: ACCOUNT_WEIGHT,
    idempotent: true,
  });
  const balance = decodeAccount(wire).balances.find((b) => b.asset === asset);
  return Decimal.of(balance?.free ?? '0').toString();
}

/** Exact for orders that carry a price or a quote quantity; a MARKET order by quantity is valued at the best price. */
async function amountNeeded(
  rest: RestClient,
  order: OrderFields,
  rules: WireSymbol,
): Promise<DecimalString | undefined> {
  const quantity = order.quantity === undefined ? undefined : Decimal.of(order.quantity);
  if (order.side === 'SELL') {
    if (quantity) return quantity.toString();
    if (order.quoteOrderQty === undefined) return undefined;
    const bid = await bestPrice(rest, rules.symbol, 'bidPrice');
    return bid?.isPositive()
      ? Decimal.of(order.quoteOrderQty).dividedBy(bid, rules.baseAssetPrecision, 'UP').toString()
      : undefined;
  }
  if (order.quoteOrderQty !== undefined) return Decimal.of(order.quoteOrderQty).toString();
  if (!quantity) return undefined;
  const given = order.price ?? order.stopPrice;
  const price = given === undefined ? await bestPrice(rest, rules.symbol, 'askPrice') : Decimal.of(given);
  return price?.times(quantity).toString();
}

async function bestPrice(
  rest: RestClient,
  symbol: string,
  side: 'bidPrice' | 'askPrice',
): Promise<Decimal | undefined> {
  const wire = await rest.send({
    operation: 'get_book_ticker',
    method: 'GET',
    path: '/api/v3/ticker/bookTicker',
    params: [['symbol', symbol]],
    security: 'NONE',
    weight: BOOK_TICKER_WEIGHT,
    idempotent: true,
  });
  const price = (decodeBookTicker(wire) as Record<string, string>)[side];
  return price === undefined ? undefined : Decimal.of(price);
}
