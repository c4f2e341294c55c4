import { AUTH_PARAMETERS } from '../key-check.js';
import { REFUSE } from '../refusal.js';
import { type Reply, jsonReply } from '../reply.js';
import type { Call, WsApiSession } from './session.js';

/** A method about the connection itself; exists on the WS API only. Weight 2 each. */
type SessionMethod = (session: WsApiSession, call: Call) => Promise<Reply>;

const ANYWHERE: ReadonlySet<string> = new Set(['returnRateLimits', 'apiKey']);
const SIGNED: ReadonlySet<string> = new Set(['returnRateLimits', ...AUTH_PARAMETERS]);

/**
 * https://developers.binance.com/docs/binance-spot-api-docs/websocket-api/authentication-requests
 * https://developers.binance.com/docs/binance-spot-api-docs/websocket-api/user-data-stream-requests
 */
export const SESSION_METHODS: ReadonlyMap<string, SessionMethod> = new Map<string, SessionMethod>([
  ['session.logon', logon],
  ['session.status', plain(status)],
  ['session.logout', plain(logout)],
  ['session.subscriptions', plain(subscriptions)],
  ['userDataStream.subscribe', subscribe],
  ['userDataStream.subscribe.signature', subscribeBySignature],
  ['userDataStream.unsubscribe', unsubscribe],
]);

function plain(run: (session: WsApiSession) => unknown): SessionMethod {
  return (session, { texts }) => {
    requireOnly(texts, ANYWHERE);
    return Promise.resolve(jsonReply(run(session)));
  };
}

async function logon(session: WsApiSession, call: Call): Promise<Reply> {
  if (!call.texts.get('apiKey')) throw REFUSE.missing('apiKey');
  const { key } = await session.authenticate(call, 'read');
  requireOnly(call.texts, SIGNED);
  if (key.verifier.type !== 'ED25519') throw REFUSE.logonKeyType(key.verifier.type);
  session.authorized = { key, since: session.now() };
  await session.tie(key);
  return jsonReply(status(session));
}

function status(session: WsApiSession): unknown {
  return {
    apiKey: session.authorized?.key.apiKey ?? null,
    authorizedSince: session.authorized?.since ?? null,
    connectedSince: session.connectedSince,
    returnRateLimits: session.connection.returnRateLimits,
    serverTime: session.now(),
    userDataStream: session.subscriptions.size > 0,
  };
}

function logout(session: WsApiSession): unknown {
  session.authorized = undefined;
  session.subscriptions.endOfLogon(session.now());
  return status(session);
}

function subscriptions(session: WsApiSession): unknown {
  return session.subscriptions.ids().map((subscriptionId) => ({ subscriptionId }));
}

async function subscribe(session: WsApiSession, { texts }: Call): Promise<Reply> {
  requireOnly(texts, ANYWHERE);
  if (!session.authorized) throw REFUSE.notAuthorized();
  await session.authenticateSession('read');
  return jsonReply({ subscriptionId: session.subscriptions.add(session.authorized.key, true) });
}

async function subscribeBySignature(session: WsApiSession, call: Call): Promise<Reply> {
  if (!call.texts.get('apiKey')) throw REFUSE.missing('apiKey');
  const { key } = await session.authenticate(call, 'read');
  requireOnly(call.texts, SIGNED);
  const subscriptionId = session.subscriptions.add(key, false);
  await session.tie(key);
  return jsonReply({ subscriptionId });
}

function unsubscribe(session: WsApiSession, { texts }: Call): Promise<Reply> {
  requireOnly(texts, new Set([...ANYWHERE, 'subscriptionId']));
  const text = texts.get('subscriptionId');
  if (text === undefined)
    for (const id of session.subscriptions.ids()) session.subscriptions.end(id, session.now());
  else if (!/^[0-9]{1,20}$/.test(text)) throw REFUSE.illegalCharacters('subscriptionId', '^[0-9]{1,20}$');
  else if (!session.subscriptions.end(Number(text), session.now())) throw REFUSE.subscriptionInactive();
  return Promise.resolve(jsonReply({}));
}

/** @throws Refusal -1104 */
function requireOnly(texts: ReadonlyMap<string, string>, known: ReadonlySet<string>): void {
  const sent = [...texts.keys()];
  const read = sent.filter((name) => known.has(name)).length;
  if (read < sent.length) throw REFUSE.unread(read, sent.length);
}
