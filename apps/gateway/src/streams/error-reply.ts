import { PROTOCOL_ERROR } from '@binance-gateway/stream-hub';

/** Codes of error replies: those of the protocol, and those of what happens before a message is read. */
export const STREAM_ERROR = {
  ...PROTOCOL_ERROR,
  /** More messages in a second than are read. This one was not. */
  TOO_MANY_MESSAGES: 8,
  /** The path takes no messages. */
  READ_ONLY: 9,
} as const;

/** The answer to a message that was not read: its id is not known. */
export function errorReply(code: number, msg: string): Buffer {
  return Buffer.from(JSON.stringify({ error: { code, msg }, id: null }));
}
