import { ControlError, type Fields } from '../control/fields.js';
import { LONGEST_WAIT_SECONDS, streamName } from './fault-shapes.js';
import type { FaultSwitch } from './switch.js';

const LISTENERS = 'only connections that listen to this stream; all when absent';
const CLOSE_FIELDS = {
  code: 'WebSocket close code, `1001` when absent, as at the end of 24 hours',
  reason: 'text of the close frame',
};
const REFUSE_FIELDS = {
  status: 'HTTP status, `503` when absent',
  retryAfterSeconds: 'the Retry-After header; none when absent',
};

/** What happens to whole connections. */
export const CONNECTION_SWITCHES: readonly FaultSwitch[] = [
  {
    name: 'killStreams',
    group: 'connections',
    meaning: 'stream connections break off without a close frame',
    fields: { stream: LISTENERS },
    example: { stream: 'btcusdt@trade' },
    read: (fields) => {
      const stream = fields.optionalText('stream', streamName);
      return ({ streams }) => void streams.killConnections(stream);
    },
  },
  {
    name: 'freezeStreams',
    group: 'connections',
    meaning: 'half-open: the sockets stay, nothing comes or is read, pings included',
    fields: { stream: LISTENERS },
    example: {},
    read: (fields) => {
      const stream = fields.optionalText('stream', streamName);
      return ({ streams }) => void streams.freezeConnections(stream);
    },
  },
  {
    name: 'closeStreams',
    group: 'connections',
    meaning: 'a close frame to every stream connection: the 24 h cut, or 1008 as after too many messages',
    fields: { ...CLOSE_FIELDS, stream: LISTENERS },
    example: { code: 1008, reason: 'Too many requests' },
    read: (fields) => {
      const { code, reason } = readClose(fields);
      const stream = fields.optionalText('stream', streamName);
      return ({ streams }) => void streams.closeAll(code, reason, stream);
    },
  },
  {
    name: 'shutdownStreams',
    group: 'connections',
    meaning: '`serverShutdown` to every stream connection; the sockets stay open until `closeStreams`',
    fields: {},
    example: {},
    read:
      () =>
      ({ streams }) =>
        streams.serverShutdown(),
  },
  {
    name: 'refuseStreams',
    group: 'connections',
    meaning: 'new stream connections are refused',
    fields: REFUSE_FIELDS,
    example: { status: 429, retryAfterSeconds: 30 },
    read: (fields) => {
      const { status, retryAfterSeconds } = readRefusal(fields);
      return ({ streams }) => {
        streams.refuseConnections(status, retryAfterSeconds);
        return { end: () => streams.refuseConnections(undefined) };
      };
    },
  },
  {
    name: 'killWsApi',
    group: 'connections',
    meaning: 'WS API connections break off without a close frame, user data with them',
    fields: {},
    example: {},
    read:
      () =>
      ({ wsApi }) =>
        wsApi.kill(),
  },
  {
    name: 'freezeWsApi',
    group: 'connections',
    meaning: 'half-open: WS API sockets stay, nothing comes or is read',
    fields: {},
    example: {},
    read:
      () =>
      ({ wsApi }) =>
        wsApi.freeze(),
  },
  {
    name: 'closeWsApi',
    group: 'connections',
    meaning: 'a close frame to every WS API connection',
    fields: CLOSE_FIELDS,
    example: { code: 1001, reason: '24 hours' },
    read: (fields) => {
      const { code, reason } = readClose(fields);
      return ({ wsApi }) => wsApi.closeAll(code, reason);
    },
  },
  {
    name: 'shutdownWsApi',
    group: 'connections',
    meaning: '`serverShutdown` to every WS API connection; the sockets stay open',
    fields: {},
    example: {},
    read:
      () =>
      ({ wsApi }) =>
        wsApi.announceShutdown(),
  },
  {
    name: 'refuseWsApi',
    group: 'connections',
    meaning: 'new WS API connections are refused',
    fields: REFUSE_FIELDS,
    example: { status: 503 },
    read: (fields) => {
      const { status, retryAfterSeconds } = readRefusal(fields);
      return ({ wsApi }) => {
        wsApi.refuseConnections(status, retryAfterSeconds);
        return { end: () => wsApi.refuseConnections(undefined) };
      };
    },
  },
  {
    name: 'dropHttp',
    group: 'connections',
    meaning: 'every HTTP connection is cut, idle ones and those that wait for an answer',
    fields: {},
    example: {},
    read:
      () =>
      ({ server }) =>
        server.dropHttpConnections(),
  },
];

/** The longest text that fits a close frame, in bytes. */
const LONGEST_REASON = 123;

function readClose(fields: Fields): { code: number; reason: string } {
  const code = fields.optionalInteger('code', { min: 1000, max: 4999 }) ?? 1001;
  if (!isCloseCode(code)) {
    throw new ControlError(400, 'code must be 1000 to 1003, 1007 to 1014, or 3000 to 4999', 'code');
  }
  const reason = fields.optionalText('reason') ?? '';
  if (Buffer.byteLength(reason) > LONGEST_REASON) {
    throw new ControlError(400, `reason must be at most ${LONGEST_REASON} bytes of UTF-8`, 'reason');
  }
  return { code, reason };
}

/** Codes that may be in a close frame. https://www.rfc-editor.org/rfc/rfc6455#section-7.4 */
function isCloseCode(code: number): boolean {
  return code <= 1003 || (code >= 1007 && code <= 1014) || code >= 3000;
}

function readRefusal(fields: Fields): { status: number; retryAfterSeconds: number | undefined } {
  return {
    status: fields.optionalInteger('status', { min: 400, max: 599 }) ?? 503,
    retryAfterSeconds: fields.optionalInteger('retryAfterSeconds', { min: 0, max: LONGEST_WAIT_SECONDS }),
  };
}
