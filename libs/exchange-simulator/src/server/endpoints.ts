import type { AnyEndpoint } from './endpoint.js';
import { ACCOUNT } from './handlers/account.js';
import { ACCOUNT_HISTORY } from './handlers/account-history.js';
import { GENERAL } from './handlers/general.js';
import { MARKET_DATA } from './handlers/market-data.js';
import { ORDER_LIST_QUERIES } from './handlers/order-list-queries.js';
import { ORDER_LISTS } from './handlers/order-lists.js';
import { REFERENCE_PRICE } from './handlers/reference-price.js';
import { SOR } from './handlers/sor.js';
import { TRADING } from './handlers/trading.js';

/** Everything the exchange answers on REST and the WS API; a further endpoint is a further row. */
export const ENDPOINTS: readonly AnyEndpoint[] = [
  ...GENERAL,
  ...MARKET_DATA,
  ...REFERENCE_PRICE,
  ...TRADING,
  ...ORDER_LISTS,
  ...ORDER_LIST_QUERIES,
  ...SOR,
  ...ACCOUNT,
  ...ACCOUNT_HISTORY,
];

/** By "METHOD path". */
export const REST_ROUTES: ReadonlyMap<string, AnyEndpoint> = new Map(
  ENDPOINTS.flatMap((row) => (row.rest ? [[`${row.rest.method} ${row.rest.path}`, row] as const] : [])),
);

/** By method name, without the optional "v3/". */
export const WS_METHODS: ReadonlyMap<string, AnyEndpoint> = new Map(
  ENDPOINTS.flatMap((row) => (row.ws ? [[row.ws, row] as const] : [])),
);
