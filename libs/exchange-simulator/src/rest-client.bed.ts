import { createHmac } from 'node:crypto';
import { systemClock } from '@binance-gateway/domain-types';
import type { SimulatorCredentials } from './accounts.js';

/** An answer of whatever shape; what matters is what the test expects of it. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Loose = any;

export interface Answer<T = Record<string, unknown>> {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: T;
}

export type Sign = (payload: string) => string;

export function hmac(secret: string): Sign {
  return (payload) => createHmac('sha256', secret).update(payload).digest('hex');
}

/** A client of a few lines, written after the documentation and sharing nothing with the server. */
export class RestClient {
  constructor(
    private readonly base: string,
    private readonly credentials: SimulatorCredentials,
    private readonly sign: Sign = hmac(credentials.apiSecret),
    private readonly now: () => number = systemClock.now,
  ) {}

  get<T = Record<string, unknown>>(path: string, params: Record<string, string> = {}): Promise<Answer<T>> {
    return this.send('GET', `${path}${query(params) && '?'}${query(params)}`, {});
  }

  /** Everything in the query string, as most clients do it. */
  signed<T = Record<string, unknown>>(
    method: string,
    path: string,
    params: Record<string, string> = {},
  ): Promise<Answer<T>> {
    const payload = query({ ...params, timestamp: params['timestamp'] ?? String(this.now()) });
    return this.sendSigned(method, path, payload, '');
  }

  /** Some in the query string, some in a form body; signed over both without a separator. */
  sendSigned<T = Record<string, unknown>>(
    method: string,
    path: string,
    queryText: string,
    bodyText: string,
  ): Promise<Answer<T>> {
    const signature = `signature=${encodeURIComponent(this.sign(queryText + bodyText))}`;
    return bodyText === ''
      ? this.send(method, `${path}?${queryText}&${signature}`, this.key())
      : this.send(method, `${path}?${queryText}`, this.key(), `${bodyText}&${signature}`);
  }

  /** As given: for requests no client should send. */
  async send<T = Record<string, unknown>>(
    method: string,
    target: string,
    headers: Record<string, string>,
    body?: string,
  ): Promise<Answer<T>> {
    const response = await fetch(`${this.base}${target}`, {
      method,
      headers:
        body === undefined ? headers : { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      ...(body === undefined ? {} : { body }),
    });
    const text = await response.text();
    const isJson = text !== '' && (response.headers.get('content-type') ?? '').includes('json');
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: (isJson ? JSON.parse(text) : {}) as T,
    };
  }

  key(): Record<string, string> {
    return { 'X-MBX-APIKEY': this.credentials.apiKey };
  }
}

export function query(params: Record<string, string>): string {
  return Object.entries(params)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&');
}
