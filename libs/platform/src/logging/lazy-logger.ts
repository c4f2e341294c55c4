import type { Logger } from '@binance-gateway/domain-types';
import { LOG_LEVELS, type LogLevel } from '../config/variables.js';

/** A logger that is made with the first line that is written: a process that lives for one question may write none. */
export function lazyLogger(level: LogLevel, make: () => Logger): Logger {
  const least = LOG_LEVELS.indexOf(level);
  let made: Logger | undefined;
  const line =
    (own: keyof Logger): Logger['info'] =>
    (fields, message) => {
      if (LOG_LEVELS.indexOf(own) >= least) (made ??= make())[own](fields, message);
    };
  return { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') };
}
