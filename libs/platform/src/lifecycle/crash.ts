import type { Logger } from '@binance-gateway/domain-types';

/**
 * Ends the process on an error that nobody caught, after one redacted line about it. Node's own report would quote the
 * error in clear, and going on with unknown state is worse than a restart: the journal has every order that may have
 * been sent, and clients reconnect.
 */
export function onCrash(logger: Logger): void {
  process.on('uncaughtException', (error, origin) => {
    logger.error({ error, origin }, 'the process ends because of an error nobody caught');
    process.exit(1);
  });
}
