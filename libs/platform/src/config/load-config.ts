import { readFileSync } from 'node:fs';
import { type Environment, fileVariable, textOf } from './from-environment.js';
import { Problem, isLoopback } from './parsers.js';
import { EVERYBODY, OWN_NAMES, type PolicyTable } from './policies.js';
import { Secret } from './secret.js';
import { type TokenGrant, generateToken } from './tokens.js';
import {
  type BinanceEnvironment,
  type LogFormat,
  type LogLevel,
  type OrderTransport,
  type Toolset,
  VARIABLES,
  type Values,
  type Variable,
  type VariableName,
} from './variables.js';

export type AppName = 'gateway' | 'mcp-server' | 'exchange-simulator';

const DEFAULT_PORTS: Readonly<Record<AppName, number>> = {
  gateway: 3000,
  'mcp-server': 8000,
  'exchange-simulator': 9443,
};

/** An assistant looks at few markets at a time, and each book costs a stream and a snapshot. */
const DEFAULT_MAX_BOOKS: Readonly<Record<AppName, number>> = {
  gateway: 100,
  'mcp-server': 20,
  'exchange-simulator': 100,
};

export type CredentialConfig =
  | { readonly apiKey: Secret; readonly apiSecret: Secret }
  | { readonly apiKey: Secret; readonly privateKey: Secret; readonly passphrase?: Secret };

/** Everything that can be set, checked and frozen. Secrets are wrapped: printing it is safe. */
export interface Config {
  readonly app: AppName;
  readonly binance: {
    readonly environment: BinanceEnvironment;
    readonly restUrl: string | undefined;
    readonly streamUrl: string | undefined;
    readonly wsApiUrl: string | undefined;
    readonly credential: CredentialConfig | undefined;
    readonly recvWindowMs: number;
    readonly timeoutMs: number;
  };
  readonly trading: {
    /** Way of orders, cancels and questions about orders. */
    readonly transport: OrderTransport;
    readonly enabled: boolean;
    /** By the name of a token; `*` is for those that have none of their own. */
    readonly policies: PolicyTable;
  };
  readonly http: {
    readonly host: string;
    readonly port: number;
    readonly bodyLimit: number;
    readonly corsOrigins: readonly string[];
    readonly throttleLimit: number;
  };
  readonly tokens: readonly TokenGrant[];
  /** Only when no token was configured: the one that was made. */
  readonly generatedToken: Secret | undefined;
  readonly streams: { readonly maxClients: number; readonly prioritySymbols: readonly string[] };
  readonly books: { readonly max: number; readonly readQuotes: boolean };
  readonly live: { readonly maxSymbols: number; readonly idleMs: number };
  readonly mcp: {
    readonly maxConnections: number;
    readonly heartbeatMs: number;
    readonly idleMs: number;
    readonly allowedHosts: readonly string[];
    readonly toolsets: readonly Toolset[];
    readonly confirmsOrders: boolean;
  };
  readonly simulator: {
    readonly apiKey: Secret | undefined;
    readonly apiSecret: Secret | undefined;
    readonly seed: number;
    readonly eventsPerSecond: number;
    readonly controlToken: Secret | undefined;
    readonly replay: string | undefined;
  };
  readonly log: { readonly level: LogLevel; readonly format: LogFormat };
  readonly journal: { readonly directory: string; readonly retentionDays: number };
  readonly dropIn: {
    readonly keysSecret: Secret | undefined;
    /** Whose reads of market data need no key. A proxy on this machine may bring anybody, and does not count as it. */
    readonly openTo: 'everybody' | 'this machine' | 'nobody';
  };
  readonly shutdownTimeoutMs: number;
  readonly tracing: {
    readonly endpoint: string | undefined;
    readonly headers: Readonly<Record<string, Secret>>;
    readonly serviceName: string;
  };
}

export type { Environment };

/** Names every variable that is wrong, never the value of a secret one. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(readonly problems: readonly { readonly variable: VariableName; readonly message: string }[]) {
    super(['Configuration is not valid:', ...problems.map((p) => `  ${p.variable} ${p.message}`)].join('\n'));
  }
}

/**
 * The configuration of an app from its environment variables. An empty variable counts as not set.
 * @param options `makesToken: false` where nobody has to show one: none is made when none is configured
 * @throws ConfigError with every variable that is wrong
 */
