import {
  type Operation,
  detectMarketAnomalies,
  getAccountInfo,
  getKlines,
  getLiquidityVacuums,
  getMicrostructureHealth,
  getOpenOrders,
  getOrderBook,
  getOrderFlow,
  getOrderbookMetrics,
  getPositions,
  getRecentTrades,
  getTicker,
  getVolumeProfile,
} from '@binance-gateway/domain-types';

/** One read whose answer stands in the prompt. */
export interface PromptRead {
  readonly title: string;
  readonly operation: Operation;
  /** Arguments besides the symbol. */
  readonly input?: Readonly<Record<string, unknown>>;
}

export interface PromptSpec {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** Whether it is about one symbol, which then is its argument. */
  readonly ofSymbol: boolean;
  readonly reads: readonly PromptRead[];
  readonly task: string;
}

const read = <I extends object>(
  title: string,
  operation: Operation<I>,
  input?: Readonly<Partial<I>>,
): PromptRead => ({
  title,
  operation: operation as unknown as Operation,
  ...(input ? { input: input as Record<string, unknown> } : {}),
});

const TICKER = read('24 hour statistics', getTicker);
const HOURS = read('Hourly candles', getKlines, { interval: '1h', limit: 48 } as never);
const MINUTES = read('Minute candles', getKlines, { interval: '1m', limit: 60 } as never);
const TRADES = read('Recent trades', getRecentTrades, { limit: 100 } as never);
const BOOK = read('Order book', getOrderBook, { limit: 20 } as never);

const METRICS = read('Order book metrics', getOrderbookMetrics);
const FLOW = read('Order flow', getOrderFlow, { windowSeconds: 300 } as never);
const HEALTH = read('Microstructure health', getMicrostructureHealth);
const ANOMALIES = read('Anomalies', detectMarketAnomalies);
const PROFILE = read('Volume profile of 24 hours', getVolumeProfile, { hours: 24 } as never);
const VACUUMS = read('Liquidity vacuums of 24 hours', getLiquidityVacuums, { hours: 24 } as never);

const HONESTY =
  'Use the data below and the tools of this server; where something is missing or says "insufficient data", say so instead of guessing. Separate what the data shows from what you conclude. Do not place or cancel any order unless the user asks for it.';

export const PROMPTS: readonly PromptSpec[] = [
  {
    name: 'trading_analysis',
    title: 'Trading analysis',
    description: 'Trend, levels and scenarios of a symbol from its statistics, candles and order book',
    ofSymbol: true,
    reads: [TICKER, HOURS, METRICS],
    task: `Analyse the market: trend and volatility over the candles, support and resistance with the prices they rest on, liquidity near the price, then two or three scenarios with what would confirm and what would refute each. ${HONESTY}`,
  },
  {
    name: 'portfolio_risk',
    title: 'Portfolio risk',
    description: 'Concentration, exposure and open orders of the account',
    ofSymbol: false,
    reads: [
      read('Positions', getPositions),
      read('Balances', getAccountInfo, { omitZeroBalances: true } as never),
      read('Open orders', getOpenOrders),
    ],
    task: `Assess the risk of this account: share of each asset in the total, unrealized and realized profit, cash, what the open orders would change if all of them were filled, and the loss if every asset but the quote asset fell by 10 % and by 30 %. Name the largest risk first. ${HONESTY}`,
  },
  {
    name: 'market_microstructure_analysis',
    title: 'Microstructure analysis',
    description: 'Spread, depth, balance and irregularities of an order book',
    ofSymbol: true,
    reads: [METRICS, HEALTH, ANOMALIES, FLOW],
    task: `Describe how well this market works right now: spread, depth on both sides and its balance, what orders of 10,000, 25,000 and 50,000 in the quote asset would cost, unusual behaviour, and what that means for somebody who wants to trade. ${HONESTY}`,
  },
  {
    name: 'order_flow_trading',
    title: 'Order flow',
    description: 'Who is in a hurry: buying and selling takers of a symbol',
    ofSymbol: true,
    reads: [TICKER, FLOW, MINUTES, TRADES],
    task: `Read the order flow: which side takes, how that changed over the period, whether the price follows the flow or absorbs it, and what would show that it turns. ${HONESTY}`,
  },
  {
    name: 'liquidity_mapping',
    title: 'Liquidity map',
    description: 'Where volume was traded, where orders rest and where neither is',
    ofSymbol: true,
    reads: [PROFILE, VACUUMS, METRICS, BOOK],
    task: `Draw a map of liquidity from the highest price to the lowest: prices with much traded volume, resting orders, and zones with little of either, through which the price could move fast. Give each zone its prices and why it is on the map. ${HONESTY}`,
  },
];
