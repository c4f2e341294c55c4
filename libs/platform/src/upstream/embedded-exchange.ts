import type { BinanceUrls, CredentialOptions } from '@binance-gateway/binance-client';
import type { Simulator } from '@binance-gateway/exchange-simulator';
import type { Config } from '../config/load-config.js';

/** The exchange inside this process, and the account it made for us. */
export interface EmbeddedExchange {
  readonly simulator: Simulator;
  readonly urls: BinanceUrls;
  readonly credential: CredentialOptions;
}

/** Loaded on demand: with a real exchange its code never enters the process. */
export async function startEmbeddedExchange({ simulator: settings }: Config): Promise<EmbeddedExchange> {
  const { startSimulator } = await import('@binance-gateway/exchange-simulator');
  const { apiKey, apiSecret, seed, replay } = settings;
  const simulator = await startSimulator({
    seed,
    ...(replay === undefined ? {} : { market: { replay } }),
    accounts: [
      {
        id: 'main',
        ...(apiKey ? { apiKey: apiKey.reveal() } : {}),
        ...(apiSecret ? { apiSecret: apiSecret.reveal() } : {}),
      },
    ],
  });
  const { apiKey: key, apiSecret: secret } = simulator.credentials;
  return { simulator, urls: simulator.urls, credential: { apiKey: key, apiSecret: secret } };
}
