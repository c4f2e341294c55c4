import type { Logger } from '@binance-gateway/domain-types';
import type { LoggerService } from '@nestjs/common';

/** Nest's own lines through the platform's logger. Its start-up chatter is worth debug only. */
export function nestLogger(logger: Logger): LoggerService {
  const line =
    (level: keyof Logger) =>
    (message: unknown, ...rest: unknown[]): void => {
      const context = rest.at(-1);
      const fields: Record<string, unknown> = typeof context === 'string' ? { context } : {};
      if (message instanceof Error) logger[level]({ ...fields, error: message }, message.message);
      else {
        const stack =
          level === 'error' && typeof rest[0] === 'string' && rest[0].includes('\n') ? rest[0] : undefined;
        logger[level](
          stack ? { ...fields, stack } : fields,
          typeof message === 'string' ? message : JSON.stringify(message),
        );
      }
    };
  return {
    log: line('debug'),
    debug: line('debug'),
    verbose: line('debug'),
    warn: line('warn'),
    error: line('error'),
    fatal: line('error'),
  };
}
