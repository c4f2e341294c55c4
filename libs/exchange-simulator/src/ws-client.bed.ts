import { systemClock } from '@binance-gateway/domain-types';
import { WsProbe } from '@binance-gateway/testing';
import type { SimulatorCredentials } from './accounts.js';
import { type Loose, type Sign, hmac } from './rest-client.bed.js';

export interface WsAnswer {
  id: unknown;
  status: number;
  result?: Loose;
  error?: { code: number; msg: string; data?: Loose };
  rateLimits?: {
    rateLimitType: string;
    interval: string;
    intervalNum: number;
    limit: number;
    count: number;
  }[];
}

export interface UserFrame {
  subscriptionId?: number;
  event: Record<string, Loose>;
}

/** A WS API client after the documentation: sorted raw parameters, one answer per id. */
export class WsClient {
  private nextId = 1;

  private constructor(
    readonly probe: WsProbe,
    private readonly credentials: SimulatorCredentials,
    private readonly sign: Sign,
    private readonly now: () => number,
  ) {}

  static async open(
    url: string,
    credentials: SimulatorCredentials,
    sign: Sign = hmac(credentials.apiSecret),
    now: () => number = systemClock.now,
  ): Promise<WsClient> {
    return new WsClient(await WsProbe.open(url), credentials, sign, now);
  }

  async call(method: string, params?: Record<string, unknown>): Promise<WsAnswer> {
    const id = this.nextId++;
    this.probe.send(params === undefined ? { id, method } : { id, method, params });
    return this.probe.next<WsAnswer & object>((frame) => frame.id === id || frame.id === null);
  }

  signed(method: string, params: Record<string, unknown> = {}): Promise<WsAnswer> {
    return this.call(method, this.withSignature(params));
  }

  withSignature(params: Record<string, unknown>): Record<string, unknown> {
    const full: Record<string, unknown> = {
      timestamp: this.now(),
      ...params,
      apiKey: this.credentials.apiKey,
    };
    const payload = Object.keys(full)
      .sort()
      .map((name) => `${name}=${String(full[name])}`)
      .join('&');
    return { ...full, signature: this.sign(payload) };
  }

  /** User data frames so far. */
  events(): UserFrame[] {
    return this.probe.json<UserFrame & object>().filter((frame) => 'event' in frame);
  }

  close(): Promise<void> {
    return this.probe.close();
  }
}
