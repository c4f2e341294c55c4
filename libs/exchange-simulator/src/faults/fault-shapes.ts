import { parseStreamName } from '@binance-gateway/domain-types';
import { that } from '../shape.js';
import { ALL_STREAMS } from './frame-faults.js';

/** A day, as long as a connection lives. Timers of Node.js must end within 24 days. */
export const LONGEST_DELAY_MS = 24 * 3_600_000;
/** A month: ten times the longest ban of the exchange. */
export const LONGEST_WAIT_SECONDS = 30 * 24 * 3600;
export const LONGEST_WAIT_MS = 1000 * LONGEST_WAIT_SECONDS;
export const MOST_WEIGHT = 1_000_000_000;

/** Streams of everything have no symbol; recordings may have some that the exchange has given up. */
const ALL_SYMBOLS = /^![A-Za-z0-9_]{1,40}@arr$/;

export const streamName = that(
  `a stream name with the symbol in small letters, such as btcusdt@depth@100ms, or ${ALL_STREAMS}`,
  (value) => typeof value === 'string' && (value === ALL_STREAMS || isStreamName(value)),
);

function isStreamName(name: string): boolean {
  const [symbol = ''] = name.split('@', 1);
  return ALL_SYMBOLS.test(name) || (parseStreamName(name) !== undefined && symbol === symbol.toLowerCase());
}

export const requestPath = that(
  'a path such as /api/v3/order or a method of the WS API such as order.place',
  (value) => typeof value === 'string' && /^(\/[\x21-\x7e]{0,199}|[A-Za-z0-9.]{1,100})$/.test(value),
);
