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
