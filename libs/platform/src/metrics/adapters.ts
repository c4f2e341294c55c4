import type { RestMetrics, StreamMetrics, WsApiMetrics } from '@binance-gateway/binance-client';
import type { Limits } from '@binance-gateway/domain-types';
import type { BookMetrics, HubMetrics, HubStats } from '@binance-gateway/stream-hub';
import type { JournalMetrics } from '@binance-gateway/trading';
import type { Tracing } from '../tracing/tracing.js';
import type { Metrics } from './registry.js';

/** What the REST client reports, in our metrics and traces. */
export function restMetrics(metrics: Metrics, tracing?: Pick<Tracing, 'called'>): RestMetrics {
  return {
    onCall: ({ operation, outcome, status, durationMs, requestId }) => {
      tracing?.called(requestId, `exchange ${operation}`, durationMs, {
        ...(status === undefined ? {} : { attributes: { 'http.response.status_code': status } }),
        ...(outcome === 'ok' ? {} : { error: outcome }),
      });
      metrics.count('upstream_calls_total', { operation, outcome });
      metrics.observe('upstream_call_duration_seconds', { operation }, durationMs / 1000);
    },
  };
}

/** What the hub reports as it happens. */
export function hubMetrics(metrics: Metrics): HubMetrics {
  return {
    disconnected: (why) => metrics.count('hub_disconnects_total', { why }),
    gap: () => metrics.count('hub_gaps_total', {}),
    conflated: () => metrics.count('hub_conflated_total', {}),
    resumed: (recovered) => metrics.count('hub_resumes_total', { recovered: String(recovered) }),
    tapFailed: () => metrics.count('hub_tap_failures_total', {}),
  };
}

/** What the hub counts itself, read at each scrape. */
export function collectHubStats(metrics: Metrics, stats: () => HubStats): void {
  metrics.onScrape('hub', () => {
    const now = stats();
    metrics.set('hub_clients', {}, now.clients);
    metrics.set('hub_stalled_clients', {}, now.stalledClients);
    metrics.set('hub_channels', {}, now.channels);
    metrics.set('hub_queue_bytes', {}, now.queuedBytes);
    metrics.set('hub_history_bytes', {}, now.historyBytes);
    metrics.total('hub_publications_total', {}, now.publications);
    metrics.total('hub_deliveries_total', {}, now.deliveries);
    metrics.total('hub_unrouted_total', {}, now.unrouted);
  });
}

/** What the order books report. Symbols are too many to be labels, and so are the ids and prices in a reason. */
export function bookMetrics(metrics: Metrics): BookMetrics {
  return {
    outOfSync: (_symbol, reason) =>
      metrics.count('book_out_of_sync_total', { reason: reason.split(':', 1)[0] as string }),
    contradicted: () => metrics.count('book_contradictions_total', {}),
    synced: (_symbol, tookMs) => metrics.observe('book_sync_duration_seconds', {}, tookMs / 1000),
    snapshotRequested: () => metrics.count('book_snapshots_total', {}),
  };
}

/** What the market streams report. */
export function streamMetrics(metrics: Metrics): StreamMetrics {
  return {
    connectAttempt: () => metrics.count('upstream_stream_connects_total', {}),
    connected: (afterMs) => metrics.observe('upstream_stream_connect_duration_seconds', {}, afterMs / 1000),
    connectionLost: (reason) => metrics.count('upstream_stream_losses_total', { reason }),
    connectionReplaced: () => metrics.count('upstream_stream_replacements_total', {}),
    gap: (streams) => metrics.count('upstream_stream_gaps_total', {}, streams),
    subscriptionRefused: (streams) => metrics.count('upstream_stream_refusals_total', {}, streams),
  };
}

/** What the WebSocket API reports. */
export function wsApiMetrics(metrics: Metrics): WsApiMetrics {
  return {
    connectAttempt: () => metrics.count('upstream_ws_api_connects_total', {}),
    connected: () => undefined,
    connectionLost: (reason) => metrics.count('upstream_ws_api_losses_total', { reason }),
    request: (method, outcome) => metrics.count('upstream_ws_api_requests_total', { method, outcome }),
  };
}

/** What the order journal reports. */
export function journalMetrics(metrics: Metrics): JournalMetrics {
  return {
    entered: (state) => metrics.count('journal_intents_total', { state }),
    writeFailed: () => metrics.count('journal_write_failures_total', {}),
  };
}

/** Read at each scrape. */
export function collectJournal(metrics: Metrics, unresolved: () => number): void {
  metrics.onScrape('journal', () => metrics.set('journal_unresolved_intents', {}, unresolved()));
}

/** Read at each scrape: the limits of the exchange, and who waits for them. */
export function collectLimits(metrics: Metrics, limits: () => Limits): void {
  metrics.onScrape('limits', () => {
    const now = limits();
    for (const { rateLimitType, interval, intervalNum, limit, used } of now.limits) {
      const labels = { type: rateLimitType, window: `${intervalNum}${interval.charAt(0).toLowerCase()}` };
      metrics.set('upstream_limit', labels, limit);
      metrics.set('upstream_limit_used', labels, used);
    }
    for (const { lane, waiting, waited, refused } of now.lanes) {
      metrics.set('upstream_lane_waiting', { lane }, waiting);
      metrics.total('upstream_lane_waits_total', { lane }, waited);
      metrics.total('upstream_lane_refusals_total', { lane }, refused);
    }
    metrics.set('upstream_banned', {}, now.silence.banned ? 1 : 0);
    metrics.set('upstream_silence_seconds', {}, now.silence.remainingMs / 1_000);
    metrics.set('upstream_connect_attempts', {}, now.connections.attempts);
  });
}
