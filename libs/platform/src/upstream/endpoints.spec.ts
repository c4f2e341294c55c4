import { type Environment, loadConfig } from '../config/load-config.js';
import { endpointsOf, needsEmbeddedExchange } from './endpoints.js';

const load = (environment: Environment) => loadConfig('gateway', environment);
const ELSEWHERE = {
  BINANCE_REST_URL: 'http://h:1/',
  BINANCE_STREAM_URL: 'ws://h:2',
  BINANCE_WS_API_URL: 'ws://h:3/ws-api/v3',
};
const EMBEDDED = { rest: 'http://e:1', stream: 'ws://e:1', wsApi: 'ws://e:1/ws-api/v3' };

describe('endpoints', () => {
  it('are those of the environment', () => {
    for (const [BINANCE_ENV, host] of [
      ['mainnet', 'api.binance.com'],
      ['testnet', 'testnet.binance.vision'],
      ['demo', 'demo-api.binance.com'],
    ] as const) {
      const config = load({ BINANCE_ENV });
      expect(endpointsOf(config, undefined).rest).toBe(`https://${host}`);
      expect(needsEmbeddedExchange(config)).toBe(false);
    }
  });

  it('are those of the embedded exchange, unless overridden one by one', () => {
    expect(needsEmbeddedExchange(load({}))).toBe(true);
    expect(endpointsOf(load({}), EMBEDDED)).toEqual(EMBEDDED);
    const config = load({ BINANCE_STREAM_URL: 'ws://h:2' });
    expect(needsEmbeddedExchange(config)).toBe(true);
    expect(endpointsOf(config, EMBEDDED)).toEqual({ ...EMBEDDED, stream: 'ws://h:2' });
  });

  it('need no embedded exchange when all point elsewhere', () => {
    const config = load(ELSEWHERE);
    expect(needsEmbeddedExchange(config)).toBe(false);
    expect(endpointsOf(config, undefined)).toEqual({
      rest: 'http://h:1',
      stream: 'ws://h:2',
      wsApi: 'ws://h:3/ws-api/v3',
    });
  });

  it('do not exist when the embedded exchange does not', () => {
    expect(() => endpointsOf(load({}), undefined)).toThrow('the embedded exchange is not running');
  });
});