export function loadConfig(
  app: AppName,
  environment: Environment = process.env,
  { makesToken = true }: { readonly makesToken?: boolean } = {},
): Config {
  const problems: { variable: VariableName; message: string }[] = [];
  const report: Report = (variable, message) => {
    // what is wrong with the value itself comes first and is enough
    if (!problems.some((known) => known.variable === variable)) problems.push({ variable, message });
  };
  const values = readValues(environment, report);
  const credential = credentialOf(values, report);
  checkPairs(values, report);
  if (app !== 'exchange-simulator') checkPolicies(values, report);
  // the exchange has keys of its own and knows no tokens
  if (app !== 'exchange-simulator') checkReach(values, report);
  if (problems.length > 0) throw new ConfigError(problems);
  return deepFreeze(configOf(app, values, credential, makesToken));
}

/**
 * The environment of the process, and the end of its secrets in it: a diagnostic report of Node, a child process and
 * whoever reads `/proc` would find them there.
 */
export function takeEnvironment(): Environment {
  const environment = { ...process.env };
  for (const [name, { isSecret }] of Object.entries(
    VARIABLES as Readonly<Record<string, Variable<unknown>>>,
  )) {
    if (isSecret) delete process.env[name];
  }
  return environment;
}

/** Whether anything comes from a file, so that reading again can bring something new. */
export function readsFiles(environment: Environment = process.env): boolean {
  const names = Object.entries(VARIABLES as Readonly<Record<string, Variable<unknown>>>).flatMap(
    ([name, { isSecret }]) => (isSecret ? [fileVariable(name)] : []),
  );
  return [...names, 'BINANCE_PRIVATE_KEY_PATH'].some((name) => environment[name]?.trim());
}

type Report = (variable: VariableName, message: string) => void;

function readValues(environment: Environment, report: Report): Values {
  const values: Record<string, unknown> = {};
  for (const name of Object.keys(VARIABLES) as VariableName[]) {
    const { parse, default: fallback, isSecret = false } = VARIABLES[name] as Variable<unknown>;
    try {
      const given = textOf(name, isSecret, environment) ?? fallback;
      if (given !== undefined) values[name] = parse(given);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      report(name, error.message);
    }
  }
  return values as Values;
}

function credentialOf(values: Values, report: Report): CredentialConfig | undefined {
  const { BINANCE_API_KEY: apiKey, BINANCE_API_SECRET: a, BINANCE_SECRET_KEY: b } = values;
  if (a && b && a.reveal() !== b.reveal()) {
    report('BINANCE_SECRET_KEY', 'differs from BINANCE_API_SECRET; set one of them');
  }
  const apiSecret = a ?? b;
  const path = values.BINANCE_PRIVATE_KEY_PATH;
  if (apiSecret && path) report('BINANCE_PRIVATE_KEY_PATH', 'is set beside an API secret; set one of them');
  if (!apiKey) {
    if (apiSecret || path) report('BINANCE_API_KEY', 'is missing, but its secret is set');
    return undefined;
  }
  if (path) return privateKeyCredential(apiKey, path, values.BINANCE_PRIVATE_KEY_PASSPHRASE, report);
  if (apiSecret) return { apiKey, apiSecret };
  report('BINANCE_API_SECRET', 'is missing, but BINANCE_API_KEY is set');
  return undefined;
}

function privateKeyCredential(
  apiKey: Secret,
  path: string,
  passphrase: Secret | undefined,
  report: Report,
): CredentialConfig | undefined {
  let pem: string;
  try {
    pem = readFileSync(path, 'utf8');
  } catch (error) {
    report(
      'BINANCE_PRIVATE_KEY_PATH',
      `names a file that cannot be read (${(error as NodeJS.ErrnoException).code})`,
    );
    return undefined;
  }
  if (!pem.includes('PRIVATE KEY-----')) {
    report('BINANCE_PRIVATE_KEY_PATH', 'names a file that holds no PEM private key');
    return undefined;
  }
  return { apiKey, privateKey: new Secret(pem), ...(passphrase ? { passphrase } : {}) };
}

function readersOf(reads: Values['DROP_IN_PUBLIC_READS'], host: string): Config['dropIn']['openTo'] {
  if (reads === 'auto') return isLoopback(host) ? 'this machine' : 'nobody';
  return reads === 'true' ? 'everybody' : 'nobody';
}

function checkReach({ HOST: name, GATEWAY_TOKENS: grants }: Values, report: Report): void {
  if (name === undefined || isLoopback(name) || grants !== undefined) return;
  report('GATEWAY_TOKENS', `is required when HOST is ${name}: others than this machine can reach the port`);
}

