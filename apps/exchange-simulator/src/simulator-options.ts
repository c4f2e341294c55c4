import type { SimulatorOptions } from '@binance-gateway/exchange-simulator';
import type { Config } from '@binance-gateway/platform';

/** What of the configuration concerns the exchange. Unmodified clients are the point: signatures are taken leniently. */
export function simulatorOptions({ http, simulator }: Pick<Config, 'http' | 'simulator'>): SimulatorOptions {
  const { apiKey, apiSecret, seed, replay, eventsPerSecond, controlToken } = simulator;
  return {
    host: http.host,
    port: http.port,
    seed,
    eventsPerSecond,
    ...(controlToken ? { controlToken: controlToken.reveal() } : {}),
    ...(replay === undefined ? {} : { market: { replay } }),
    accounts: [{ id: 'main', apiKey: apiKey?.reveal(), apiSecret: apiSecret?.reveal() }],
    isLenient: true,
  };
}
