import type { SpotClient } from '@binance-gateway/binance-client';
import {
  AppError,
  type ArmDeadManInput,
  type Clock,
  type DeadManTimer,
  type Logger,
  type Millis,
  type ResumeTradingInput,
  type ResumedTrading,
  type SetDeadManInput,
  type StopTradingInput,
  type TradingStop,
} from '@binance-gateway/domain-types';
import { type OpenOrders, OwnerSwitches, Sweeper } from '@binance-gateway/trading';
import type { Config } from '../config/load-config.js';
import { OWN_NAMES } from '../config/policies.js';
import type { Metrics } from '../metrics/registry.js';
import type { OrderRecords } from './order-records.js';
import type { CallContext } from './upstream.js';

export interface TradingSwitchesOptions {
  readonly config: Config;
  readonly records: OrderRecords;
  readonly open: OpenOrders;
  readonly spot: SpotClient;
  readonly exchangeTime: () => Millis;
  /** Whether a virtual key has this name. */
  readonly hasKey: (name: string) => Promise<boolean>;
  /** For whoever listens to the account. */
  readonly publish: (event: Buffer) => void;
}

export interface TradingSwitchesDeps {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** Kill switch and dead-man timers as operations. */
export interface TradingSwitches {
  /** undefined without an account. */
  readonly switches: OwnerSwitches | undefined;
  stop(input: StopTradingInput, context: CallContext): Promise<TradingStop>;
  resume(input: ResumeTradingInput): Promise<ResumedTrading>;
  stops(): TradingStop[];
  arm(input: ArmDeadManInput, context: CallContext): Promise<DeadManTimer>;
  armOf(input: SetDeadManInput): Promise<DeadManTimer>;
  deadMan(context: CallContext): DeadManTimer;
  deadMen(): DeadManTimer[];
  /** Before the journal, in which it all is kept. */
  close(): void;
}

export function openSwitches(options: TradingSwitchesOptions, deps: TradingSwitchesDeps): TradingSwitches {
  const { config, records, open, spot, exchangeTime, publish } = options;
  const { clock, logger, metrics } = deps;
  const { owners } = records;
  const switches =
    owners &&
    new OwnerSwitches({
      store: owners,
      sweeper: new Sweeper({ spot, open, unresolved: (owner) => records.unsettledOf(owner), clock, logger }),
      clock,
      exchangeTime,
      onEvent: (event) => {
        if (event.e === 'deadManWentOff') metrics.count('trading_dead_man_total', {});
        publish(Buffer.from(JSON.stringify(event)));
      },
      logger,
    });
  const stopScraping = metrics.onScrape('trading_switches', () =>
    metrics.set('trading_stopped_tokens', {}, owners?.stops().length ?? 0),
  );
  const required = (): OwnerSwitches => {
    if (switches) return switches;
    throw new AppError('JOURNAL_UNAVAILABLE', records.reason() ?? 'there is no order journal');
  };
  const known = async (name: string): Promise<void> => {
    const names = [...new Set([...config.tokens.map((token) => token.name), ...OWN_NAMES])];
    if (names.includes(name) || (await options.hasKey(name))) return;
    const message = `no token and no API key is named "${name}"; tokens are ${names.join(', ')}`;
    throw new AppError('NOT_FOUND', message, { fields: [{ field: 'principal', message }] });
  };
  return {
    switches,
    stop: async ({ principal, reason }, context) => {
      await known(principal);
      return required().stop(principal, context.principal, reason);
    },
    // not checked: whoever was stopped may be gone from the configuration, and come back
    resume: async ({ principal }) => ({ principal, wasStopped: await required().resume(principal) }),
    stops: () => required().stops(),
    arm: ({ seconds }, { principal }) => required().arm(principal, seconds),
    armOf: async ({ principal, seconds }) => {
      await known(principal);
      return required().arm(principal, seconds);
    },
    deadMan: ({ principal }) => required().deadMan(principal),
    deadMen: () => required().deadMen(),
    close: () => {
      stopScraping();
      switches?.close();
    },
  };
}
