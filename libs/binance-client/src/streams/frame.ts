// Combined stream frames, read by byte position. The envelope is always `{"stream":"<name>","data":<payload>}`.
// https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams#general-wss-information

const NAME_START = '{"stream":"'.length;
const DATA_KEY = '","data":';
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const CLOSING_BRACE = 0x7d;
const EXCLAMATION = 0x21;
/** Longest name looked for; a frame without a quote in that range is no combined frame. */
const MAX_NAME_BYTES = 256;

// as a 32-bit integer: a start value beyond 2^31 makes the whole loop run on doubles, three times slower
const FNV_OFFSET = 0x811c9dc5 | 0;
const FNV_PRIME = 0x01000193;

interface KnownName {
  readonly hash: number;
  readonly bytes: Uint8Array;
  readonly text: string;
}

/**
 * Names seen before, by hash of their bytes. Handing out the same string again costs no allocation,
 * and a Map finds it faster: the engine keeps a string's own hash with it. A collision only replaces the entry.
 */
const SLOTS = 4096;
const known: (KnownName | undefined)[] = new Array<KnownName | undefined>(SLOTS).fill(undefined);

/**
 * Name of the stream a combined frame belongs to, at a cost that does not depend on the frame's size.
 * @returns undefined for anything else: control replies, raw payloads, text that is not JSON
 */
export function streamNameOf(frame: Buffer): string | undefined {
  // `{"st` and `am":"` settle it: no other frame of the protocol starts like this
  if (frame[0] !== 0x7b || frame[2] !== 0x73 || frame[3] !== 0x74 || frame[8] !== QUOTE) return undefined;
  if (frame[9] !== COLON || frame[10] !== QUOTE) return undefined;
  const limit = Math.min(frame.length, NAME_START + MAX_NAME_BYTES);
  let hash = FNV_OFFSET;
  let end = NAME_START;
  for (; end < limit; end++) {
    const byte = frame[end] as number;
    if (byte === QUOTE) break;
    if (byte === BACKSLASH) return escapedName(frame);
    hash = Math.imul(hash ^ byte, FNV_PRIME);
  }
  if (end === limit) return undefined;
  const slot = hash & (SLOTS - 1);
  const candidate = known[slot];
  if (candidate !== undefined && candidate.hash === hash && sameBytes(candidate.bytes, frame, end)) {
    return candidate.text;
  }
  const text = frame.toString('utf8', NAME_START, end);
  known[slot] = { hash, bytes: Uint8Array.prototype.slice.call(frame, NAME_START, end), text };
  return text;
}

/**
 * The bytes of `data`, sharing the frame's memory.
 * @param name what `streamNameOf` gave for this frame; it saves a second look for the name's end
 * @returns undefined when the frame is not a combined one
 */
export function payloadOf(frame: Buffer, name?: string): Buffer | undefined {
  // a name of ASCII letters has as many bytes as characters; for others the byte there is no quote
  let nameEnd = name === undefined ? NAME_START : NAME_START + name.length;
  if (name === undefined || frame[nameEnd] !== QUOTE) {
    if (name === undefined && streamNameOf(frame) === undefined) return undefined;
    nameEnd = endOfName(frame);
  }
  const start = nameEnd + DATA_KEY.length;
  const end = frame.length - 1;
  // `d` and the colon of `"data":`
  if (frame[nameEnd + 3] !== 0x64 || frame[start - 1] !== COLON || frame[end] !== CLOSING_BRACE) {
    return undefined;
  }
  return frame.subarray(start, end);
}

/** `!serverShutdown` and its like are few; the first byte of the name tells most streams apart from them. */
export function isServerShutdown(frame: Buffer, name: string): boolean {
  return frame[NAME_START] === EXCLAMATION && name === '!serverShutdown';
}

function sameBytes(bytes: Uint8Array, frame: Buffer, end: number): boolean {
  const length = end - NAME_START;
  if (bytes.length !== length) return false;
  for (let i = 0; i < length; i++) if (bytes[i] !== frame[NAME_START + i]) return false;
  return true;
}

function endOfName(frame: Buffer): number {
  let end = NAME_START;
  while (end < frame.length && frame[end] !== QUOTE) end += frame[end] === BACKSLASH ? 2 : 1;
  return end;
}

/** Binance sends UTF-8; a server that writes `\u` escapes instead is still understood. */
function escapedName(frame: Buffer): string | undefined {
  const end = endOfName(frame);
  if (end - NAME_START > MAX_NAME_BYTES * 6) return undefined;
  try {
    // eslint-disable-next-line own/hot-path -- a single short string, and only where a server escapes names
    return JSON.parse(frame.toString('utf8', NAME_START - 1, end + 1)) as string;
  } catch {
    return undefined;
  }
}
