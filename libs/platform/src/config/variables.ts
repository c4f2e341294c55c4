import {
  type Parse,
  boolean,
  bytes,
  file,
  headers,
  host,
  hosts,
  integer,
  listOf,
  oneOf,
  origins,
  secret,
  symbolNames,
  text,
  url,
} from './parsers.js';
import { policyFile, policyTable } from './policies.js';
import { tokenGrants } from './tokens.js';

export const ENVIRONMENTS = ['simulator', 'testnet', 'demo', 'mainnet'] as const;
export type BinanceEnvironment = (typeof ENVIRONMENTS)[number];
export const PUBLIC_READS = ['auto', 'true', 'false'] as const;
export const ORDER_TRANSPORTS = ['rest', 'ws'] as const;
export type OrderTransport = (typeof ORDER_TRANSPORTS)[number];
export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];
export const LOG_FORMATS = ['auto', 'json', 'pretty'] as const;
export type LogFormat = (typeof LOG_FORMATS)[number];

/** Groups of the tools of the MCP server; `default` is all of them but the connector. */
export const TOOLSETS = [
  'default',
  'market',
  'books',
  'analytics',
  'account',
  'trading',
  'connector',
] as const;
export type Toolset = (typeof TOOLSETS)[number];

export interface Variable<T> {
  readonly meaning: string;
  readonly parse: Parse<T>;
  /** Parsed like a given value. Absent: there is none, or `defaultNote` says how it comes about. */
  readonly default?: string;
  readonly defaultNote?: string;
  /** Never shown, not even when it is wrong. */
  readonly isSecret?: boolean;
}

type WithDefault = { readonly default: string };

function variable<T>(spec: Variable<T> & WithDefault): Variable<T> & WithDefault;
function variable<T>(spec: Variable<T>): Variable<T>;
function variable<T>(spec: Variable<T>): Variable<T> {
  return spec;
}

