/** The time at which answers of these suites come. */
export const LEARNED_AT = 1_770_000_000_000;

/** What an answer must decode to: klines and prices change their shape, every other body keeps each of its fields. */
export function decodedFrom(path: string, body: unknown): unknown {
  if (path.endsWith('lines')) return (body as unknown[][]).map(toKline);
  if (!path.endsWith('ticker/price')) return body ?? {};
  const stamped = (item: unknown): unknown => ({ ...(item as object), timestamp: LEARNED_AT });
  return Array.isArray(body) ? body.map(stamped) : stamped(body);
}

const COLUMNS = [
  'openTime',
  'open',
  'high',
  'low',
  'close',
  'volume',
  'closeTime',
  'quoteVolume',
  'tradeCount',
  'takerBuyBaseVolume',
  'takerBuyQuoteVolume',
];

const toKline = (row: readonly unknown[]): unknown =>
  Object.fromEntries(COLUMNS.map((column, index) => [column, row[index]]));
