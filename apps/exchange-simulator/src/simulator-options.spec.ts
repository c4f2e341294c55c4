import { loadConfig } from '@binance-gateway/platform';
import { simulatorOptions } from './simulator-options.js';

describe('simulatorOptions', () => {
  it('listens on loopback, port 9443, with a key of its own making', () => {
    expect(simulatorOptions(loadConfig('exchange-simulator', {}))).toEqual({
      host: '127.0.0.1',
      port: 9443,
      seed: 1,
      eventsPerSecond: 40,
      accounts: [{ id: 'main', apiKey: undefined, apiSecret: undefined }],
      isLenient: true,
    });
  });

  it('takes what is set', () => {
    // any file that is there; it is read when the exchange starts
    const recording = import.meta.filename;
    const environment = {
      PORT: '9000',
      SIMULATOR_API_KEY: 'key',
      SIMULATOR_API_SECRET: 'secret',
      SIMULATOR_SEED: '7',
      SIMULATOR_EVENTS_PER_SECOND: '0',
      SIMULATOR_CONTROL_TOKEN: 'control',
      SIMULATOR_REPLAY: recording,
    };
    expect(simulatorOptions(loadConfig('exchange-simulator', environment))).toMatchObject({
      port: 9000,
      seed: 7,
      eventsPerSecond: 0,
      controlToken: 'control',
      market: { replay: recording },
      accounts: [{ apiKey: 'key', apiSecret: 'secret' }],
    });
  });
});