/** Every environment variable. docs/configuration.md is tested against this table. */
export const VARIABLES = {
  BINANCE_ENV: variable({
    meaning: 'Which exchange: the embedded one, or one of the three of Binance',
    parse: oneOf(ENVIRONMENTS),
    default: 'simulator',
  }),
  BINANCE_REST_URL: variable({
    meaning: 'Base URL of the REST API, `http://host:port`',
    parse: url('http:', 'https:'),
    defaultNote: 'by `BINANCE_ENV`',
  }),
  BINANCE_STREAM_URL: variable({
    meaning: 'Base URL of the market streams, `ws://host:port`',
    parse: url('ws:', 'wss:'),
    defaultNote: 'by `BINANCE_ENV`',
  }),
  BINANCE_WS_API_URL: variable({
    meaning: 'URL of the WebSocket API, `ws://host:port/ws-api/v3`',
    parse: url('ws:', 'wss:'),
    defaultNote: 'by `BINANCE_ENV`',
  }),
  BINANCE_API_KEY: variable({
    meaning: 'API key of the exchange account. The embedded exchange makes its own when there is none',
    parse: secret,
    isSecret: true,
  }),
  BINANCE_API_SECRET: variable({
    meaning: 'Secret of an HMAC key',
    parse: secret,
    isSecret: true,
  }),
  BINANCE_SECRET_KEY: variable({
    meaning: 'Another name for `BINANCE_API_SECRET`',
    parse: secret,
    isSecret: true,
  }),
  BINANCE_PRIVATE_KEY_PATH: variable({
    meaning: 'PEM file of an Ed25519 or RSA key, in place of `BINANCE_API_SECRET`',
    parse: text,
  }),
  BINANCE_PRIVATE_KEY_PASSPHRASE: variable({
    meaning: 'Passphrase of that file',
    parse: secret,
    isSecret: true,
  }),
  TRADING_ENABLED: variable({
    meaning: 'Without it, writes answer 403 and the MCP server has no write tools',
    parse: boolean,
    defaultNote: '`true`; on mainnet `false`',
  }),
  ORDER_TRANSPORT: variable({
    meaning:
      'Way of orders, cancels and questions about orders to the exchange: `rest`, or `ws` for its WebSocket API. Checks, journal, limits and errors are the same',
    parse: oneOf(ORDER_TRANSPORTS),
    default: 'rest',
  }),
  HOST: variable({
    meaning: 'Address to listen on. Anything but a loopback address needs `GATEWAY_TOKENS`',
    parse: host,
    default: '127.0.0.1',
  }),
  PORT: variable({
    meaning: 'Port to listen on; 0 takes a free one',
    parse: integer(0, 65_535),
    defaultNote: 'gateway `3000`, MCP server `8000`, exchange simulator `9443`',
  }),
  GATEWAY_TOKENS: variable({
    meaning:
      'Who may call: comma-separated `name:token[:scope+scope]` with the scopes `read`, `trade`, `admin` (without any: `read+trade`). Kept and compared as SHA-256',
    parse: tokenGrants,
    defaultNote: 'one random token, printed at the start',
    isSecret: true,
  }),
  GATEWAY_POLICIES: variable({
    meaning:
      'What each token may do with orders: a JSON object by token name, `*` for all others, such as `{"bot":{"symbols":["BTCUSDT"],"maxNotionalPerOrder":"100"}}`; see [policy](policy.md)',
    parse: policyTable,
    defaultNote: 'no limits',
  }),
  GATEWAY_POLICIES_FILE: variable({
    meaning: 'A file with that JSON, in place of `GATEWAY_POLICIES`',
    parse: policyFile,
    defaultNote: 'none',
  }),
  THROTTLE_LIMIT: variable({
    meaning: 'Requests per minute and token',
    parse: integer(1, 10_000_000),
    default: '6000',
  }),
  BODY_LIMIT: variable({
    meaning: 'Largest request body, in bytes or with the unit kb or mb',
    parse: bytes(1024, 16 * 1024 * 1024),
    default: '64kb',
  }),
  CORS_ORIGINS: variable({
    meaning: 'Origins of browser apps that may call, comma-separated, or `*`',
    parse: origins,
    defaultNote: 'none',
  }),
  WS_MAX_CLIENTS: variable({
    meaning: 'WebSocket clients at a time; one more gets 503',
    parse: integer(1, 1_000_000),
    default: '10000',
  }),
  PRIORITY_SYMBOLS: variable({
    meaning:
      'Symbols whose streams and order books come first when everything has to come back, comma-separated',
    parse: symbolNames,
    defaultNote: 'none',
  }),
  MAX_BOOKS: variable({
    meaning: 'Order books kept at a time; one more gets 503',
    parse: integer(1, 5_000),
    defaultNote: 'gateway `100`, MCP server `20`',
  }),
  CHECK_BOOKS: variable({
    meaning:
      "Whether every order book reads its symbol's `@bookTicker` to be checked against it. Without, a book is checked as long as somebody reads that stream anyway",
    parse: boolean,
    default: 'false',
  }),
  LIVE_MAX_SYMBOLS: variable({
    meaning:
      'Symbols whose price, quotes and statistics are kept up to date for reads; 0 asks the exchange each time',
    parse: integer(0, 1_000),
    default: '100',
  }),
  LIVE_IDLE_SECONDS: variable({
    meaning: 'Seconds without a read after which a symbol is not kept up to date any more',
    parse: integer(1, 86_400),
    default: '60',
  }),
  MCP_MAX_CONNECTIONS: variable({
    meaning: 'MCP sessions at a time, for SSE and for Streamable HTTP each; one more gets 503',
    parse: integer(1, 100_000),
    default: '50',
  }),
  MCP_HEARTBEAT_SECONDS: variable({
    meaning: 'Seconds between the comments that keep an MCP event stream open',
    parse: integer(1, 3_600),
    default: '15',
  }),
  MCP_IDLE_SECONDS: variable({
    meaning: 'Seconds without a message after which an MCP session ends',
    parse: integer(1, 604_800),
    default: '1800',
  }),
  MCP_ALLOWED_HOSTS: variable({
    meaning: 'Host names besides the local ones under which the MCP server may be called, comma-separated',
    parse: hosts,
    defaultNote: '`HOST`',
  }),
  MCP_TOOLSETS: variable({
    meaning:
      'Tools of the MCP server, comma-separated: `default` (all 21) or some of its parts `market`, `books`, `analytics`, `account`, `trading`; and `connector`, the `search` and `fetch` of ChatGPT. Over HTTP `?toolsets=` says it anew for one client',
    parse: listOf(oneOf(TOOLSETS)),
    default: 'default',
  }),
  MCP_CONFIRM_ORDERS: variable({
    meaning:
      'Where orders by MCP wait for a confirmation, by the form of the client or by a second call: `mainnet` or `always`',
    parse: oneOf(['mainnet', 'always']),
    default: 'mainnet',
  }),
  RECV_WINDOW_MS: variable({
    meaning: 'For how long a signed request is valid at the exchange, in milliseconds',
    parse: integer(1, 60_000),
    default: '5000',
  }),
  UPSTREAM_TIMEOUT_MS: variable({
    meaning:
      'For how long the answer to a read is awaited, in milliseconds; a write waits at least 15000, longer than the exchange itself',
    parse: integer(100, 120_000),
    default: '10000',
  }),
  SHUTDOWN_TIMEOUT_MS: variable({
    meaning: 'For how long a stop waits for running requests and clients, in milliseconds',
    parse: integer(100, 60_000),
    default: '8000',
  }),
  DATA_DIR: variable({
    meaning:
      'Directory of the order journal, of issued API keys and of bans that outlast a restart, in a folder for each exchange; a relative path begins at the working directory. With the embedded exchange all of it ends with the process',
    parse: text,
    default: 'data',
  }),
  JOURNAL_RETENTION_DAYS: variable({
    meaning: 'For how long settled orders stay in the journal, and their client order ids taken',
    parse: integer(1, 3_650),
    default: '7',
  }),
  VIRTUAL_KEYS_SECRET: variable({
    meaning:
      'Passphrase that seals the secrets of issued API keys. Without one they are sealed with a key file in `DATA_DIR`',
    parse: secret,
    defaultNote: 'a key file',
    isSecret: true,
  }),
  DROP_IN_PUBLIC_READS: variable({
    meaning:
      'Whether market data of the drop-in face (`/api/v3`, `/stream`, `/ws/<stream>`) is open to callers without a key, as at Binance. `auto`: to callers on this machine, while `HOST` is this machine only; not through a proxy. `true` also opens a bare `/ws`, which otherwise takes a token',
    parse: oneOf(PUBLIC_READS),
    default: 'auto',
  }),
  LOG_LEVEL: variable({
    meaning: 'Least important line that is logged',
    parse: oneOf(LOG_LEVELS),
    default: 'info',
  }),
  LOG_FORMAT: variable({
    meaning: '`json`, `pretty`, or `auto`: pretty on a terminal, JSON elsewhere',
    parse: oneOf(LOG_FORMATS),
    default: 'auto',
  }),
  OTEL_EXPORTER_OTLP_ENDPOINT: variable({
    meaning:
      'OpenTelemetry collector that takes traces by OTLP over HTTP, `http://host:4318`. Requests are followed from their face to the exchange',
    parse: url('http:', 'https:'),
    defaultNote: 'none: no traces',
  }),
  OTEL_EXPORTER_OTLP_HEADERS: variable({
    meaning: 'Headers for the collector, `name=value`, comma-separated',
    parse: headers,
    isSecret: true,
  }),
  OTEL_SERVICE_NAME: variable({
    meaning: 'Name of this process in traces',
    parse: text,
    defaultNote: '`binance-` and the name of the app',
  }),
  SIMULATOR_API_KEY: variable({
    meaning: "The first account's key on the embedded or standalone exchange",
    parse: secret,
    defaultNote: 'random',
    isSecret: true,
  }),
  SIMULATOR_API_SECRET: variable({
    meaning: 'Its secret',
    parse: secret,
    defaultNote: 'random',
    isSecret: true,
  }),
  SIMULATOR_SEED: variable({
    meaning: 'Seed of the embedded market: the same seed, the same prices',
    parse: integer(0, 4_294_967_295),
    default: '1',
  }),
  SIMULATOR_EVENTS_PER_SECOND: variable({
    meaning:
      'How lively the embedded market is, all symbols together; `0` fills the books and leaves them standing',
    parse: integer(0, 10_000),
    default: '40',
  }),
  SIMULATOR_CONTROL_TOKEN: variable({
    meaning:
      'Token of the control API of the embedded exchange (`/control/*`); without one only programs on this machine get in',
    parse: secret,
    defaultNote: 'none',
    isSecret: true,
  }),
  SIMULATOR_REPLAY: variable({
    meaning: 'Recording that the embedded exchange plays in place of its random market',
    parse: file,
    defaultNote: 'none',
  }),
} as const satisfies Readonly<Record<string, Variable<unknown>>>;

export type VariableName = keyof typeof VARIABLES;

type ValueOf<V> = V extends Variable<infer T> ? T : never;
/** What the variables hold after parsing: undefined where one is not set and has no fixed default. */
export type Values = {
  readonly [K in VariableName]: (typeof VARIABLES)[K] extends WithDefault
    ? ValueOf<(typeof VARIABLES)[K]>
    : ValueOf<(typeof VARIABLES)[K]> | undefined;
};
