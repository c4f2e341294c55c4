export interface MetricSpec {
  readonly kind: 'counter' | 'gauge' | 'histogram';
  /** `1` counts things. */
  readonly unit: '1' | 'seconds' | 'bytes';
  readonly labels: readonly string[];
  readonly help: string;
  /** Upper bounds of a histogram, in its unit. */
  readonly buckets?: readonly number[];
}

const LATENCY = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] as const;

/** Every metric of ours; the process metrics of prom-client come on top. docs/metrics.md is tested against this. */
export const METRICS = {
  gateway_http_requests_total: {
    kind: 'counter',
    unit: '1',
    labels: ['method', 'route', 'status'],
    help: 'Requests answered on the REST face',
  },
  gateway_http_request_duration_seconds: {
    kind: 'histogram',
    unit: 'seconds',
    labels: ['method', 'route'],
    help: 'From the last byte of the head to the last byte of the answer',
    buckets: LATENCY,
  },
  gateway_errors_total: {
    kind: 'counter',
    unit: '1',
    labels: ['face', 'code'],
    help: 'Errors given to callers, by the code of docs/errors.md',
  },
  gateway_throttled_total: {
    kind: 'counter',
    unit: '1',
    labels: ['principal'],
    help: 'Requests refused because a token used up its limit',
  },
  gateway_scrape_failures_total: {
    kind: 'counter',
    unit: '1',
    labels: ['source'],
    help: 'Reads of figures for this page that failed; what it shows of the source is older. The log has the reason',
  },
  mcp_sessions: {
    kind: 'gauge',
    unit: '1',
    labels: ['transport'],
    help: 'Open MCP sessions: `sse` or `streamable`',
  },
  mcp_tool_calls_total: {
    kind: 'counter',
    unit: '1',
    labels: ['tool', 'outcome'],
    help: 'Tool calls answered; the outcome is `ok`, an error code, or `cancelled` by its caller',
  },
  mcp_tool_call_duration_seconds: {
    kind: 'histogram',
    unit: 'seconds',
    labels: ['tool'],
    help: 'From the call to its result',
    buckets: LATENCY,
  },
  gateway_reads_total: {
    kind: 'counter',
    unit: '1',
    labels: ['operation', 'source'],
    help: 'Reads answered, of all faces: from live state (`stream`) or by asking the exchange (`rest`)',
  },
  gateway_watched_symbols: {
    kind: 'gauge',
    unit: '1',
    labels: [],
    help: 'Symbols whose live state is kept for reads',
  },
  gateway_analysed_symbols: {
    kind: 'gauge',
    unit: '1',
    labels: [],
    help: 'Symbols whose trades and order book events are kept for analytics',
  },
  upstream_calls_total: {
    kind: 'counter',
    unit: '1',
    labels: ['operation', 'outcome'],
    help: 'Calls to the exchange with all their attempts; the outcome is `ok` or an error code',
  },
  upstream_call_duration_seconds: {
    kind: 'histogram',
    unit: 'seconds',
    labels: ['operation'],
    help: 'From the call to its answer, attempts and pauses included',
    buckets: LATENCY,
  },
  upstream_stream_connects_total: {
    kind: 'counter',
    unit: '1',
    labels: [],
    help: 'Attempts to connect to the market streams',
  },
  upstream_stream_connect_duration_seconds: {
    kind: 'histogram',
    unit: 'seconds',
    labels: [],
    help: 'From the attempt to the open connection',
    buckets: LATENCY,
  },
  upstream_stream_losses_total: {
    kind: 'counter',
    unit: '1',
    labels: ['reason'],
    help: 'Market stream connections that ended without our wish',
  },
  upstream_stream_replacements_total: {
    kind: 'counter',
    unit: '1',
    labels: [],
    help: 'Market stream connections replaced before they ended',
  },
  upstream_stream_gaps_total: {
    kind: 'counter',
    unit: '1',
    labels: [],
    help: 'Streams whose continuity was lost upstream',
  },
  upstream_stream_silences_total: {
    kind: 'counter',
    unit: '1',
    labels: [],
    help: 'Streams subscribed anew because they were silent while the exchange had news',
  },
  upstream_stream_refusals_total: {
    kind: 'counter',
    unit: '1',
    labels: [],
    help: 'Streams the exchange refused',
  },
  upstream_ws_api_connects_total: {
    kind: 'counter',
    unit: '1',
    labels: [],
    help: 'Attempts to connect to the WebSocket API',
  },
  upstream_ws_api_losses_total: {
    kind: 'counter',
    unit: '1',
    labels: ['reason'],
    help: 'WebSocket API connections that ended without our wish',
  },
  upstream_ws_api_requests_total: {
    kind: 'counter',
    unit: '1',
    labels: ['method', 'outcome'],
    help: 'Requests on the WebSocket API; the outcome is `ok` or an error code',
  },
  upstream_limit: {
    kind: 'gauge',
    unit: '1',
    labels: ['type', 'window'],
    help: 'Limits of the exchange for this address and account, such as `REQUEST_WEIGHT` in `1m`',
  },
  upstream_limit_used: {
    kind: 'gauge',
    unit: '1',
    labels: ['type', 'window'],
    help: 'What is used of them in the current window, requests under way included',
  },
  upstream_lane_waiting: {
    kind: 'gauge',
    unit: '1',
    labels: ['lane'],
    help: 'Requests that wait for room in the limits: `orders`, `recovery`, `snapshots`',
  },
  upstream_lane_waits_total: {
    kind: 'counter',
    unit: '1',
    labels: ['lane'],
    help: 'Requests that had to wait for room',
  },
  upstream_lane_refusals_total: {
    kind: 'counter',
    unit: '1',
    labels: ['lane'],
    help: 'Requests refused before they were sent, for want of room or because the exchange wants silence',
  },
  upstream_banned: {
    kind: 'gauge',
    unit: '1',
    labels: [],
    help: '1 while the exchange bans this address',
  },
  upstream_silence_seconds: {
    kind: 'gauge',
    unit: 'seconds',
    labels: [],
    help: 'For how much longer nothing is sent because of a 429 or 418',
  },
  upstream_connect_attempts: {
    kind: 'gauge',
    unit: '1',
    labels: [],
    help: 'Connection attempts to streams and WebSocket API in the last 5 minutes; the exchange allows 300',
  },
  journal_intents_total: {
    kind: 'counter',
    unit: '1',
    labels: ['state'],
    help: 'Orders that came into a state of the journal: `INTENT`, `SENT`, `ACCEPTED`, `REFUSED`, `UNKNOWN`, `NOT_PLACED`',
  },
  journal_unresolved_intents: {
    kind: 'gauge',
    unit: '1',
    labels: [],
    help: 'Orders whose outcome is not settled, those under way included',
  },
  journal_write_failures_total: {
    kind: 'counter',
    unit: '1',
    labels: [],
    help: 'Writes to the journal that failed; orders are refused meanwhile',
  },
  upstream_ready: {
    kind: 'gauge',
    unit: '1',
    labels: [],
    help: '1 while the gateway can serve, else 0; /health/ready tells why',
  },
  trading_stopped_tokens: {
    kind: 'gauge',
    unit: '1',
    labels: [],
    help: 'Tokens whose trading was stopped by the kill switch',
  },
  trading_dead_man_total: {
    kind: 'counter',
    unit: '1',
    labels: [],
    help: 'Dead-man timers that went off, and so cancelled all orders of a token',
  },
  hub_clients: { kind: 'gauge', unit: '1', labels: [], help: 'Connected stream clients' },
  hub_stalled_clients: { kind: 'gauge', unit: '1', labels: [], help: 'Clients whose socket takes no more' },
  hub_channels: { kind: 'gauge', unit: '1', labels: [], help: 'Streams with at least one reader' },
  hub_queue_bytes: {
    kind: 'gauge',
    unit: 'bytes',
    labels: [],
    help: 'Waiting in the queues of stalled clients',
  },
  hub_history_bytes: {
    kind: 'gauge',
    unit: 'bytes',
    labels: [],
    help: 'Kept of the streams for clients that come back',
  },
  hub_publications_total: { kind: 'counter', unit: '1', labels: [], help: 'Messages that entered the hub' },
  hub_deliveries_total: { kind: 'counter', unit: '1', labels: [], help: 'Messages handed to clients' },
  hub_unrouted_total: { kind: 'counter', unit: '1', labels: [], help: 'Messages nobody was subscribed to' },
  hub_disconnects_total: {
    kind: 'counter',
    unit: '1',
    labels: ['why'],
    help: 'Clients closed by the gateway, by the name of docs/websocket.md',
  },
  hub_gaps_total: {
    kind: 'counter',
    unit: '1',
    labels: [],
    help: 'Sequenced streams that lost events upstream',
  },
  hub_conflated_total: {
    kind: 'counter',
    unit: '1',
    labels: [],
    help: 'Messages replaced by newer ones before a slow client took them',
  },
  hub_resumes_total: {
    kind: 'counter',
    unit: '1',
    labels: ['recovered'],
    help: 'Clients that came back with a position',
  },
  hub_tap_failures_total: {
    kind: 'counter',
    unit: '1',
    labels: [],
    help: 'Readers inside the process that threw',
  },
  book_out_of_sync_total: {
    kind: 'counter',
    unit: '1',
    labels: ['reason'],
    help: 'Order books that left the live state',
  },
  book_contradictions_total: {
    kind: 'counter',
    unit: '1',
    labels: [],
    help: 'Of these, books without a hole that the best bid and ask of `@bookTicker` proved wrong',
  },
  book_sync_duration_seconds: {
    kind: 'histogram',
    unit: 'seconds',
    labels: [],
    help: 'From asking for a book, or losing it, to its being live',
    buckets: LATENCY,
  },
  book_snapshots_total: { kind: 'counter', unit: '1', labels: [], help: 'Depth snapshots asked for' },
} as const satisfies Readonly<Record<string, MetricSpec>>;

export type MetricName = keyof typeof METRICS;
