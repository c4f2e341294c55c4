import {
  AppError,
  type Order,
  PART_RESULTS,
  type PartResult,
  type ReplacedOrder,
} from '@binance-gateway/domain-types';

interface Halves {
  readonly cancelResult: PartResult;
  readonly newOrderResult: PartResult;
  readonly cancelResponse: unknown;
  readonly newOrderResponse: unknown;
}

/**
 * The halves of a cancel-replace that did not go well as a whole: -2021 and -2022, whatever the HTTP status.
 * https://developers.binance.com/docs/binance-spot-api-docs/rest-api/trading-endpoints
 */
export function halvesOf(error: unknown): Halves | undefined {
  if (!AppError.is(error)) return undefined;
  const data = error.extra?.['data'];
  if (typeof data !== 'object' || data === null) return undefined;
  const halves = data as Halves;
  const isResult = (value: unknown): boolean => PART_RESULTS.includes(value as PartResult);
  return isResult(halves.cancelResult) && isResult(halves.newOrderResult) ? halves : undefined;
}

/** The same error with the halves as members of its own. */
export function withHalves(error: AppError, halves: Halves): AppError {
  const { cancelResult, newOrderResult, cancelResponse, newOrderResponse } = halves;
  const { data: _data, ...extra } = error.extra ?? {};
  return new AppError(error.code, error.message, {
    ...(error.binanceCode === undefined ? {} : { binanceCode: error.binanceCode }),
    ...(error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs }),
    extra: { ...extra, cancelResult, newOrderResult, cancelResponse, newOrderResponse },
    cause: error,
  });
}

/** What was placed although the cancel failed. */
export function placedHalf({ cancelResult, newOrderResult, ...rest }: Halves): ReplacedOrder | undefined {
  if (newOrderResult !== 'SUCCESS') return undefined;
  return {
    cancelResult,
    newOrderResult,
    cancelResponse: rest.cancelResponse as Order,
    newOrderResponse: rest.newOrderResponse as Order,
  };
}
