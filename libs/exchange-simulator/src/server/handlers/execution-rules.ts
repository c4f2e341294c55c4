import { encodeExecutionRules } from '../../wire/execution-rules.js';
import { REFUSE } from '../../wire/api-error.js';
import type { Params } from '../../wire/params.js';
import { type AnyEndpoint, type Exchange, endpoint } from '../endpoint.js';
import { listed, readStatus, requestedSymbols } from '../symbols.js';

const PER_SYMBOL = 2;
const MOST = 40;

/** https://developers.binance.com/docs/binance-spot-api-docs/rest-api/general-endpoints#query-execution-rules */
export const EXECUTION_RULES: AnyEndpoint = endpoint<readonly string[]>({
  rest: { method: 'GET', path: '/api/v3/executionRules' },
  ws: 'executionRules',
  security: 'NONE',
  weight: (params) => Math.min(MOST, PER_SYMBOL * (requestedSymbols(params) ?? MOST)),
  read: readSymbols,
  run: (symbols, { exchange }) => ({
    symbolRules: symbols.flatMap((symbol) => {
      const spec = exchange.engine.symbols.get(symbol);
      return spec ? [{ symbol, rules: encodeExecutionRules(spec) }] : [];
    }),
  }),
});

/** @throws ApiError -1128: no two of the three may be sent together */
function readSymbols(params: Params, exchange: Exchange): readonly string[] {
  const symbol = params.symbolName();
  const symbols = params.symbolNames();
  const status = readStatus(params);
  if ([symbol, symbols, status].filter((value) => value !== undefined).length > 1) throw REFUSE.combination();
  if (symbol !== undefined) return [listed(symbol, exchange)];
  if (symbols) return symbols.map((name) => listed(name, exchange));
  const all = [...exchange.engine.symbols.keys()];
  return status ? all.filter((name) => exchange.engine.symbolStatus(name) === status) : all;
}
