import { JSON_TYPE, type Reply, jsonReply, named } from '../reply.js';

/**
 * Listen keys are gone since 2026-02-20; the live exchange answers with a page of its proxy, not with JSON
 * (gocryptotrader issue 2190).
 */
export const GONE: Reply = {
  status: 410,
  headers: { 'content-type': 'text/html', ...named('NOT_FOUND') },
  body: '<html>\r\n<head><title>410 Gone</title></head>\r\n<body>\r\n<center><h1>410 Gone</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n',
};

export const GONE_PATHS = ['/api/v1/userDataStream', '/api/v3/userDataStream'] as const;

/** What ccxt loads together with its markets, from hosts and paths that are not Spot; an error there stops it. */
export const EMPTY_REPLIES: Readonly<Record<string, Reply>> = {
  '/sapi/v1/capital/config/getall': jsonReply([]),
  '/sapi/v1/margin/allPairs': jsonReply([]),
  '/sapi/v1/margin/isolated/allPairs': jsonReply([]),
  '/sapi/v1/system/status': jsonReply({ status: 0, msg: 'normal' }),
  '/fapi/v1/exchangeInfo': jsonReply({ symbols: [] }),
  '/dapi/v1/exchangeInfo': jsonReply({ symbols: [] }),
};

const PAGE = '<html><body><h2>404 Not found</h2></body></html>';

/** A path the exchange does not have. HTML only for those who ask for it (since 2023-12-04). */
export function notFound(accept: string | undefined): Reply {
  const isHtml = accept?.includes('text/html') ?? false;
  return {
    status: 404,
    headers: { 'content-type': isHtml ? 'text/html' : JSON_TYPE, ...named('NOT_FOUND') },
    body: isHtml ? PAGE : '',
  };
}
