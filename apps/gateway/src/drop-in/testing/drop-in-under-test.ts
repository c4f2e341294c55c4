import type { Upstream } from '@binance-gateway/platform';
import { GatewayUnderTest, json } from '../../testing/gateway-under-test.js';
import { type ApiKey, BinanceCaller, hmacKey } from './binance-caller.js';

export const ADMIN_TOKEN = 'admin-token-00001';

export interface IssuedKey {
  readonly name: string;
  readonly apiKey: string;
  readonly apiSecret: string;
}

/** The gateway on a port, over an exchange in this process, with keys issued as needed. */
export class DropInUnderTest {
  private constructor(
    readonly gateway: GatewayUnderTest,
    readonly url: string,
  ) {}

  static async start(env: Readonly<Record<string, string>> = {}): Promise<DropInUnderTest> {
    const gateway = await GatewayUnderTest.start({
      env: { GATEWAY_TOKENS: `ops:${ADMIN_TOKEN}:read+admin,desk:desk-token-000001:read+trade`, ...env },
    });
    await gateway.app.listen({ host: '127.0.0.1', port: 0 });
    const { port } = gateway.app.getHttpServer().address() as { port: number };
    return new DropInUnderTest(gateway, `http://127.0.0.1:${port}`);
  }

  get exchange(): NonNullable<Upstream['simulator']> {
    return this.gateway.upstream.simulator as NonNullable<Upstream['simulator']>;
  }

  get wsUrl(): string {
    return this.url.replace('http', 'ws');
  }

  async issue(name: string, more: object = {}): Promise<IssuedKey> {
    const issued = await this.gateway.call('POST', '/api/v1/admin/keys', {
      token: ADMIN_TOKEN,
      body: { name, ...more },
    });
    if (issued.status !== 200) throw new Error(issued.text);
    return json(issued) as IssuedKey;
  }

  async revoke(name: string): Promise<void> {
    const revoked = await this.gateway.call('DELETE', `/api/v1/admin/keys/${name}`, { token: ADMIN_TOKEN });
    if (revoked.status !== 200) throw new Error(revoked.text);
  }

  /** A client of the gateway with a new key of this name. */
  async client(name: string, more: object = {}): Promise<BinanceCaller> {
    const { apiKey, apiSecret } = await this.issue(name, more);
    return this.caller(hmacKey(apiKey, apiSecret));
  }

  caller(key?: ApiKey): BinanceCaller {
    return new BinanceCaller(this.url, key);
  }

  /** A client of the exchange itself, with the real key. */
  direct(): BinanceCaller {
    const { urls, credentials } = this.exchange;
    return new BinanceCaller(urls.rest, hmacKey(credentials.apiKey, credentials.apiSecret));
  }

  close(): Promise<void> {
    return this.gateway.close();
  }
}
