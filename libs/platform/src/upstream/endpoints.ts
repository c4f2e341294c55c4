import { BINANCE_URLS, type BinanceUrls, type CredentialOptions } from '@binance-gateway/binance-client';
import type { Config, CredentialConfig } from '../config/load-config.js';

/** Whether the process has to bring its own exchange: no, when every URL points elsewhere. */
export function needsEmbeddedExchange({ binance }: Config): boolean {
  const isElsewhere = binance.restUrl && binance.streamUrl && binance.wsApiUrl;
  return binance.environment === 'simulator' && !isElsewhere;
}

/** Base URLs: what the environment implies, each one overridden by its variable. */
export function endpointsOf({ binance }: Config, embedded: BinanceUrls | undefined): BinanceUrls {
  const base = binance.environment === 'simulator' ? embedded : BINANCE_URLS[binance.environment];
  const pick = (override: string | undefined, key: keyof BinanceUrls): string => {
    const url = override ?? base?.[key];
    if (url === undefined) throw new Error(`no ${key} URL: the embedded exchange is not running`);
    return url;
  };
  return {
    rest: pick(binance.restUrl, 'rest'),
    stream: pick(binance.streamUrl, 'stream'),
    wsApi: pick(binance.wsApiUrl, 'wsApi'),
  };
}

/** The configured key in clear, for the one who makes a credential of it. */
export function credentialOptions(config: CredentialConfig): CredentialOptions {
  const apiKey = config.apiKey.reveal();
  if ('apiSecret' in config) return { apiKey, apiSecret: config.apiSecret.reveal() };
  const { privateKey, passphrase } = config;
  return {
    apiKey,
    privateKey: privateKey.reveal(),
    ...(passphrase ? { passphrase: passphrase.reveal() } : {}),
  };
}

/**
 * Folder of what is kept about one exchange: what another one does not know proves nothing, and a key issued for the
 * one must not open the other. An overridden address is another exchange.
 */
export function exchangeName({ binance }: Config): string {
  if (binance.restUrl === undefined) return binance.environment;
  return `${binance.environment}-${new URL(binance.restUrl).host.replaceAll(/[^\w.-]/g, '_')}`;
}
