import { TOOLS } from '../tools/tool-table.js';
import { nearNames } from './near-names.js';

const NAMES = TOOLS.map(({ operation }) => operation.name);

describe('near names', () => {
  it.each([
    ['get_tickr', 'get_ticker'],
    ['ticker', 'get_ticker'],
    ['getKlines', 'get_klines'],
    ['GET_KLINES', 'get_klines'],
    ['orderbook_metric', 'get_orderbook_metrics'],
    ['placeOrder', 'place_order'],
    ['place-order', 'place_order'],
    ['get_price', 'get_average_price'],
    ['account', 'get_account_info'],
    ['anomalies', 'detect_market_anomalies'],
  ])('%s may mean %s', (name, meant) => {
    expect(nearNames(name, NAMES)[0]).toBe(meant);
    expect(nearNames(name, NAMES).length).toBeLessThanOrEqual(5);
  });

  it.each(['', 'get', 'zzzz', '%', '__proto__', '价格'])('%s comes near to nothing', (name) => {
    expect(nearNames(name, NAMES)).toEqual([]);
  });

  it('does not mind how long a name is', () => {
    expect(nearNames('x'.repeat(1_000_000), NAMES)).toEqual([]);
  });
});
