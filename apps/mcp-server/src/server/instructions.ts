import type { Config } from '@binance-gateway/platform';

/** What no single tool description can say: how they combine and what is enforced whatever a model does. */
export function instructionsFor({ binance, trading }: Config): string {
  const { environment } = binance;
  const venue =
    environment === 'mainnet'
      ? 'Binance Spot with real money'
      : environment === 'simulator'
        ? 'an embedded exchange with play money'
        : `Binance ${environment} with play money`;
  return [
    `Binance Spot through one gateway; the exchange is ${venue}.`,
    'Symbols join base and quote asset in upper case (BTCUSDT). Amounts and prices are decimal strings. Times are Unix milliseconds, UTC. Lists stand under `result`.',
    'Errors tell code, detail, retryable and nextStep. With kind "outcome-unknown" an order may exist: never send it again, ask get_order with its clientOrderId.',
    trading.enabled
      ? 'Before place_order read the price and the balance. Price steps, lot sizes, minimum values and limits are checked before anything is sent; request limits of the exchange are kept for you.'
      : 'Trading is switched off: there are no tools that place or cancel orders.',
    'No tool takes an API key or secret; never ask the user for one.',
  ].join('\n');
}
