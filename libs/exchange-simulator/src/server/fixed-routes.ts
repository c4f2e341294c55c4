// Paths that are not part of /api/v3 but that clients ask for, or used to.
import { formatAmount } from '../engine/amount.js';
import type { Exchange } from './endpoint.js';

export interface FixedReply {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

const JSON_TYPE = 'application/json;charset=UTF-8';

function json(value: unknown): FixedReply {
  return { status: 200, contentType: JSON_TYPE, body: JSON.stringify(value) };
}

/**
 * Listen keys were removed on 2026-02-20. The live exchange answers with a page of its proxy, not with
 * JSON (gocryptotrader issue 2190).
 */
const GONE: FixedReply = {
  status: 410,
  contentType: 'text/html',
  body: '<html>\r\n<head><title>410 Gone</title></head>\r\n<body>\r\n<center><h1>410 Gone</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n',
};

/** What ccxt loads with its markets, on hosts and paths that are not Spot; an error there stops it. */
const EMPTY: ReadonlyMap<string, FixedReply> = new Map([
  ['/sapi/v1/capital/config/getall', json([])],
  ['/sapi/v1/margin/allPairs', json([])],
  ['/sapi/v1/margin/isolated/allPairs', json([])],
  ['/sapi/v1/system/status', json({ status: 0, msg: 'normal' })],
  ['/fapi/v1/exchangeInfo', json({ symbols: [] })],
  ['/dapi/v1/exchangeInfo', json({ symbols: [] })],
  ['/eapi/v1/exchangeInfo', json({ optionContracts: [], optionAssets: [], optionSymbols: [] })],
]);

const NOT_FOUND_PAGE = '<html><body><h2>404 Not found</h2></body></html>';

const GONE_PATH = /^\/api\/v[13]\/userDataStream$/;

/** @param query of the request */
export function fixedReply(path: string, query: string, exchange: Exchange): FixedReply | undefined {
  if (GONE_PATH.test(path)) return GONE;
  return path === '/sapi/v1/asset/tradeFee' ? tradeFee(query, exchange) : EMPTY.get(path);
}

/** The rates of every symbol, or of one; ccxt's fetchTradingFees. */
function tradeFee(query: string, { engine }: Exchange): FixedReply {
  const asked = new URLSearchParams(query).get('symbol');
  const symbols = [...engine.symbols.keys()].filter((symbol) => asked === null || symbol === asked);
  const makerCommission = formatAmount(engine.commissions.maker);
  const takerCommission = formatAmount(engine.commissions.taker);
  return json(symbols.map((symbol) => ({ symbol, makerCommission, takerCommission })));
}

/** HTML only for those who ask for it (since 2023-12-04). */
export function notFound(accept: string | undefined): FixedReply {
  const isHtml = accept?.includes('text/html') ?? false;
  return { status: 404, contentType: isHtml ? 'text/html' : JSON_TYPE, body: isHtml ? NOT_FOUND_PAGE : '' };
}
