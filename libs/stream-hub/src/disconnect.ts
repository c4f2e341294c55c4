/** Why a connection was closed, as the client sees it. */
export interface Disconnect {
  /** WebSocket close code. */
  readonly code: number;
  readonly reason: string;
  /** Whether connecting again makes sense. Follows from the range of the code, see `shouldReconnect`. */
  readonly reconnect: boolean;
}

/**
 * Every close code of the gateway. Codes are never renumbered or reused. The range alone tells a client
 * what to do: 3000–3499 and 4000–4499 reconnect, 3500–3999 and 4500–4999 do not
 * (the scheme of Centrifugo, so that its clients and ours agree).
 */
export const DISCONNECT = {
  /** The gateway is being restarted or stopped. */
  SHUTDOWN: { code: 3001, reason: 'shutdown', reconnect: true },
  /** Something broke on our side while serving this client. */
  INTERNAL: { code: 3004, reason: 'internal error', reconnect: true },
  /** The client reads slower than its streams speak; the reason names the stream and its last offset. */
  SLOW: { code: 3008, reason: 'slow', reconnect: true },
  /** Events of a sequenced stream were lost upstream and the client's format has no way to say so. */
  GAP: { code: 3010, reason: 'gap', reconnect: true },
  /** No answer to our pings. */
  NO_PONG: { code: 3012, reason: 'no pong', reconnect: true },
  /** The connection reached its age limit. */
  EXPIRED: { code: 3013, reason: 'expired', reconnect: true },
  /** The client sent more messages than its limit allows. */
  TOO_MANY_MESSAGES: { code: 3014, reason: 'too many messages', reconnect: true },
  /** The token was revoked or has expired. */
  UNAUTHORIZED: { code: 3500, reason: 'unauthorized', reconnect: false },
  /** The client broke the WebSocket or the gateway's protocol in a way no reply can mend. */
  BAD_REQUEST: { code: 3501, reason: 'bad request', reconnect: false },
  /** The stream has ended for good, e.g. its symbol was delisted. */
  STREAM_ENDED: { code: 3502, reason: 'stream ended', reconnect: false },
} as const satisfies Record<string, Disconnect>;

export type DisconnectName = keyof typeof DISCONNECT;

/** What the range of a close code says about connecting again. Standard codes: yes, the network did it. */
export function shouldReconnect(code: number): boolean {
  return code < 3000 || (code < 5000 && code % 1000 < 500);
}

/** RFC 6455 section 5.5: a control frame holds 125 bytes, two of which are the code. */
const MAX_REASON_BYTES = 123;

/** The reason with a detail, cut to what a close frame can hold without splitting a character. */
export function reasonOf(disconnect: Disconnect, detail?: string): string {
  if (detail === undefined) return disconnect.reason;
  const bytes = Buffer.from(`${disconnect.reason}: ${detail}`);
  if (bytes.length <= MAX_REASON_BYTES) return bytes.toString();
  let end = MAX_REASON_BYTES;
  while (((bytes[end] as number) & 0xc0) === 0x80) end--;
  return bytes.toString('utf8', 0, end);
}
