// Where the event sits inside a user data frame, by its bytes: what is passed on is what was received.

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;

/**
 * Bytes of the event in a frame of any age, sharing its memory: the value of `event`, else of `data`, else
 * the frame itself.
 * @param frame text that a JSON parser has accepted
 */
export function eventBytesOf(frame: Buffer): Buffer {
  return memberBytes(frame, 'event') ?? memberBytes(frame, 'data') ?? frame;
}

/** Bytes of a member of the outermost object. */
export function memberBytes(frame: Buffer, name: string): Buffer | undefined {
  let at = skipSpace(frame, 0);
  if (frame[at] !== OPEN_BRACE) return undefined;
  at = skipSpace(frame, at + 1);
  while (frame[at] === QUOTE) {
    const keyEnd = skipString(frame, at);
    const isWanted = frame.toString('utf8', at + 1, keyEnd - 1) === name;
    at = skipSpace(frame, keyEnd);
    if (frame[at] !== COLON) return undefined;
    const start = skipSpace(frame, at + 1);
    const end = skipValue(frame, start);
    if (isWanted) return frame.subarray(start, end);
    at = skipSpace(frame, end);
    if (frame[at] !== COMMA) return undefined;
    at = skipSpace(frame, at + 1);
  }
  return undefined;
}

function skipValue(frame: Buffer, start: number): number {
  const first = frame[start];
  if (first === QUOTE) return skipString(frame, start);
  let at = start;
  if (first !== OPEN_BRACE && first !== OPEN_BRACKET) {
    while (at < frame.length && frame[at] !== COMMA && frame[at] !== CLOSE_BRACE && !isSpace(frame[at])) at++;
    return at;
  }
  for (let depth = 0; at < frame.length;) {
    const byte = frame[at];
    if (byte === QUOTE) {
      at = skipString(frame, at);
      continue;
    }
    at++;
    if (byte === OPEN_BRACE || byte === OPEN_BRACKET) depth++;
    else if ((byte === CLOSE_BRACE || byte === CLOSE_BRACKET) && --depth === 0) break;
  }
  return at;
}

/** @returns the position after the closing quote */
function skipString(frame: Buffer, start: number): number {
  let at = start + 1;
  while (at < frame.length && frame[at] !== QUOTE) at += frame[at] === BACKSLASH ? 2 : 1;
  return at + 1;
}

function skipSpace(frame: Buffer, start: number): number {
  let at = start;
  while (isSpace(frame[at])) at++;
  return at;
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}
