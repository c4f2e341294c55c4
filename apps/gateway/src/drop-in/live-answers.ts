import type { Operation } from '@binance-gateway/domain-types';

/** Reads whose answer from live state is the exchange's own, byte for byte, and with which parameters. */
const LIVE: Readonly<Record<string, (values: Readonly<Record<string, string>>) => boolean>> = {
  get_price: ({ symbol, ...rest }) => symbol !== undefined && isEmpty(rest),
  get_book_ticker: ({ symbol, ...rest }) => symbol !== undefined && isEmpty(rest),
  get_ticker: ({ symbol, type = 'FULL', ...rest }) =>
    symbol !== undefined && type === 'FULL' && isEmpty(rest),
  get_order_book: ({ symbol, limit: _limit, ...rest }) => symbol !== undefined && isEmpty(rest),
};

export function mayBeLive(operation: Operation, values: Readonly<Record<string, string>>): boolean {
  return LIVE[operation.name]?.(values) ?? false;
}

/** The gateway's own answer as Binance writes it. Only the price has a member of ours. */
export function asBinanceWrites(operation: Operation, answer: unknown): string {
  if (operation.name !== 'get_price') return JSON.stringify(answer);
  const { timestamp: _, ...price } = answer as { readonly timestamp: number };
  return JSON.stringify(price);
}

const isEmpty = (rest: object): boolean => Object.keys(rest).length === 0;
