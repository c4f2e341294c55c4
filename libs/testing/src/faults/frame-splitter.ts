/** One WebSocket frame as it lies on the wire. RFC 6455 section 5.2. */
export interface WireFrame {
  /** Header and payload. */
  readonly bytes: Buffer;
  /** 1 text, 2 binary, 8 close, 9 ping, 10 pong. */
  readonly opcode: number;
  /** Unmasked, as servers send it; of a client's frame it is still masked. */
  readonly payload: Buffer;
}

/** Cuts a stream of bytes into WebSocket frames, after an HTTP head that is passed on as it is. */
export class FrameSplitter {
  private rest: Buffer = Buffer.alloc(0);
  private isPastHead = false;

  /** @returns the head when it is complete, and the frames that are */
  push(chunk: Buffer): { head: Buffer | undefined; frames: WireFrame[] } {
    this.rest = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
    let head: Buffer | undefined;
    if (!this.isPastHead) {
      const end = this.rest.indexOf('\r\n\r\n');
      if (end < 0) return { head, frames: [] };
      head = this.take(end + 4);
      this.isPastHead = true;
    }
    const frames: WireFrame[] = [];
    for (let frame = this.next(); frame; frame = this.next()) frames.push(frame);
    return { head, frames };
  }

  private next(): WireFrame | undefined {
    const { rest } = this;
    if (rest.length < 2) return undefined;
    const isMasked = ((rest[1] as number) & 0x80) !== 0;
    let length = (rest[1] as number) & 0x7f;
    let at = 2;
    if (length === 126) {
      if (rest.length < 4) return undefined;
      length = rest.readUInt16BE(2);
      at = 4;
    } else if (length === 127) {
      if (rest.length < 10) return undefined;
      length = Number(rest.readBigUInt64BE(2));
      at = 10;
    }
    if (isMasked) at += 4;
    if (rest.length < at + length) return undefined;
    const bytes = this.take(at + length);
    return { bytes, opcode: (bytes[0] as number) & 0x0f, payload: bytes.subarray(at) };
  }

  private take(length: number): Buffer {
    const taken = this.rest.subarray(0, length);
    this.rest = this.rest.subarray(length);
    return taken;
  }
}
