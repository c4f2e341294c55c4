import type { Millis } from '@binance-gateway/domain-types';
import type { AccountId, Engine } from '../engine/types.js';
import type { Fault } from '../faults/effects.js';
import type { FaultTargets } from '../faults/switch.js';
import { Switchboard } from '../faults/switchboard.js';
import type { RunningMarket } from '../market-choice.js';
import { type SavedExchange, saveExchange } from '../saved-exchange.js';
import type { KeyRing } from '../server/key-ring.js';
import { disobedientRequests } from '../server/disobedience.js';
import type { SavingExchange } from '../server/exchange.js';
import type { RequestLog, RequestRecord } from '../server/request-log.js';
import type { StreamsServer } from '../server/streams.js';
import { assertSkew } from '../skewed-clock.js';
import { AccountControl } from './account-control.js';
import { ExchangeRecord } from './exchange-record.js';
import { MarketControl } from './market-control.js';

export interface ControlParts extends FaultTargets {
  readonly engine: Engine;
  readonly market: Omit<RunningMarket, 'close'>;
  readonly log: RequestLog;
  readonly keys: KeyRing;
  readonly accountIds: Set<AccountId>;
  readonly exchange: SavingExchange;
}

/** What a test can do to the exchange, and what it can know of it, from outside the wire. */
export class SimulatorControl {
  /** The market streams: gaps, duplicates, silence, killed and frozen sockets, refused connections. */
  readonly streams: StreamsServer;
  /** Faults by name, as the control API and docs/simulator.md list them. */
  readonly faults: Switchboard;
  readonly market: MarketControl;
  readonly accounts: AccountControl;
  /** What the exchange itself saw, accepted and sent. */
  readonly record: ExchangeRecord;

  constructor(private readonly parts: ControlParts) {
    this.streams = parts.streams;
    this.faults = new Switchboard(parts);
    this.market = new MarketControl(parts.engine, parts.market);
    this.accounts = new AccountControl(parts.engine, parts.keys, parts.accountIds);
    this.record = new ExchangeRecord(parts);
  }

  /** Every request that reached the exchange, oldest first; the newest 10,000 are kept. */
  requests(match: { path?: string; method?: string } = {}): RequestRecord[] {
    return this.record.requests(match);
  }

  /**
   * Requests that came while a 429 or 418 of before still asked for silence; a well-behaved client makes none. Those
   * on their way when the answer left do not count.
   * @param inFlightMs for how long after the answer they may come
   */
  disobedientRequests(inFlightMs?: Millis): RequestRecord[] {
    return disobedientRequests(this.parts.log.all(), inFlightMs);
  }

  clearRequests(): void {
    this.parts.log.clear();
  }

  /** The next matching request meets this fault. @returns takes it back */
  inject(fault: Fault): () => void {
    return this.parts.faults.inject(fault);
  }

  /** Takes every fault back, those of `faults` too. */
  clearFaults(): void {
    this.faults.clear();
  }

  /** 418 for everybody until the time is over. @returns when the ban ends */
  ban(durationMs: Millis): Millis {
    return this.parts.rateLimits.banEverybody(durationMs);
  }

  liftBans(): void {
    this.parts.rateLimits.liftBans();
  }

  /** Everything that `restore` needs to go on from here. */
  save(): SavedExchange {
    const { engine, accountIds, keys, market, exchange } = this.parts;
    const accounts = [...accountIds];
    return saveExchange({
      savedAt: this.time,
      // The market first: it completes what the engine's last command left open
      market: { symbols: market.data.save(), synthetic: market.synthetic?.save() },
      engine: engine.save(),
      accounts,
      keys: keys.all(),
      details: exchange.save(accounts),
    });
  }

  /** What the exchange takes for now, in ms. */
  get time(): Millis {
    return this.parts.clock.now();
  }

  get clockSkewMs(): Millis {
    return this.parts.clock.skewMs;
  }

  /**
   * Moves the exchange's clock against everybody else's: signed requests begin to fail with -1021.
   * @throws WrongValue beyond a year
   */
  skewClock(ms: Millis): void {
    assertSkew(ms, 'skewMs');
    this.parts.clock.skewMs = ms;
  }

  /** The key stops working, also on sessions that are logged on with it. */
  revokeKey(apiKey: string): void {
    this.parts.keys.revoke(apiKey);
  }

  dropHttpConnections(): void {
    this.parts.server.dropHttpConnections();
  }

  /** Cuts every WS API connection, and with it the user data streams. */
  killWsApi(): void {
    this.parts.wsApi.kill();
  }

  /** `serverShutdown` on every WS API connection. */
  announceWsApiShutdown(): void {
    this.parts.wsApi.announceShutdown();
  }

  /** Open WS API connections. */
  get wsApiConnections(): number {
    return this.parts.wsApi.size;
  }

  /** User data events wait until the returned function is called. */
  holdUserEvents(): () => void {
    return this.parts.userEvents.hold();
  }

  dropUserEvents(count: number): void {
    this.parts.userEvents.drop(count);
  }

  repeatUserEvents(count: number): void {
    this.parts.userEvents.repeat(count);
  }
}
