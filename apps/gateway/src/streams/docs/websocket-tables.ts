import { markdownTable } from '@binance-gateway/platform';
import { DEFAULT_HUB_LIMITS, DISCONNECT, type DisconnectName } from '@binance-gateway/stream-hub';
import { STREAM_ERROR } from '../error-reply.js';
import { MISSED_PINGS, PING_INTERVAL_MS } from '../heartbeat.js';
import { MAX_REQUEST_BYTES } from '../many.gateway.js';
import { MESSAGES_PER_SECOND, REFUSALS_PER_SECOND } from '../message-budget.js';
import { MAX_FRAME_BYTES } from '../upgrade-ws.adapter.js';

const CLOSED_BECAUSE: Readonly<Record<DisconnectName, string>> = {
  SHUTDOWN: 'The gateway stops or restarts',
  INTERNAL: 'Something broke in the gateway while it served you',
  SLOW: 'You read more slowly than your streams speak; the reason names the stream and its last position',
  GAP: 'Events were lost and your kind of connection has no other sign for it',
  NO_PONG: 'You did not answer our pings',
  EXPIRED: 'The connection reached its age limit',
  TOO_MANY_MESSAGES: 'You sent far more than you may',
  UNAUTHORIZED: 'Your token is no longer valid',
  BAD_REQUEST: 'You broke the protocol in a way no reply can mend',
  STREAM_ENDED: 'The stream has ended for good, e.g. its symbol was delisted',
};

const REFUSED_BECAUSE: Readonly<Record<keyof typeof STREAM_ERROR, string>> = {
  INVALID_REQUEST: 'JSON, but no request: method, params, id or a further member; or a binary frame',
  INVALID_JSON: 'Not JSON',
  UNKNOWN_STREAM: 'Names that are no stream, or of an unknown symbol; the reply lists them',
  TOO_MANY_STREAMS: 'More streams than a connection may hold',
  INVALID_RESUME: 'A position where it means nothing, or of a stream you are already subscribed to',
  TOO_LARGE: 'The request is too long',
  TOO_MANY_MESSAGES: 'More messages in a second than are read; this one was not',
  READ_ONLY: 'This path takes no messages; use `/ws`',
};

/** The table of close codes in docs/websocket.md. */
export function closeCodesTable(): string {
  const rows = Object.entries(DISCONNECT).map(([name, { code, reason, reconnect }]) => [
    String(code),
    `\`${name}\``,
    reason,
    reconnect ? 'yes' : 'no',
    CLOSED_BECAUSE[name as DisconnectName],
  ]);
  return markdownTable(['code', 'name', 'reason', 'connect again', 'why'], rows);
}

/** The table of error replies. */
export function streamErrorsTable(): string {
  const rows = Object.entries(STREAM_ERROR)
    .sort(([, code], [, other]) => code - other)
    .map(([name, code]) => [String(code), `\`${name}\``, REFUSED_BECAUSE[name as keyof typeof STREAM_ERROR]]);
  return markdownTable(['code', 'name', 'why'], rows);
}

/** The table of limits. */
export function streamLimitsTable(): string {
  const kib = (bytes: number): string => `${bytes / 1024} KiB`;
  const seconds = (ms: number): string => `${ms / 1000} s`;
  const { subscriptions, highWaterBytes, queueBytes, slowAfterMs, stalledAfterMs } = DEFAULT_HUB_LIMITS;
  return markdownTable(
    ['what', 'limit', 'beyond it'],
    [
      ['connections', '`WS_MAX_CLIENTS`', '503'],
      ['order books', '`MAX_BOOKS`', '503, or an error reply'],
      ['streams of a connection', String(subscriptions), 'error reply'],
      ['messages you send', `${MESSAGES_PER_SECOND} a second`, 'error reply'],
      ['error replies for that', `${REFUSALS_PER_SECOND} a second`, 'not answered'],
      ['a request', kib(MAX_REQUEST_BYTES), 'error reply'],
      ['a frame', kib(MAX_FRAME_BYTES), 'closed with 1009'],
      ['unanswered pings', `${MISSED_PINGS}, ${seconds(PING_INTERVAL_MS)} apart`, 'closed with `NO_PONG`'],
      ['unread on your socket', kib(highWaterBytes), 'the rest waits in a queue'],
      ['that queue', `${kib(queueBytes)}, ${seconds(slowAfterMs)}`, 'closed with `SLOW`'],
      ['without reading at all', seconds(stalledAfterMs), 'closed with `SLOW`'],
    ],
  );
}
