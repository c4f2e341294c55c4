import type { Upstream } from '@binance-gateway/platform';
import { type Caller, type DropIn } from '../drop-in.js';
import { REST_ENDPOINTS, type Endpoint } from '../endpoints.js';
import { type Reply, jsonReply } from '../reply.js';

interface Rates {
  readonly maker: string;
  readonly taker: string;
}

/**
 * `/sapi/v1/asset/tradeFee`, which ccxt asks for fees: not a part of Spot, but what Spot says of commissions answers
 * it. Without a symbol, the account's rates stand for every symbol.
 */
export async function tradeFees(
  dropIn: DropIn,
  symbols: Upstream['symbols'],
  caller: Caller,
  request: { readonly requestId: string; readonly symbol: string | undefined },
): Promise<Reply> {
  const { requestId, symbol } = request;
  const ask = (endpoint: Endpoint | undefined, values: Record<string, string>): Promise<Reply> => {
    if (!endpoint) return Promise.resolve(jsonReply({}));
    const encoded = Object.entries(values)
      .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
      .join('&');
    return dropIn.run({ endpoint, caller, requestId, values, encoded, timeUnit: 'MILLISECOND' });
  };
  const reply =
    symbol === undefined
      ? await ask(REST_ENDPOINTS.get('GET /api/v3/account'), { omitZeroBalances: 'true' })
      : await ask(REST_ENDPOINTS.get('GET /api/v3/account/commission'), { symbol });
  if (reply.status !== 200) return reply;
  const answer = JSON.parse(reply.body) as { commissionRates?: Rates; standardCommission?: Rates };
  const { maker = '0', taker = '0' } = answer.standardCommission ?? answer.commissionRates ?? {};
  const names = symbol === undefined ? [...(await symbols.all()).keys()] : [symbol];
  return jsonReply(names.map((name) => ({ symbol: name, makerCommission: maker, takerCommission: taker })));
}
