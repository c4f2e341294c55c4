import { createHmac } from 'node:crypto';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- specs look into bodies of every shape
  readonly body: any;
}

export type Sign = (payload: string) => string;

export interface ApiKey {
  readonly apiKey: string;
  readonly sign: Sign;
}

export const hmacKey = (apiKey: string, secret: string): ApiKey => ({
  apiKey,
  sign: (payload) => createHmac('sha256', secret).update(payload, 'latin1').digest('hex'),
});

/** A client of a few lines, written after Binance's documentation: it speaks with the exchange and the gateway alike. */
export class BinanceCaller {
  constructor(
    readonly base: string,
    private readonly key: ApiKey | undefined,
    private readonly now: () => number = Date.now,
  ) {}

  get apiKey(): string | undefined {
    return this.key?.apiKey;
  }

  /** The same without a key. */
  without(): BinanceCaller {
    return new BinanceCaller(this.base, undefined, this.now);
  }

  /** As it is: nothing is added. */
  async send(
    method: string,
    target: string,
    options: { readonly body?: string; readonly headers?: Readonly<Record<string, string>> } = {},
  ): Promise<Answer> {
    const response = await fetch(`${this.base}${target}`, {
      method,
      headers: {
        ...(this.key ? { 'X-MBX-APIKEY': this.key.apiKey } : {}),
        ...(options.body === undefined ? {} : { 'Content-Type': 'application/x-www-form-urlencoded' }),
        ...options.headers,
      },
      ...(options.body === undefined ? {} : { body: options.body }),
    });
    const text = await response.text();
    const isJson = (response.headers.get('content-type') ?? '').includes('json') && text !== '';
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: isJson ? JSON.parse(text) : text,
    };
  }

  /** Signed over the query string, signature last. */
  signed(method: string, path: string, query = '', headers: Record<string, string> = {}): Promise<Answer> {
    const payload = [query, /(^|&)timestamp=/.test(query) ? '' : `timestamp=${this.now()}`]
      .filter((part) => part !== '')
      .join('&');
    return this.send(method, `${path}?${payload}&${this.signature(payload)}`, { headers });
  }

  /** Signed over query string and body, joined without separator; the signature is in the body. */
  signedBody(method: string, path: string, query: string, body: string): Promise<Answer> {
    const signature = this.signature(query + body);
    return this.send(method, `${path}${query === '' ? '' : `?${query}`}`, { body: `${body}&${signature}` });
  }

  signature(payload: string): string {
    return `signature=${encodeURIComponent(this.key?.sign(payload) ?? '')}`;
  }
}
