/** Base URLs of one environment. */
export interface BinanceUrls {
  /** `/api/v3/…` is appended. */
  readonly rest: string;
  /** `/ws` or `/stream` is appended. */
  readonly stream: string;
  /** Complete. */
  readonly wsApi: string;
}

export type BinanceEnvironment = 'mainnet' | 'testnet' | 'demo';

/** https://developers.binance.com/docs/binance-spot-api-docs (general info of each environment) */
export const BINANCE_URLS: Readonly<Record<BinanceEnvironment, BinanceUrls>> = {
  mainnet: {
    rest: 'https://api.binance.com',
    stream: 'wss://stream.binance.com:9443',
    wsApi: 'wss://ws-api.binance.com:443/ws-api/v3',
  },
  testnet: {
    rest: 'https://testnet.binance.vision',
    stream: 'wss://stream.testnet.binance.vision',
    wsApi: 'wss://ws-api.testnet.binance.vision/ws-api/v3',
  },
  demo: {
    rest: 'https://demo-api.binance.com',
    stream: 'wss://demo-stream.binance.com',
    wsApi: 'wss://demo-ws-api.binance.com/ws-api/v3',
  },
};
