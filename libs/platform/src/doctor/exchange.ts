import {
  type Credential,
  MarketStreams,
  type RawCall,
  type SpotConnection,
  WsApiConnection,
} from '@binance-gateway/binance-client';
import {
  type Account,
  type AppError,
  type Clock,
  type Millis,
  type Random,
  getAccountInfo,
  silentLogger,
} from '@binance-gateway/domain-types';
import type { Config } from '../config/load-config.js';
import type { Findings } from './finding.js';

export interface ExchangeCheck {
  readonly config: Config;
  readonly findings: Findings;
  readonly connection: SpotConnection;
  readonly urls: { readonly rest: string; readonly stream: string; readonly wsApi: string };
  readonly credential: Credential | undefined;
  readonly clock: Clock;
  readonly random: Random;
}

const DEADLINE_MS = 5_000;
/** Requests are corrected by the exchange's own time; a clock this far off is still a fault of the machine. */
const NOTABLE_OFFSET_MS = 1_000;
const FIREWALL = 'check the network, a proxy or firewall, and the URL';

/** @returns whether the exchange answers, so that it makes sense to ask more */
export async function checkRest({ connection, urls, findings, clock }: ExchangeCheck): Promise<boolean> {
  const began = clock.monotonic();
  try {
    await connection.serverClock.sync();
  } catch (error) {
    findings.fail('rest', `${urls.rest}: ${(error as Error).message}`, `BINANCE_REST_URL: ${FIREWALL}`);
    return false;
  }
  findings.ok('rest', `${urls.rest} answers, time asked in ${Math.round(clock.monotonic() - began)} ms`);
  const offset = Math.round(connection.serverClock.now() - clock.now());
  const found = `${Math.abs(offset)} ms ${offset < 0 ? 'ahead of' : 'behind'} the exchange`;
  if (Math.abs(offset) < NOTABLE_OFFSET_MS) findings.ok('clock', found);
  else
    findings.warn(
      'clock',
      found,
      'synchronise the clock of this machine (NTP); requests are corrected for now',
    );
  return true;
}

export async function checkStreams({ urls, findings, clock, random }: ExchangeCheck): Promise<void> {
  let name: string | undefined;
  const streams = new MarketStreams({
    url: urls.stream,
    clock,
    random,
    logger: silentLogger,
    listener: { onFrame: (stream) => (name = stream), onGap: () => undefined },
  });
  try {
    streams.subscribe(['btcusdt@bookTicker']);
    const isLive = await within(
      clock,
      DEADLINE_MS,
      () => streams.status().confirmed > 0 || name !== undefined,
    );
    if (isLive) findings.ok('streams', `${urls.stream} takes subscriptions`);
    else findings.fail('streams', `${urls.stream} does not answer`, `BINANCE_STREAM_URL: ${FIREWALL}`);
  } finally {
    await streams.close();
  }
}

export async function checkWsApi({
  urls,
  findings,
  connection,
  clock,
  random,
}: ExchangeCheck): Promise<void> {
  const { serverClock } = connection;
  const api = new WsApiConnection({ url: urls.wsApi, clock, random, logger: silentLogger, serverClock });
  try {
    await api.request('ping', {}, { timeoutMs: DEADLINE_MS });
    findings.ok('ws api', `${urls.wsApi} answers`);
  } catch (error) {
    findings.fail('ws api', `${urls.wsApi}: ${(error as Error).message}`, `BINANCE_WS_API_URL: ${FIREWALL}`);
  } finally {
    await api.close();
  }
}

/** Whether the exchange takes the key, and what it may do. */
export async function checkCredential(check: ExchangeCheck): Promise<void> {
  const { config, findings, connection, credential } = check;
  if (!credential) {
    findings.warn('exchange key', 'none: public data only', 'set BINANCE_API_KEY and its secret');
    return;
  }
  let account: Account;
  try {
    account = (await connection.spot.run(getAccountInfo, {})) as Account;
  } catch (error) {
    findings.fail('exchange key', (error as Error).message, remedyOf(error));
    return;
  }
  findings.ok('exchange key', `${credential.type}, account of type ${account.accountType}`);
  if (!config.trading.enabled) findings.ok('trading', 'is switched off: TRADING_ENABLED');
  else if (account.canTrade) findings.ok('trading', 'is switched on, and the account may trade');
  else findings.fail('trading', 'the account may not trade', 'look at the account at the exchange');
  if (config.binance.environment === 'mainnet') await checkRestrictions(check);
}

/** Weight 1 of the SAPI limit, which has its own budget: nothing else here uses it. */
const RESTRICTIONS: RawCall = {
  operation: 'api_restrictions',
  method: 'GET',
  path: '/sapi/v1/account/apiRestrictions',
  params: [],
  security: 'USER_DATA',
  weight: 1,
  idempotent: true,
};

/** https://developers.binance.com/docs/wallet/account/api-key-permission */
async function checkRestrictions({ findings, connection, config }: ExchangeCheck): Promise<void> {
  let answer: Readonly<Record<string, unknown>>;
  try {
    answer = (await connection.rest.send(RESTRICTIONS)) as Record<string, unknown>;
  } catch (error) {
    findings.skip('permissions', `the exchange does not tell them: ${(error as Error).message}`);
    return;
  }
  const remedy = 'change it in the API management of your Binance account';
  if (answer['enableWithdrawals'] === true) {
    findings.warn('permissions', 'the key may withdraw, and the gateway never does', remedy);
  }
  if (answer['ipRestrict'] === false) {
    findings.warn(
      'permissions',
      'the key works from every address',
      `restrict it to this machine: ${remedy}`,
    );
  }
  if (config.trading.enabled && answer['enableSpotAndMarginTrading'] === false) {
    findings.fail('permissions', 'the key may not trade, and TRADING_ENABLED is set', remedy);
  }
  if (answer['enableWithdrawals'] !== true && answer['ipRestrict'] !== false) {
    findings.ok('permissions', 'no withdrawals, restricted to known addresses');
  }
}

function remedyOf(error: unknown): string {
  const { binanceCode } = error as AppError;
  if (binanceCode === -2014) return 'BINANCE_API_KEY is malformed; copy it again';
  if (binanceCode === -1022) return 'the secret does not belong to the key, or the key is of another type';
  if (binanceCode === -2015) {
    return 'the key is unknown there, may not be used from this address, or lacks "Enable Reading"; keys of the testnet only work there';
  }
  if (binanceCode === -1021) return 'synchronise the clock of this machine (NTP), or raise RECV_WINDOW_MS';
  return 'docs/errors.md tells what the code means';
}

/** Looks again and again, without a busy loop. */
async function within(clock: Clock, deadlineMs: Millis, isMet: () => boolean): Promise<boolean> {
  const end = clock.monotonic() + deadlineMs;
  while (!isMet()) {
    if (clock.monotonic() > end) return false;
    await new Promise<void>((resolve) => clock.setTimeout(resolve, 20));
  }
  return true;
}
