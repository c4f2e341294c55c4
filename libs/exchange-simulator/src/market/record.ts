import type { WireDepth } from '@binance-gateway/domain-types';
import type { FrameSink, StreamSource, StreamSourceFactory } from '../server/streams-source.js';

/**
 * Writes down what a source publishes, in the format that `readRecording` reads: one JSON line a message,
 * `{"recvNs": "…", "raw": <combined-stream message>}`.
 */
export class Recorder implements FrameSink {
  readonly lines: string[] = [];
  private readonly source: StreamSource;

  /** @param now milliseconds */
  constructor(
    source: StreamSourceFactory,
    private readonly now: () => number,
  ) {
    this.source = source(this);
  }

  start(names: readonly string[]): void {
    for (const name of names) this.source.start(name);
  }

  publish(name: string, payload: string | Buffer): void {
    this.write(`{"stream":${JSON.stringify(name)},"data":${payload.toString()}}`);
  }

  /** A depth snapshot at its place in the session. */
  snapshot(depth: WireDepth): void {
    this.write(JSON.stringify(depth));
  }

  drained(): Promise<void> {
    return Promise.resolve();
  }

  close(): void {
    this.source.close();
  }

  private write(raw: string): void {
    this.lines.push(`{"recvNs":"${Math.round(this.now() * 1000)}000","raw":${raw}}`);
  }
}
