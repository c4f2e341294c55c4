/** Where a reader is on a channel: which run of the stream, and how many publications into it. */
export interface Position {
  /** Changes whenever the stream could not be continued without a hole. */
  readonly epoch: string;
  /** 1 for the first publication of the epoch; 0 before it. */
  readonly offset: number;
}

const DATA = Buffer.from(',"data":');
const CLOSE_BRACE = 0x7d;

/** `{"stream":"<name>","data":` – the head of Binance's combined form. */
export function combinedHead(name: string): Buffer {
  return Buffer.from(`{"stream":${JSON.stringify(name)},"data":`);
}

export function wrapCombined(head: Buffer, payload: Buffer): Buffer {
  const frame = Buffer.allocUnsafe(head.length + payload.length + 1);
  head.copy(frame, 0);
  payload.copy(frame, head.length);
  frame[frame.length - 1] = CLOSE_BRACE;
  return frame;
}

/** `{"stream":"<name>","epoch":"<epoch>","offset":` – the head of our own form. */
export function envelopeHead(name: string, epoch: string): Buffer {
  return Buffer.from(`{"stream":${JSON.stringify(name)},"epoch":${JSON.stringify(epoch)},"offset":`);
}

/** `{"stream":…,"epoch":…,"offset":…,"data":<the same bytes>}`, without parsing the payload. */
export function wrapEnvelope(head: Buffer, offset: number, payload: Buffer): Buffer {
  const digits = String(offset);
  const length = head.length + digits.length + DATA.length + payload.length + 1;
  const frame = Buffer.allocUnsafe(length);
  head.copy(frame, 0);
  let at = head.length;
  at += frame.write(digits, at, 'latin1');
  DATA.copy(frame, at);
  at += DATA.length;
  payload.copy(frame, at);
  frame[length - 1] = CLOSE_BRACE;
  return frame;
}

/**
 * Notices are envelopes without `data`; a client tells them by `gap`, `recovered` or `ended`.
 * `{stream, epoch:<new>, offset:0, gap:true, reason}`: events were lost, what follows starts a new run.
 */
export function gapNotice(name: string, epoch: string, reason: string): Buffer {
  return Buffer.from(JSON.stringify({ stream: name, epoch, offset: 0, gap: true, reason }));
}

/** `{stream, epoch, offset, ended:true, reason}`: the subscription is over, nothing follows. */
export function endNotice(name: string, at: Position, reason: string): Buffer {
  return Buffer.from(
    JSON.stringify({ stream: name, epoch: at.epoch, offset: at.offset, ended: true, reason }),
  );
}

/**
 * `{stream, epoch, offset, recovered}`: the answer to a resume, sent before anything else of the stream.
 * When recovered, `offset` is the one resumed from and the next message has `offset + 1`. Otherwise events
 * are missing: a snapshot follows if the channel has one, then messages from `offset + 1` on.
 */
export function resumeNotice(name: string, at: Position, recovered: boolean): Buffer {
  return Buffer.from(JSON.stringify({ stream: name, epoch: at.epoch, offset: at.offset, recovered }));
}

/**
 * The gap notice for clients that get bare payloads: Binance has no such event, so only clients that asked
 * for notices get it. `{"e":"streamGap","E":…,"stream":…,"reason":…}`
 */
export function gapEvent(name: string, reason: string, now: number): Buffer {
  return Buffer.from(JSON.stringify({ e: 'streamGap', E: now, stream: name, reason }));
}
