import { Transform, type TransformCallback } from 'node:stream';
import { type JSONRPCMessage, ProtocolErrorCode } from '@modelcontextprotocol/server';
import { type Refusal, readMessage } from '../server/read-message.js';

const NEWLINE = 0x0a;

export interface MessageLinesOptions {
  /** Bytes that one message may have. */
  readonly limit: number;
  readonly onRefusal: (refusal: Refusal) => void;
  /** What a message, and all after it, has to wait for. */
  readonly ready: (message: JSONRPCMessage) => Promise<unknown> | undefined;
  /** What is waited for between the end of the input and that of the lines, which ends the conversation. */
  readonly beforeEnd: () => Promise<void>;
}

/**
 * Lets the lines through that are messages. The others are told of: the SDK would drop them without a word, and hold any
 * line in memory until it ends.
 */
export class MessageLines extends Transform {
  private begun: Buffer[] = [];
  private size = 0;

  constructor(private readonly options: MessageLinesOptions) {
    super();
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.cut(chunk).then(() => done(), done);
  }

  override _flush(done: TransformCallback): void {
    this.finish()
      .then(() => this.options.beforeEnd())
      .then(() => done(), done);
  }

  private async cut(chunk: Buffer): Promise<void> {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      this.append(chunk.subarray(start, end));
      await this.finish();
      start = end + 1;
    }
    this.append(chunk.subarray(start));
  }

  private append(part: Buffer): void {
    this.size += part.length;
    if (this.size <= this.options.limit) this.begun.push(part);
    else this.begun = [];
  }

  private async finish(): Promise<void> {
    const { limit, onRefusal } = this.options;
    const line = Buffer.concat(this.begun).toString('utf8').trim();
    const isTooLong = this.size > limit;
    this.begun = [];
    this.size = 0;
    if (isTooLong) {
      const message = `Invalid Request: a message may have ${limit} bytes`;
      return onRefusal({ id: null, code: ProtocolErrorCode.InvalidRequest, message });
    }
    if (line === '') return;
    const { message, refusal } = readMessage(line);
    if (refusal) return onRefusal(refusal);
    const ready = this.options.ready(message);
    if (ready) await ready;
    this.push(`${line}\n`);
  }
}
