import type { Millis, Order, WireExecutionReport, WireUserDataEvent } from '@binance-gateway/domain-types';

/** An order one waits to hear of. */
export interface ReportWatch {
  /** What the account's events have said of it last. */
  readonly order: Order | undefined;
  /** Aborted when the first of them came. */
  readonly seen: AbortSignal;
  stop(): void;
}

/** How far the exchange's clock and our idea of it may be apart. */
export const CLOCK_TOLERANCE_MS = 1_000;

/** Events of the account by client order id: often the first to know that an order was accepted. */
export class OrderReports {
  private readonly watches = new Map<string, Set<(order: Order) => void>>();

  /**
   * @param since an older order under the same id is not meant; time of the exchange
   * @param onOrder called for every report of it
   */
  watch(clientOrderId: string, since: Millis, onOrder?: (order: Order) => void): ReportWatch {
    const seen = new AbortController();
    const listeners = this.watches.get(clientOrderId) ?? new Set();
    this.watches.set(clientOrderId, listeners);
    const watch = {
      order: undefined as Order | undefined,
      seen: seen.signal,
      stop: () => {
        listeners.delete(listener);
        if (listeners.size === 0) this.watches.delete(clientOrderId);
      },
    };
    const listener = (order: Order): void => {
      if ((order.time ?? since) < since - CLOCK_TOLERANCE_MS) return;
      watch.order = order;
      seen.abort();
      onOrder?.(order);
    };
    listeners.add(listener);
    return watch;
  }

  offer(event: WireUserDataEvent): void {
    if (event.e !== 'executionReport' || this.watches.size === 0) return;
    const report = event as WireExecutionReport;
    // A rejected order is not on the exchange; that it was rejected, the answer tells
    if (report.x === 'REJECTED') return;
    const clientOrderId = report.C || report.c;
    const listeners = this.watches.get(clientOrderId);
    if (!listeners) return;
    const order = orderOf(report, clientOrderId);
    for (const listener of [...listeners]) listener(order);
  }
}

/** The order as a report describes it, in the shape of GET /order. */
function orderOf(report: WireExecutionReport, clientOrderId: string): Order {
  return {
    symbol: report.s,
    orderId: report.i,
    orderListId: report.g,
    clientOrderId,
    transactTime: report.T,
    price: report.p,
    origQty: report.q,
    executedQty: report.z,
    origQuoteOrderQty: report.Q,
    cummulativeQuoteQty: report.Z,
    status: report.X,
    timeInForce: report.f,
    type: report.o,
    side: report.S,
    stopPrice: report.P,
    icebergQty: report.F,
    time: report.O,
    updateTime: report.T,
    ...(report.W === undefined ? {} : { workingTime: report.W }),
    ...(report.V === undefined ? {} : { selfTradePreventionMode: report.V }),
  };
}
