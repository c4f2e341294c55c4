/**
 * Cases of other clients whose parameters the gateway refuses before it sends anything: `field` is the one its answer
 * names. The raw client sends them all the same, and as these clients do.
 */
export const REFUSED: Readonly<Record<string, { readonly field: string; readonly reason: string }>> = {
  'java GeneralApiTest.exchangeInfoTest': {
    field: 'symbols',
    reason: '`symbol`, `symbols`, `permissions` and `symbolStatus` exclude each other',
  },
  'java MarketApiTest.ticker24hrTest': {
    field: 'symbols',
    reason: '`symbol` and `symbols` exclude each other',
  },
  'java MarketApiTest.tickerPriceTest': {
    field: 'symbols',
    reason: '`symbol` and `symbols` exclude each other',
  },
  'java AccountApiTest.allOrderListTest': {
    field: 'startTime',
    reason: '`fromId` excludes `startTime` and `endTime`',
  },
  'java AccountApiTest.myAllocationsTest': {
    field: 'startTime',
    reason: '`orderId` and `fromAllocationId` exclude `startTime` and `endTime`',
  },
  'java AccountApiTest.myPreventedMatchesTest': {
    field: 'orderId',
    reason: '`preventedMatchId` and `orderId` exclude each other',
  },
  'java TradeApiTest.newOrderTest': {
    field: 'quantity',
    reason: 'a `MARKET` order needs `quantity` or `quoteOrderQty`',
  },
  'java TradeApiTest.orderCancelReplaceTest': {
    field: 'cancelOrderId',
    reason: 'nothing says which order to cancel, nor how much to buy',
  },
  'java TradeApiTest.orderListOpoTest': {
    field: 'pendingSide',
    reason: 'the pending order of an OPO sells; a `LIMIT` order needs `timeInForce` and a price',
  },
  'java TradeApiTest.orderListOtoTest': {
    field: 'workingTimeInForce',
    reason: 'a `LIMIT` order needs `timeInForce`',
  },
  'java TradeApiTest.orderOcoTest': {
    field: 'stopPrice',
    reason: 'the market lies between `price` and `stopPrice`; here they are equal',
  },
};

/** Answers in these suites that no exchange gives: `field` is what the error says is missing. */
export const UNREADABLE: Readonly<Record<string, { readonly field: string; readonly reason: string }>> = {
  'go Ticker': {
    field: 'ticker.lastPrice',
    reason: 'generated without any price; the endpoint always has them',
  },
  'go TickerTradingDay': {
    field: 'ticker.lastPrice',
    reason: 'generated without any price; the endpoint always has them',
  },
  'go TickerBookTicker': {
    field: 'ticker/bookTicker.bidPrice',
    reason: 'generated with nothing but the symbol; the endpoint always has prices and quantities',
  },
  'jkorf ReplaceOrder': {
    field: 'order/cancelReplace.cancelResult',
    reason: 'the halves stand under `data`, as they do in errors only; `data` itself decodes',
  },
};

const NO_DECIMALS = 'generated without decimals; the method always has them';
const NO_PRICES = 'generated without prices; the stream always has them';

/** The same on the WebSocket API and on streams; `field` is absent where the method itself is gone. */
export const WS_EXCEPTIONS: Readonly<Record<string, { readonly field?: string; readonly reason: string }>> = {
  'java userDataStream.ping': { reason: 'withdrawn by Binance on 2026-02-20 with the listen keys' },
  'java userDataStream.stop': { reason: 'withdrawn by Binance on 2026-02-20 with the listen keys' },
  'go account.commission': {
    field: 'account/commission.taxCommission',
    reason: 'generated without `taxCommission`; the method always has it',
  },
  'go account.status': { field: 'account.balances.free', reason: NO_DECIMALS },
  'go myTrades': { field: 'myTrades.price', reason: NO_DECIMALS },
  'go klines': { field: 'klines', reason: 'generated as rows of one column; the method has 12' },
  'go ticker.24hr': { field: 'ticker.lastPrice', reason: NO_DECIMALS },
  'go ticker.tradingDay': { field: 'ticker.lastPrice', reason: NO_DECIMALS },
  'go trades.historical': { field: 'trades.price', reason: NO_DECIMALS },
  'go orderList.place.otoco': {
    field: 'orderList.symbol',
    reason: 'generated without the symbol of the list; the method always has it',
  },
  'go event 27': { field: 'ticker event.c', reason: NO_PRICES },
  'go event 30': { field: 'kline.k.o', reason: NO_PRICES },
  'go event 32': { field: 'ticker event.c', reason: NO_PRICES },
  'go event 33': { field: 'trade.p', reason: NO_PRICES },
};
