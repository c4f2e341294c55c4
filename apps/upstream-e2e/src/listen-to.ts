import { ConnectBudget, UserDataStream, createCredential } from '@binance-gateway/binance-client';
import {
  type WireUserDataEvent,
  silentLogger,
  systemClock,
  systemRandom,
} from '@binance-gateway/domain-types';
import { until } from '@binance-gateway/testing';
import { FillRecovery } from '@binance-gateway/trading';
import type { SeededRoom } from './over-seeds.js';

/**
 * Events of the account as the gateway hears them.
 * @param onRecovered also hears of fills that were made while the stream was cut off
 */
export async function listenTo(
  { bed }: SeededRoom,
  onEvent: (event: WireUserDataEvent) => void,
  onRecovered?: (event: WireUserDataEvent) => void,
): Promise<UserDataStream> {
  const { apiKey, apiSecret } = bed.exchange.credentials;
  const { spot, serverClock } = bed.connection;
  const fills = new FillRecovery({
    spot,
    clock: systemClock,
    exchangeTime: () => serverClock.now(),
    symbols: () => ['BTCUSDT'],
    deliver: (report) => onRecovered?.(report),
  });
  const user = new UserDataStream({
    clock: systemClock,
    random: systemRandom,
    logger: silentLogger,
    url: bed.exchange.urls.wsApi,
    credential: createCredential({ apiKey, apiSecret }),
    serverClock,
    connectBudget: new ConnectBudget(systemClock),
    listener: {
      onEvent: (_, parsed) => {
        fills.seen(parsed);
        onEvent(parsed);
      },
      onGap: () => void fills.recover(),
      onState: (state) => {
        if (state === 'live') fills.begin();
      },
    },
  });
  user.start();
  await until(() => user.status().state === 'live');
  return user;
}
