/** Members that hold a time, by event type. Elsewhere the same letters mean ids, prices and volumes. */
const TIMES: Readonly<Record<string, readonly string[]>> = {
  aggTrade: ['E', 'T'],
  trade: ['E', 'T'],
  avgPrice: ['E', 'T'],
  blockTrade: ['E', 'T'],
  referencePrice: ['t'],
  depthUpdate: ['E'],
  kline: ['E'],
  serverShutdown: ['E'],
  '24hrMiniTicker': ['E'],
  '24hrTicker': ['E', 'O', 'C'],
  '1hTicker': ['E', 'O', 'C'],
  '4hTicker': ['E', 'O', 'C'],
  '1dTicker': ['E', 'O', 'C'],
};

/** One message of a stream. Its other forms are made when a connection wants them, once for all. */
export class StreamFrame {
  readonly raw: Buffer;
  private envelope: Buffer | undefined;
  private inMicroseconds: StreamFrame | undefined;

  constructor(
    readonly name: string,
    payload: string | Buffer,
    combined?: Buffer,
  ) {
    this.raw = typeof payload === 'string' ? Buffer.from(payload) : payload;
    this.envelope = combined;
  }

  get combined(): Buffer {
    this.envelope ??= Buffer.concat([
      Buffer.from(`{"stream":${JSON.stringify(this.name)},"data":`),
      this.raw,
      Buffer.from('}'),
    ]);
    return this.envelope;
  }

  /** The same with its times in microseconds, for connections opened with timeUnit=MICROSECOND. */
  get microseconds(): StreamFrame {
    this.inMicroseconds ??= new StreamFrame(this.name, microsecondPayload(this.raw.toString('utf8')));
    return this.inMicroseconds;
  }
}

function microsecondPayload(payload: string): string {
  const value = JSON.parse(payload) as unknown;
  for (const event of Array.isArray(value) ? value : [value]) scale(event as Record<string, unknown>);
  return JSON.stringify(value);
}

function scale(event: Record<string, unknown>): void {
  for (const member of TIMES[String(event['e'])] ?? []) event[member] = (event[member] as number) * 1000;
  const kline = event['k'] as { t: number; T: number } | undefined;
  if (!kline) return;
  kline.t *= 1000;
  // The last unit before the next open: …999 ms becomes …999999 µs
  kline.T = kline.T * 1000 + 999;
}
