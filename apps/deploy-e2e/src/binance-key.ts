import { createHmac } from 'node:crypto';

/** A virtual key, and how its owner signs with it. */
export class BinanceKey {
  constructor(
    readonly apiKey: string,
    private readonly secret: string,
  ) {}

  get header(): Record<string, string> {
    return { 'X-MBX-APIKEY': this.apiKey };
  }

  /** Percent-encoded parameters with time and signature, for a query string or a form. */
  signed(query = ''): string {
    const payload = `${query}${query === '' ? '' : '&'}timestamp=${Date.now()}`;
    return `${payload}&signature=${this.sign(payload)}`;
  }

  /** A request of the WS API. */
  request(id: string, method: string, params: Readonly<Record<string, string>> = {}): object {
    const all: Record<string, string | number> = {
      ...params,
      apiKey: this.apiKey,
      timestamp: Date.now(),
    };
    const payload = Object.keys(all)
      .sort()
      .map((name) => `${name}=${all[name]}`)
      .join('&');
    return { id, method, params: { ...all, signature: this.sign(payload) } };
  }

  private sign(payload: string): string {
    return createHmac('sha256', this.secret).update(payload).digest('hex');
  }
}