/** A policy for a name that nobody has would bind nobody, and let everything through. */
function checkPolicies(values: Values, report: Report): void {
  const { GATEWAY_POLICIES: here, GATEWAY_POLICIES_FILE: file, GATEWAY_TOKENS: grants } = values;
  if (here && file) report('GATEWAY_POLICIES_FILE', 'is set beside GATEWAY_POLICIES; set one of them');
  const known = new Set([...(grants ?? []).map(({ name }) => name), ...OWN_NAMES, EVERYBODY]);
  const unknown = Object.keys(here ?? file ?? {}).filter((name) => !known.has(name));
  if (unknown.length === 0) return;
  const variable = here ? 'GATEWAY_POLICIES' : 'GATEWAY_POLICIES_FILE';
  const names = unknown.map((name) => JSON.stringify(name.slice(0, 40))).join(', ');
  report(variable, `has a policy of ${names}, but GATEWAY_TOKENS has no such token`);
}

function checkPairs(values: Values, report: Report): void {
  const { SIMULATOR_API_KEY: key, SIMULATOR_API_SECRET: secretText } = values;
  if (key && !secretText) report('SIMULATOR_API_SECRET', 'is missing, but SIMULATOR_API_KEY is set');
  if (secretText && !key) report('SIMULATOR_API_KEY', 'is missing, but SIMULATOR_API_SECRET is set');
}

function configOf(
  app: AppName,
  values: Values,
  credential: CredentialConfig | undefined,
  makesToken: boolean,
): Config {
  const generated = values.GATEWAY_TOKENS || !makesToken ? undefined : generateToken();
  return {
    app,
    binance: {
      environment: values.BINANCE_ENV,
      restUrl: values.BINANCE_REST_URL,
      streamUrl: values.BINANCE_STREAM_URL,
      wsApiUrl: values.BINANCE_WS_API_URL,
      credential,
      recvWindowMs: values.RECV_WINDOW_MS,
      timeoutMs: values.UPSTREAM_TIMEOUT_MS,
    },
    trading: {
      transport: values.ORDER_TRANSPORT,
      enabled: values.TRADING_ENABLED ?? values.BINANCE_ENV !== 'mainnet',
      policies: values.GATEWAY_POLICIES ?? values.GATEWAY_POLICIES_FILE ?? {},
    },
    http: {
      host: values.HOST,
      port: values.PORT ?? DEFAULT_PORTS[app],
      bodyLimit: values.BODY_LIMIT,
      corsOrigins: values.CORS_ORIGINS ?? [],
      throttleLimit: values.THROTTLE_LIMIT,
    },
    tokens: values.GATEWAY_TOKENS ?? (generated ? [generated.grant] : []),
    generatedToken: generated?.token,
    streams: { maxClients: values.WS_MAX_CLIENTS, prioritySymbols: values.PRIORITY_SYMBOLS ?? [] },
    books: { max: values.MAX_BOOKS ?? DEFAULT_MAX_BOOKS[app], readQuotes: values.CHECK_BOOKS },
    live: { maxSymbols: values.LIVE_MAX_SYMBOLS, idleMs: values.LIVE_IDLE_SECONDS * 1000 },
    mcp: {
      maxConnections: values.MCP_MAX_CONNECTIONS,
      heartbeatMs: values.MCP_HEARTBEAT_SECONDS * 1000,
      idleMs: values.MCP_IDLE_SECONDS * 1000,
      allowedHosts: values.MCP_ALLOWED_HOSTS ?? [],
      toolsets: values.MCP_TOOLSETS,
      confirmsOrders: values.MCP_CONFIRM_ORDERS === 'always' || values.BINANCE_ENV === 'mainnet',
    },
    simulator: {
      apiKey: values.SIMULATOR_API_KEY,
      apiSecret: values.SIMULATOR_API_SECRET,
      seed: values.SIMULATOR_SEED,
      eventsPerSecond: values.SIMULATOR_EVENTS_PER_SECOND,
      controlToken: values.SIMULATOR_CONTROL_TOKEN,
      replay: values.SIMULATOR_REPLAY,
    },
    log: { level: values.LOG_LEVEL, format: values.LOG_FORMAT },
    journal: { directory: values.DATA_DIR, retentionDays: values.JOURNAL_RETENTION_DAYS },
    dropIn: {
      keysSecret: values.VIRTUAL_KEYS_SECRET,
      openTo: readersOf(values.DROP_IN_PUBLIC_READS, values.HOST),
    },
    shutdownTimeoutMs: values.SHUTDOWN_TIMEOUT_MS,
    tracing: {
      endpoint: values.OTEL_EXPORTER_OTLP_ENDPOINT,
      headers: values.OTEL_EXPORTER_OTLP_HEADERS ?? {},
      serviceName: values.OTEL_SERVICE_NAME ?? `binance-${app}`,
    },
  };
}

function deepFreeze<T extends object>(value: T): T {
  for (const member of Object.values(value) as unknown[]) {
    if (typeof member === 'object' && member !== null && !Object.isFrozen(member)) deepFreeze(member);
  }
  return Object.freeze(value);
}
