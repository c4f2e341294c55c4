/** A method that concerns the connection itself and has no counterpart on REST. */
export interface SessionMethod {
  /** Carries `apiKey` and `signature` even when the session is logged on. */
  readonly signed: boolean;
  readonly weight: number;
}

/**
 * The methods besides those of the operations; together they are all of the WebSocket API.
 * https://developers.binance.com/docs/binance-spot-api-docs/websocket-api/authentication-requests
 * https://developers.binance.com/docs/binance-spot-api-docs/websocket-api/user-data-stream-requests
 */
export const SESSION_METHODS: Readonly<Record<string, SessionMethod>> = {
  'session.logon': { signed: true, weight: 2 },
  'session.status': { signed: false, weight: 2 },
  'session.logout': { signed: false, weight: 2 },
  'session.subscriptions': { signed: false, weight: 2 },
  'userDataStream.subscribe': { signed: false, weight: 2 },
  'userDataStream.subscribe.signature': { signed: true, weight: 2 },
  'userDataStream.unsubscribe': { signed: false, weight: 2 },
};
