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
export async function startEmbeddedExchange(config: Config): Promise<EmbeddedExchange> {
  const { startSimulator } = await import('@binance-gateway/exchange-simulator');
  const { seed, replay, eventsPerSecond, controlToken } = config.simulator;
  const simulator = await startSimulator({
    seed,
    eventsPerSecond,
    ...(controlToken ? { controlToken: controlToken.reveal() } : {}),
    ...(replay === undefined ? {} : { market: { replay } }),
    accounts: [{ id: 'main', ...(simulatorCredential(config) ?? binanceHmac(config)) }],
  });
  const { apiKey, apiSecret } = simulator.credentials;
  return { simulator, urls: simulator.urls, credential: { apiKey, apiSecret } };
}

interface Hmac {
  readonly apiKey: string;
  readonly apiSecret: string;
}

/** SIMULATOR_API_KEY and its secret: also the key at a standalone simulator, which the URLs then point to. */
export function simulatorCredential({ simulator, binance }: Config): Hmac | undefined {
  const { apiKey, apiSecret } = simulator;
  if (binance.environment !== 'simulator' || !apiKey || !apiSecret) return undefined;
  return { apiKey: apiKey.reveal(), apiSecret: apiSecret.reveal() };
}

/** The key somebody set for Binance opens the embedded account too, so that one URL can point elsewhere. */
function binanceHmac({ binance }: Config): Hmac | undefined {
  const { credential } = binance;
  if (!credential || !('apiSecret' in credential)) return undefined;
  return { apiKey: credential.apiKey.reveal(), apiSecret: credential.apiSecret.reveal() };
}
