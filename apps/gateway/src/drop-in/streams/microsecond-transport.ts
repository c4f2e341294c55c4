import type { Transport } from '@binance-gateway/stream-hub';

/** Members that hold a moment, in events of market streams and of an account. Ids are longer or shorter by years. */
const EVENT_TIMES = /"(E|T|O|C|W|D|t|u|serverTime)":([0-9]{13})(?=[,}\]])/g;
/** Where a letter of the above means something else: the close price of a kline, the bid of a ticker, an update id. */
const CLOSE_TIME = /"T":([0-9]{13})000(?=,"s":)/g;

/**
 * An event with its times in microseconds. Towards the gateway the exchange counts milliseconds, so the last three
 * digits are zeros; those of a kline's end are nines, the last unit before the next one.
 */
export function eventInMicroseconds(json: string): string {
  const scaled = json.replace(EVENT_TIMES, (_, name: string, time: string) => `"${name}":${time}000`);
  return scaled.includes('"e":"kline"')
    ? scaled.replace(CLOSE_TIME, (_, time: string) => `"T":${time}999`)
    : scaled;
}

/** For the connections that ask for it: every frame is read and written anew, which the others never pay. */
export class MicrosecondTransport implements Transport {
  constructor(private readonly inner: Transport) {}

  get bufferedAmount(): number {
    return this.inner.bufferedAmount;
  }

  write(frames: readonly Buffer[]): void {
    this.inner.write(frames.map((frame) => Buffer.from(eventInMicroseconds(frame.toString()))));
  }

  close(code: number, reason: string): void {
    this.inner.close(code, reason);
  }
}
