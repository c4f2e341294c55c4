import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { WireDepth } from '@binance-gateway/domain-types';

/** One recorded message of a combined stream; the buffers share the file's memory. */
export interface RecordedFrame {
  /** Milliseconds after the first line, with a fraction. */
  readonly atMs: number;
  readonly name: string;
  /** The message byte for byte, and the part of it that a raw connection gets. */
  readonly combined: Buffer;
  readonly payload: Buffer;
}

export interface RecordedSymbol {
  /** Upper case. */
  readonly symbol: string;
  readonly frames: readonly RecordedFrame[];
  /** Body of the recorded GET depth, and how many of the frames came before it. */
  readonly snapshot?: { readonly body: Buffer; readonly position: number };
}

export type Recording = ReadonlyMap<string, RecordedSymbol>;

const RAW = Buffer.from('"raw":');
const STREAM = Buffer.from('{"stream":"');
const DATA = Buffer.from('","data":');
const SNAPSHOT = Buffer.from('{"lastUpdateId":');
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const NEWLINE = 0x0a;

/**
 * Reads a session of JSON lines, `{"recvNs": "…", "raw": …}` or `{"recv": seconds, "kind": "ws" | "http",
 * "url"?, "raw": …}`. `raw` is a combined-stream message or the body of a depth snapshot, embedded as JSON
 * or as a string; either way its bytes are kept. Cost: the unpacked file stays in memory.
 * @param path .gz is unpacked
 * @throws Error that names the line when one is neither
 */
export function readRecording(path: string): Recording {
  const bytes = readFileSync(path);
  return parseRecording(path.endsWith('.gz') ? gunzipSync(bytes) : bytes);
}

export function parseRecording(bytes: Buffer): Recording {
  const symbols = new Map<string, { frames: RecordedFrame[]; snapshot?: RecordedSymbol['snapshot'] }>();
  const unnamed: Buffer[] = [];
  const of = (symbol: string): { frames: RecordedFrame[]; snapshot?: RecordedSymbol['snapshot'] } => {
    const known = symbols.get(symbol) ?? { frames: [] };
    symbols.set(symbol, known);
    return known;
  };
  let firstMs: number | undefined;
  let lineNumber = 0;
  for (const line of linesOf(bytes)) {
    lineNumber++;
    const { raw, head } = takeRaw(line, lineNumber);
    const timeMs = timeOf(head, lineNumber);
    firstMs ??= timeMs;
    if (startsWith(raw, SNAPSHOT)) {
      const symbol = /[?&]symbol=([^&"]+)/.exec(head)?.[1];
      if (symbol) takeSnapshot(of(symbol), raw);
      else if (symbols.size > 0) takeSnapshot(of([...symbols.keys()][0] as string), raw);
      else unnamed.push(raw);
      continue;
    }
    const frame = frameOf(raw, timeMs - firstMs, lineNumber);
    of(frame.name.slice(0, frame.name.indexOf('@')).toUpperCase()).frames.push(frame);
  }
  const [only] = symbols.values();
  if (only) for (const body of unnamed) only.snapshot ??= { body, position: 0 };
  return new Map(Array.from(symbols, ([symbol, found]) => [symbol, { symbol, ...found }]));
}

/** The recorded snapshot, at most `limit` levels a side. */
export function snapshotOf(symbol: RecordedSymbol, limit: number): WireDepth | undefined {
  if (!symbol.snapshot) return undefined;
  const { lastUpdateId, bids, asks } = JSON.parse(symbol.snapshot.body.toString('utf8')) as WireDepth;
  return { lastUpdateId, bids: bids.slice(0, limit), asks: asks.slice(0, limit) };
}

function takeSnapshot(
  found: { frames: RecordedFrame[]; snapshot?: RecordedSymbol['snapshot'] },
  body: Buffer,
): void {
  found.snapshot ??= { body, position: found.frames.length };
}

function* linesOf(bytes: Buffer): Generator<Buffer> {
  for (let start = 0; start < bytes.length;) {
    const newline = bytes.indexOf(NEWLINE, start);
    const end = newline < 0 ? bytes.length : newline;
    if (end > start) yield bytes.subarray(start, end);
    start = end + 1;
  }
}

/** Splits a line into the bytes of its `raw` member and the text before it. */
function takeRaw(line: Buffer, lineNumber: number): { raw: Buffer; head: string } {
  const at = line.indexOf(RAW);
  let start = at + RAW.length;
  while (line[start] === 0x20) start++;
  if (at < 0 || start >= line.length) throw new Error(`line ${lineNumber} has no raw message`);
  const head = line.toString('utf8', 0, at);
  const end = endOfValue(line, start);
  const value = line.subarray(start, end);
  if (value[0] !== QUOTE) return { raw: value, head };
  return { raw: Buffer.from(JSON.parse(value.toString('utf8')) as string), head };
}

/** Where the JSON object or string that begins at `start` ends. */
function endOfValue(line: Buffer, start: number): number {
  let depth = 0;
  let isText = false;
  for (let i = start; i < line.length; i++) {
    const byte = line[i];
    if (isText) {
      if (byte === BACKSLASH) i++;
      else if (byte === QUOTE) isText = false;
    } else if (byte === QUOTE) isText = true;
    else if (byte === OPEN_BRACE) depth++;
    else if (byte === CLOSE_BRACE) depth--;
    if (depth === 0 && !isText) return i + 1;
  }
  return line.length;
}

function timeOf(head: string, lineNumber: number): number {
  const nanoseconds = /"recvNs"\s*:\s*"?(\d+)/.exec(head)?.[1];
  // Microseconds fit a number exactly, nanoseconds do not
  if (nanoseconds) return Number(nanoseconds.slice(0, -3)) / 1000;
  const seconds = /"recv"\s*:\s*([\d.]+)/.exec(head)?.[1];
  if (seconds) return Number(seconds) * 1000;
  throw new Error(`line ${lineNumber} has no time of receipt`);
}

function frameOf(combined: Buffer, atMs: number, lineNumber: number): RecordedFrame {
  const nameEnd = startsWith(combined, STREAM) ? combined.indexOf(DATA, STREAM.length) : -1;
  if (nameEnd < 0) throw new Error(`line ${lineNumber} is neither a combined-stream message nor a snapshot`);
  const name = combined.toString('utf8', STREAM.length, nameEnd);
  const payload = combined.subarray(nameEnd + DATA.length, combined.length - 1);
  return { atMs, name, combined, payload };
}

function startsWith(bytes: Buffer, prefix: Buffer): boolean {
  return bytes.length >= prefix.length && bytes.compare(prefix, 0, prefix.length, 0, prefix.length) === 0;
}
