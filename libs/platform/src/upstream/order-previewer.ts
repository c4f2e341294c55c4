import type { SpotClient } from '@binance-gateway/binance-client';
import {
  type Account,
  AppError,
  type AveragePrice,
  type Clock,
  type DepthSnapshot,
  type Operation,
  type Order,
  type PriceTicker,
  type ReferencePrice,
  type SymbolCommission,
  getAccountInfo,
  getAveragePrice,
  getCommission,
  getOpenOrders,
  getOrderBook,
  getPrice,
  getReferencePrice,
} from '@binance-gateway/domain-types';
import { type OwnerSwitches, type Policies, Previewer } from '@binance-gateway/trading';
import type { Reads } from './live/reads.js';

export interface OrderPreviewerOptions {
  readonly spot: SpotClient;
  readonly reads: Reads;
  readonly clock: Clock;
  readonly policies: Policies;
  readonly switches: OwnerSwitches | undefined;
}

/** Levels of the book that a preview looks at, weight 50 where it is not kept. */
const DEPTH = 1000;
/** Rates change by the day, and asking costs weight 20. */
const COMMISSION_MS = 600_000;

/** Reads for a preview: public ones from live state where that is as good, those of the account from the exchange. */
export function openPreviewer({ spot, reads, clock, policies, switches }: OrderPreviewerOptions): Previewer {
  const ask = <I extends object>(operation: Operation<I>, input: I): Promise<unknown> =>
    reads.run(operation, input, { requestId: '', principal: '' });
  const rates = new Map<string, { readonly at: number; readonly answer: SymbolCommission }>();
  return new Previewer({
    symbol: (name) => spot.symbols.require(name),
    policies,
    ...(switches ? { switches } : {}),
    sources: {
      book: async (symbol) => (await ask(getOrderBook, { symbol, limit: DEPTH })) as DepthSnapshot,
      reference: async (symbol) =>
        (await referencePrice(ask, symbol)) ??
        ((await ask(getAveragePrice, { symbol })) as AveragePrice).price,
      lastPrice: async (symbol) => ((await ask(getPrice, { symbol })) as PriceTicker).price,
      account: async () => (await spot.run(getAccountInfo, { omitZeroBalances: true })) as Account,
      openOrders: async (symbol) => (await spot.run(getOpenOrders, { symbol })) as Order[],
      commission: async (symbol) => {
        const known = rates.get(symbol);
        if (known && clock.monotonic() - known.at < COMMISSION_MS) return known.answer;
        const answer = (await spot.run(getCommission, { symbol })) as SymbolCommission;
        rates.set(symbol, { at: clock.monotonic(), answer });
        return answer;
      },
    },
  });
}

/** Since 2026 filters prefer it to the average. Most symbols have none, which is an error in the words of the exchange. */
async function referencePrice(
  ask: (operation: typeof getReferencePrice, input: { symbol: string }) => Promise<unknown>,
  symbol: string,
): Promise<string | undefined> {
  try {
    return ((await ask(getReferencePrice, { symbol })) as ReferencePrice).referencePrice ?? undefined;
  } catch (error) {
    if (AppError.is(error) && error.binanceCode !== undefined) return undefined;
    throw error;
  }
}
