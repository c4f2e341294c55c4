import { Transform, type TransformCallback } from 'node:stream';
import { ProtocolErrorCode } from '@modelcontextprotocol/server';
import { type Refusal, readMessage } from '../server/read-message.js';

const NEWLINE = 0x0a;

export interface MessageLinesOptions {
  /** Bytes that one message may have. */
  readonly limit: number;
  readonly onRefusal: (refusal: Refusal) => void;
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
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      this.append(chunk.subarray(start, end));
      this.finish();
      start = end + 1;
    }
    this.append(chunk.subarray(start));
    done();
  }

  override _flush(done: TransformCallback): void {
    this.finish();
    void this.options.beforeEnd().finally(() => done());
  }

  private append(part: Buffer): void {
    this.size += part.length;
    if (this.size <= this.options.limit) this.begun.push(part);
    else this.begun = [];
  }

  private finish(): void {
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
    const { refusal } = readMessage(line);
    if (refusal) onRefusal(refusal);
    else this.push(`${line}\n`);
  }
}
