import { type ProbeOptions, WsProbe } from '@binance-gateway/testing';
import type { ApiKey } from './binance-caller.js';

export interface ApiAnswer {
  readonly id: number | string | null;
  readonly status: number;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- specs look into results of every shape
  readonly result?: any;
  readonly error?: { readonly code: number; readonly msg: string; readonly data?: unknown };
  readonly rateLimits?: readonly {
    readonly rateLimitType: string;
    readonly limit: number;
    readonly count: number;
  }[];
}

export interface ApiEvent {
  readonly subscriptionId: number;
  readonly event: { readonly e: string } & Record<string, unknown>;
}

/** A client of the WS API of a few lines, written after the documentation. */
export class WsApiProbe {
  private lastId = 0;

  private constructor(readonly probe: WsProbe) {}

  static async open(url: string, options?: ProbeOptions): Promise<WsApiProbe> {
    return new WsApiProbe(await WsProbe.open(url, options));
  }

  async call(method: string, params: Record<string, unknown> = {}): Promise<ApiAnswer> {
    const id = `r-${++this.lastId}`;
    this.probe.send({ id, method, params });
    return this.probe.next<ApiAnswer>((message) => message.id === id);
  }

  /** Signed as documented: sorted by name, raw text. */
  signed(key: ApiKey, method: string, params: Record<string, unknown> = {}): Promise<ApiAnswer> {
    const all: Record<string, unknown> = { apiKey: key.apiKey, timestamp: Date.now(), ...params };
    const payload = Object.keys(all)
      .sort()
      .map((name) => `${name}=${typeof all[name] === 'string' ? all[name] : JSON.stringify(all[name])}`)
      .join('&');
    // keys of these specs sign one character per byte
    const signature = key.sign(Buffer.from(payload).toString('latin1'));
    return this.call(method, { ...all, signature });
  }

  event(type: string, where: (event: Record<string, unknown>) => boolean = () => true): Promise<ApiEvent> {
    return this.probe.next<ApiEvent>((message) => message.event?.e === type && where(message.event));
  }

  close(): Promise<void> {
    return this.probe.close();
  }
}
