import type { Millis } from '@binance-gateway/domain-types';
import type { Transport } from './endpoint.js';

/** One request as it reached the exchange. Signatures and keys are not kept. */
export interface RequestRecord {
  /** Counts from 1 and goes on over `clear`. */
  readonly sequence: number;
  readonly time: Millis;
  readonly transport: Transport;
  /** HTTP method; "WS" on the WS API. */
  readonly method: string;
  /** HTTP path, or the WS API method, e.g. "order.place". */
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  /** Weight the endpoint stands for, given back or not. */
  weight: number;
  /** undefined until answered, and for ever when a fault kept the answer. */
  status?: number | undefined;
  /** Binance's code of a refusal. */
  code?: number;
  /** For how long a refusal asked for silence. */
  retryAfterMs?: Millis | undefined;
  /** What broke inside the simulator; the client sees -1000 and nothing of this. */
  failure?: unknown;
}

const HIDDEN: ReadonlySet<string> = new Set(['signature', 'apiKey']);

/** The newest requests, so that a test can say what reached the exchange and what did not. */
export class RequestLog {
  private records: RequestRecord[] = [];
  private sequence = 0;

  constructor(private readonly capacity = 10_000) {}

  add(
    entry: Omit<RequestRecord, 'sequence' | 'params' | 'weight'>,
    params: ReadonlyMap<string, string>,
  ): RequestRecord {
    const shown = Object.fromEntries([...params].filter(([name]) => !HIDDEN.has(name)));
    const record: RequestRecord = { ...entry, sequence: ++this.sequence, params: shown, weight: 0 };
    this.records.push(record);
    // Cut in halves: shifting one by one would make every request pay for the whole ring
    if (this.records.length > 2 * this.capacity) this.records = this.records.slice(-this.capacity);
    return record;
  }

  all(): readonly RequestRecord[] {
    return this.records.slice(-this.capacity);
  }

  clear(): void {
    this.records = [];
  }
}
