import { writeSync } from 'node:fs';
import type { Logger } from '@binance-gateway/domain-types';
import { type DestinationStream, pino } from 'pino';
import type { LogLevel } from '../config/variables.js';
import { prettyLine } from './pretty.js';
import { REDACT_PATHS, Scrubber } from './redact.js';

export interface LoggerOptions {
  readonly level: LogLevel;
  readonly format: 'json' | 'pretty';
  readonly name: string;
  /** Knows the texts that must never appear in a line. */
  readonly scrubber?: Scrubber;
  /** Receives finished lines. Default: file descriptor `fd`. */
  readonly write?: (line: string) => void;
  /** 1, or 2 where stdout belongs to a protocol. */
  readonly fd?: 1 | 2;
}

/** pino behind the four methods that the libraries know. Lines are written at once: a crash loses none. */
export function createLogger(options: LoggerOptions): Logger {
  const { scrub } = options.scrubber ?? new Scrubber();
  const write = options.write ?? ((line: string): void => writeFully(options.fd ?? 1, line));
  const destination: DestinationStream = {
    write: (line) => {
      const clean = scrub(line);
      write(options.format === 'pretty' ? prettyLine(clean) : clean);
    },
  };
  return pino(
    {
      level: options.level,
      base: { name: options.name },
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: [...REDACT_PATHS], censor: '[redacted]' },
      serializers: { error: pino.stdSerializers.err, err: pino.stdSerializers.err },
    },
    destination,
  );
}

/** A pipe may be full: then the rest is tried again, up to a bound, and a closed pipe must not end the process. */
function writeFully(fd: number, line: string): void {
  let rest = Buffer.from(line);
  for (let attempts = 0; rest.length > 0 && attempts < 1_000; attempts++) {
    try {
      rest = rest.subarray(writeSync(fd, rest));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return;
    }
  }
}
