import type { Millis } from '@binance-gateway/domain-types';
import type { AccountId } from '../engine/types.js';
import { REFUSE } from '../wire/api-error.js';
import type { Params } from '../wire/params.js';
import type { VerificationKey } from '../wire/verify-signature.js';

export type Permission = 'TRADE' | 'USER_DATA';

export interface ApiKey {
  readonly apiKey: string;
  readonly account: AccountId;
  readonly verification: VerificationKey;
  readonly permissions: ReadonlySet<Permission>;
  /** What the verification was made of, so that the key can be saved. */
  readonly source: { readonly apiSecret: string } | { readonly publicKey: string };
}

/** One signed request as both faces see it. */
export interface SignedRequest {
  readonly apiKey: string | undefined;
  readonly params: Params;
  /** Byte strings of which one must fit the signature. */
  payloads(): readonly Buffer[];
}

/** Of an API key. */
export const KEY_FORMAT = /^[A-Za-z0-9_-]{1,128}$/;
const RECV_WINDOW = /^[0-9]{1,8}(\.[0-9]{1,3})?$/;
const DEFAULT_RECV_WINDOW = 5000;
const MAX_RECV_WINDOW = 60_000;
const ALLOWED_AHEAD: Millis = 1000;

/** The API keys of the exchange and the checks of a SIGNED request. */
export class KeyRing {
  private readonly keys = new Map<string, ApiKey>();

  constructor(private readonly now: () => Millis) {}

  add(key: ApiKey): void {
    this.keys.set(key.apiKey, key);
  }

  revoke(apiKey: string): void {
    this.keys.delete(apiKey);
  }

  /** API keys of an account. */
  of(account: AccountId): string[] {
    return Array.from(this.keys.values())
      .filter((key) => key.account === account)
      .map(({ apiKey }) => apiKey);
  }

  all(): ApiKey[] {
    return [...this.keys.values()];
  }

  has(apiKey: string): boolean {
    return this.keys.has(apiKey);
  }

  /** @throws ApiError -2014, -2015 */
  find(apiKey: string | undefined, permission: Permission): ApiKey {
    if (apiKey === undefined || !KEY_FORMAT.test(apiKey)) throw REFUSE.keyFormat();
    const key = this.keys.get(apiKey);
    if (!key?.permissions.has(permission)) throw REFUSE.key();
    return key;
  }

  /**
   * Key, timing, signature, in this order.
   * @throws ApiError -1021, -1022, -1100, -1102, -2014, -2015
   */
  verify(request: SignedRequest, permission: Permission): ApiKey {
    const key = this.find(request.apiKey, permission);
    const { params } = request;
    params.allow('signature');
    this.checkTiming(params);
    const signature = params.requiredText('signature');
    if (!request.payloads().some((payload) => key.verification.accepts(payload, signature))) {
      throw REFUSE.badSignature();
    }
    return key;
  }

  /** https://developers.binance.com/docs/binance-spot-api-docs/rest-api/request-security#timing-security */
  checkTiming(params: Params): void {
    const timestamp = params.required('timestamp', params.timestamp('timestamp'));
    const recvWindow = recvWindowOf(params);
    const serverTime = this.now();
    if (timestamp >= serverTime + ALLOWED_AHEAD) throw REFUSE.aheadOfServer();
    if (serverTime - timestamp > recvWindow) throw REFUSE.outsideRecvWindow();
  }
}

function recvWindowOf(params: Params): number {
  const text = params.text('recvWindow');
  if (text === undefined) return DEFAULT_RECV_WINDOW;
  if (!RECV_WINDOW.test(text)) throw REFUSE.illegalCharacters('recvWindow', RECV_WINDOW.source);
  const recvWindow = Number(text);
  if (recvWindow > MAX_RECV_WINDOW) throw REFUSE.greaterThan('recvWindow', MAX_RECV_WINDOW);
  return recvWindow;
}
