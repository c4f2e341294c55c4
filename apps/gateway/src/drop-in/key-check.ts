import type { Millis, Scope } from '@binance-gateway/domain-types';
import type { VirtualKey, VirtualKeyring } from '@binance-gateway/platform';
import { REFUSE } from './refusal.js';

/** A signed request, from REST or the WS API. */
export interface SignedRequest {
  readonly apiKey: string | undefined;
  value(name: string): string | undefined;
  /** Byte strings of which one must fit the signature. */
  payloads(): readonly Buffer[];
}

export interface Verified {
  readonly key: VirtualKey;
  /** Time of the exchange until which the caller wants it carried out. */
  readonly validUntil: Millis;
}

const KEY_FORMAT = /^[A-Za-z0-9_-]{1,128}$/;
const TIMESTAMP = /^[0-9]{1,20}$/;
const RECV_WINDOW = /^[0-9]{1,8}(\.[0-9]{1,3})?$/;
const DEFAULT_RECV_WINDOW_MS = 5_000;
const MAX_RECV_WINDOW_MS = 60_000;
const ALLOWED_AHEAD_MS = 1_000;
/** From here on a timestamp counts microseconds: 1e14 ms would be the year 5138. */
const MICROSECONDS_FROM = 1e14;

/** Names that concern the signing of a request, and never reach the exchange as they came. */
export const AUTH_PARAMETERS: ReadonlySet<string> = new Set([
  'apiKey',
  'timestamp',
  'recvWindow',
  'signature',
]);

/** Whether a request may be what it says: key, permission, time, signature, in this order, as at Binance. */
export class KeyCheck {
  constructor(
    private readonly keyring: Pick<VirtualKeyring, 'keys'>,
    /** Time of the exchange. */
    private readonly now: () => Millis,
  ) {}

  /** @throws Refusal -2014 for what is no key at all, -2015 for one that is not known */
  async find(apiKey: string | undefined): Promise<VirtualKey> {
    if (apiKey === undefined || !KEY_FORMAT.test(apiKey)) throw REFUSE.keyFormat();
    const key = (await this.keyring.keys()).find(apiKey);
    if (!key) throw REFUSE.key();
    return key;
  }

  /** @throws Refusal -1021, -1022, -1100, -1102, -1105, -2014, -2015 */
  async verify(request: SignedRequest, scope: Scope): Promise<Verified> {
    const key = await this.find(request.apiKey);
    requireScope(key, scope);
    const validUntil = this.checkTiming(request);
    const signature = required(request, 'signature');
    if (!request.payloads().some((payload) => key.verifier.accepts(payload, signature))) {
      throw REFUSE.badSignature();
    }
    return { key, validUntil };
  }

  /**
   * https://developers.binance.com/docs/binance-spot-api-docs/rest-api/request-security#timing-security
   * @returns until when the request is valid
   * @throws Refusal -1021, -1100, -1102, -1105
   */
  checkTiming(request: Pick<SignedRequest, 'value'>): Millis {
    const text = required(request, 'timestamp');
    if (!TIMESTAMP.test(text)) throw REFUSE.illegalCharacters('timestamp', TIMESTAMP.source);
    const given = Number(text);
    const timestamp = given >= MICROSECONDS_FROM ? given / 1_000 : given;
    const recvWindow = recvWindowOf(request.value('recvWindow'));
    const serverTime = this.now();
    if (timestamp >= serverTime + ALLOWED_AHEAD_MS) throw REFUSE.aheadOfServer();
    if (serverTime - timestamp > recvWindow) throw REFUSE.outsideRecvWindow();
    return timestamp + recvWindow;
  }
}

/** @throws Refusal -2015 */
export function requireScope(key: VirtualKey, scope: Scope): void {
  if (!key.scopes.has(scope)) throw REFUSE.key('SCOPE_MISSING');
}

/** @throws Refusal -1102, -1105 */
function required(request: Pick<SignedRequest, 'value'>, name: string): string {
  const text = request.value(name);
  if (text === undefined) throw REFUSE.missing(name);
  if (text === '') throw REFUSE.empty(name);
  return text;
}

function recvWindowOf(text: string | undefined): Millis {
  if (text === undefined) return DEFAULT_RECV_WINDOW_MS;
  if (text === '') throw REFUSE.empty('recvWindow');
  if (!RECV_WINDOW.test(text)) throw REFUSE.illegalCharacters('recvWindow', RECV_WINDOW.source);
  const recvWindow = Number(text);
  if (recvWindow > MAX_RECV_WINDOW_MS) throw REFUSE.greaterThan('recvWindow', MAX_RECV_WINDOW_MS);
  return recvWindow;
}
