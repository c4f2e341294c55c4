import { REFUSE } from '../wire/api-error.js';
import type { Params } from '../wire/params.js';
import type { WsApiSession } from './ws-api-session.js';

/** A method that concerns the connection itself; exists on the WS API only. Weight 2 each. */
export type SessionMethod = (
  session: WsApiSession,
  params: Params,
  raw: Readonly<Record<string, unknown>>,
) => unknown;

const MAX_ACTIVE_SUBSCRIPTIONS = 1000;

/**
 * https://developers.binance.com/docs/binance-spot-api-docs/websocket-api/authentication-requests
 * https://developers.binance.com/docs/binance-spot-api-docs/websocket-api/user-data-stream-requests
 */
export const SESSION_METHODS: ReadonlyMap<string, SessionMethod> = new Map<string, SessionMethod>([
  ['session.logon', logon],
  ['session.status', withoutParameters(status)],
  ['session.logout', withoutParameters(logout)],
  ['session.subscriptions', withoutParameters(subscriptions)],
  ['userDataStream.subscribe', withoutParameters(subscribe)],
  ['userDataStream.subscribe.signature', subscribeBySignature],
  ['userDataStream.unsubscribe', unsubscribe],
]);

function withoutParameters(method: (session: WsApiSession) => unknown): SessionMethod {
  return (session, params) => {
    params.assertAllRead();
    return method(session);
  };
}

function logon(session: WsApiSession, params: Params, raw: Readonly<Record<string, unknown>>): unknown {
  params.requiredText('apiKey');
  const key = session.authenticate(params, raw, 'USER_DATA');
  params.assertAllRead();
  if (key.verification.type !== 'ED25519') throw REFUSE.logonKeyType(key.verification.type);
  session.authorized = { key, since: session.options.exchange.now() };
  return status(session);
}

function status(session: WsApiSession): unknown {
  return {
    apiKey: session.authorized?.key.apiKey ?? null,
    authorizedSince: session.authorized?.since ?? null,
    connectedSince: session.connectedSince,
    returnRateLimits: session.connection.returnRateLimits,
    serverTime: session.options.exchange.now(),
    userDataStream: session.subscriptions.size > 0,
  };
}

function logout(session: WsApiSession): unknown {
  session.authorized = undefined;
  if (session.logonSubscription !== undefined) session.unsubscribe(session.logonSubscription);
  return status(session);
}

function subscriptions(session: WsApiSession): unknown {
  return [...session.subscriptions.keys()].map((subscriptionId) => ({ subscriptionId }));
}

function subscribe(session: WsApiSession): unknown {
  if (!session.authorized) throw REFUSE.unauthorized();
  assertRoom(session);
  const subscriptionId = session.subscribe(session.authorized.key.account);
  session.logonSubscription = subscriptionId;
  return { subscriptionId };
}

function subscribeBySignature(
  session: WsApiSession,
  params: Params,
  raw: Readonly<Record<string, unknown>>,
): unknown {
  params.requiredText('apiKey');
  const { account } = session.authenticate(params, raw, 'USER_DATA');
  params.assertAllRead();
  assertRoom(session);
  return { subscriptionId: session.subscribe(account) };
}

function unsubscribe(session: WsApiSession, params: Params): unknown {
  const id = params.integer('subscriptionId');
  params.assertAllRead();
  if (id === undefined) {
    for (const open of [...session.subscriptions.keys()]) session.unsubscribe(open);
  } else if (!session.unsubscribe(id)) throw REFUSE.subscriptionInactive();
  return {};
}

function assertRoom(session: WsApiSession): void {
  if (session.subscriptions.size >= MAX_ACTIVE_SUBSCRIPTIONS) {
    throw REFUSE.tooManySubscriptions(MAX_ACTIVE_SUBSCRIPTIONS);
  }
}
