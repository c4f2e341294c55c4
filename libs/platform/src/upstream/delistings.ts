import type { SymbolRules } from '@binance-gateway/binance-client';
import {
  type Clock,
  type Logger,
  type Millis,
  type TimerHandle,
  parseStreamName,
} from '@binance-gateway/domain-types';
import { type Hub, parseDepthWindowName } from '@binance-gateway/stream-hub';

export interface DelistingsOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly hub: Pick<Hub, 'names' | 'end'>;
  readonly symbols: Pick<SymbolRules, 'all' | 'onDelisted'>;
  readonly everyMs?: Millis;
}

/** The list of symbols is an hour old at most when somebody asks; it is asked here so that somebody does. */
const EVERY_MS = 15 * 60_000;

/**
 * Ends the streams of symbols the exchange has taken off its list. One that is only halted keeps its streams: they are
 * quiet, and go on when it does.
 */
export class Delistings {
  private readonly stop: () => void;
  private timer: TimerHandle;

  constructor(private readonly options: DelistingsOptions) {
    this.stop = options.symbols.onDelisted((symbols) => this.end(new Set(symbols)));
    this.timer = this.arm();
  }

  close(): void {
    this.stop();
    this.options.clock.clearTimeout(this.timer);
  }

  private arm(): TimerHandle {
    const { clock, symbols, everyMs = EVERY_MS } = this.options;
    return clock.setTimeout(() => {
      symbols.all().catch(() => undefined); // who watches over the exchange says so
      this.timer = this.arm();
    }, everyMs);
  }

  private end(symbols: ReadonlySet<string>): void {
    const { hub, logger } = this.options;
    const names = hub.names().filter((name) => symbols.has(symbolOf(name) ?? ''));
    logger.warn({ symbols: [...symbols], streams: names.length }, 'symbols were delisted');
    hub.end(names, 'symbol is no longer listed');
  }
}

function symbolOf(name: string): string | undefined {
  const window = parseDepthWindowName(name);
  if (window) return window.symbol;
  const stream = parseStreamName(name);
  return stream && 'symbol' in stream ? stream.symbol : undefined;
}
