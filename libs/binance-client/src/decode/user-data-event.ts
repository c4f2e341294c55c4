import {
  EXECUTION_TYPES,
  ORDER_STATUSES,
  type WireExecutionReport,
  type WireUserDataEvent,
} from '@binance-gateway/domain-types';
import { listOf, objectOf, oneOf, requireDecimals, requireInteger, requireText } from './shape.js';

/**
 * The event in a frame of any age: `{subscriptionId, event}` (WS API since 2025-08), `{event}` (before, and
 * connection events), `{stream, data}` (listen keys), or bare.
 */
export function unwrapUserData(frame: unknown): {
  readonly subscriptionId: number | undefined;
  readonly event: unknown;
} {
  const { subscriptionId, event, data } = objectOf(frame, 'user data frame');
  return {
    subscriptionId: typeof subscriptionId === 'number' ? subscriptionId : undefined,
    event: event ?? data ?? frame,
  };
}

/**
 * Checks one event and keeps it as it is. Event types that nobody knows pass.
 * @throws AppError UPSTREAM_PROTOCOL for an execution report in a state we don't know
 */
export function decodeUserDataEvent(wire: unknown): WireUserDataEvent {
  const event = objectOf(wire, 'user data event');
  switch (requireText(event, 'e', 'user data event')) {
    case 'executionReport':
      decodeExecutionReport(event);
      break;
    case 'outboundAccountPosition':
      listOf(event['B'], 'outboundAccountPosition.B', (item) => {
        const balance = objectOf(item, 'outboundAccountPosition.B');
        requireText(balance, 'a', 'outboundAccountPosition.B');
        requireDecimals(balance, ['f', 'l'], 'outboundAccountPosition.B');
      });
      break;
    case 'balanceUpdate':
      requireText(event, 'a', 'balanceUpdate');
      requireDecimals(event, ['d'], 'balanceUpdate');
      break;
  }
  return event as unknown as WireUserDataEvent;
}

function decodeExecutionReport(event: Record<string, unknown>): WireExecutionReport {
  requireText(event, 's', 'executionReport');
  requireText(event, 'c', 'executionReport');
  requireInteger(event, 'i', 'executionReport');
  oneOf(ORDER_STATUSES, event['X'], 'executionReport.X');
  oneOf(EXECUTION_TYPES, event['x'], 'executionReport.x');
  requireDecimals(event, ['q', 'p', 'l', 'z', 'L'], 'executionReport');
  return event as unknown as WireExecutionReport;
}
