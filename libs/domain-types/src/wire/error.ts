/** Body of every REST error and `error` member of a WS API error. https://developers.binance.com/docs/binance-spot-api-docs/errors */
export interface WireError {
  code: number;
  msg: string;
  /** Partial results (cancelReplace) or `{serverTime, retryAfter}`, both in ms since the epoch (WS API 418 and 429). */
  data?: unknown;
}
