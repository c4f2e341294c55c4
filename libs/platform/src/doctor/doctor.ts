import { randomUUID } from 'node:crypto';
import { connectSpot, createCredential } from '@binance-gateway/binance-client';
import { type Clock, type Random } from '@binance-gateway/domain-types';
import {
  type AppName,
  type Config,
  ConfigError,
  type Environment,
  loadConfig,
} from '../config/load-config.js';
import { simulatorCredential, startEmbeddedExchange } from '../upstream/embedded-exchange.js';
import { credentialOptions, endpointsOf, needsEmbeddedExchange } from '../upstream/endpoints.js';
import { checkCredential, checkRest, checkStreams, checkWsApi } from './exchange.js';
import { type Diagnosis, type Finding, Findings } from './finding.js';
import { checkAccess, checkDataDirectory, checkNode, checkPort } from './machine.js';

export interface DoctorOptions {
  readonly app: AppName;
  readonly clock: Clock;
  readonly random: Random;
  /** Told of each finding as it is made: the exchange can take seconds. */
  readonly onFinding?: (finding: Finding) => void;
  readonly environment?: Environment;
}

/** Looks at everything an app needs before it starts. Places no order, and changes nothing. */
export async function diagnose(options: DoctorOptions): Promise<Diagnosis> {
  const findings = new Findings(options.onFinding);
  checkNode(findings);
  const config = checkConfiguration(options, findings);
  if (config) {
    checkAccess(config, findings);
    await checkPort(config, findings);
    await checkDataDirectory(config, findings);
    await checkExchange(config, options, findings);
  }
  return findings.diagnosis();
}

function checkConfiguration({ app, environment }: DoctorOptions, findings: Findings): Config | undefined {
  try {
    const config = loadConfig(app, environment);
    findings.ok('configuration', `valid; exchange: ${config.binance.environment}`);
    return config;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    for (const { variable, message } of error.problems) {
      findings.fail('configuration', `${variable} ${message}`, 'docs/configuration.md has every variable');
    }
    return undefined;
  }
}

async function checkExchange(config: Config, options: DoctorOptions, findings: Findings): Promise<void> {
  const { clock, random } = options;
  const embedded = needsEmbeddedExchange(config) ? await startEmbeddedExchange(config) : undefined;
  const urls = endpointsOf(config, embedded?.urls);
  const keys =
    embedded?.credential ??
    (config.binance.credential && credentialOptions(config.binance.credential)) ??
    simulatorCredential(config);
  let credential;
  try {
    credential = keys && createCredential(keys);
  } catch (error) {
    findings.fail('exchange key', (error as Error).message, 'docs/configuration.md, "Exchange account"');
  }
  const connection = connectSpot({
    restUrl: urls.rest,
    clock,
    random,
    ...(credential ? { credential } : {}),
    newClientOrderId: randomUUID,
    recvWindowMs: config.binance.recvWindowMs,
  });
  const check = { config, findings, connection, urls, credential, clock, random };
  try {
    // one that does not answer takes its deadline; together they take it once
    const [answers] = await Promise.all([checkRest(check), checkStreams(check), checkWsApi(check)]);
    if (answers) await checkCredential(check);
    else findings.skip('exchange key', 'the exchange does not answer');
  } finally {
    await connection.close();
    await embedded?.simulator.close();
  }
}
