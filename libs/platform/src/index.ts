export {
  type Config,
  ConfigError,
  type AppName,
  type CredentialConfig,
  type Environment,
  loadConfig,
  readsFiles,
  takeEnvironment,
} from './config/load-config.js';
export { Secret, sha256Hex } from './config/secret.js';
export { SCOPES, type TokenGrant } from './config/tokens.js';
export { type Principal, TokenCheck } from './auth/token-check.js';
export { isLoopback } from './config/parsers.js';
export {
  type BinanceEnvironment,
  ENVIRONMENTS,
  type LogFormat,
  type LogLevel,
  TOOLSETS,
  type Toolset,
  VARIABLES,
  type Variable,
  type VariableName,
} from './config/variables.js';
export {
  configurationSchema,
  configurationTable,
  coverageTable,
  errorsTable,
  exchangeErrorsTable,
  markdownTable,
  metricsTable,
  readsTable,
  replaceTable,
} from './docs/tables.js';
export {
  PROBLEM_CONTENT_TYPE,
  type ProblemContext,
  type ProblemDocument,
  problemType,
  retryAfterSeconds,
  toAppError,
  toProblem,
} from './errors/problem.js';
export { NEXT_STEPS, type ToolErrorDocument, toToolError } from './errors/to-mcp.js';
export { type LoggerOptions, createLogger } from './logging/logger.js';
export { lazyLogger } from './logging/lazy-logger.js';
export { nestLogger } from './logging/nest-logger.js';
export { METRICS, type MetricName, type MetricSpec } from './metrics/table.js';
export { Metrics } from './metrics/registry.js';
export type {
  CallContext,
  Operations,
  Provenance,
  Readiness,
  Upstream,
  UpstreamDeps,
} from './upstream/upstream.js';
export { Books } from './upstream/books.js';
export { assembleUpstream } from './upstream/assemble.js';
export { needsEmbeddedExchange } from './upstream/endpoints.js';
export { onCrash } from './lifecycle/crash.js';
export { type ShutdownOptions, type ShutdownStep, onStopSignal, shutDown } from './lifecycle/shutdown.js';
export { Reload, type ReloadTargets, onReloadSignal } from './lifecycle/reload.js';
export { Scrubber } from './logging/redact.js';
export { type DoctorOptions, diagnose } from './doctor/doctor.js';
export { openTracing } from './tracing/open-tracing.js';
export type { SpanAttributes, SpanEnd, Tracing } from './tracing/tracing.js';
export { runDoctor } from './doctor/run-doctor.js';
export { type Diagnosis, type Finding, type Verdict, findingText } from './doctor/finding.js';
export { secretsOf } from './config/secrets.js';
export { VirtualKeyring } from './virtual-keys/open-virtual-keys.js';
export type { Verifier, VirtualKeyType } from './virtual-keys/verifier.js';
export type { IssuedKey, NewVirtualKey, VirtualKey, VirtualKeys } from './virtual-keys/virtual-keys.js';
export { USER_CHANNEL } from './upstream/user-channel.js';
export { recordSession, type SessionOptions } from './record/record-session.js';
export { Recorder, type RecorderOptions, type RecorderStatus } from './record/recorder.js';
