import type { Millis, Scope } from '@binance-gateway/domain-types';
import type { VirtualKey } from '@binance-gateway/platform';
import { DISCONNECT, type Disconnect } from '@binance-gateway/stream-hub';
import type { Speaker } from '../../streams/connections.js';
import type { UpgradedSocket } from '../../streams/upgraded-socket.js';
import type { Caller } from '../drop-in.js';
import { WS_ENDPOINTS } from '../endpoints.js';
import { AUTH_PARAMETERS, type Verified, requireScope } from '../key-check.js';
import { REFUSE, Refusal } from '../refusal.js';
import { type Reply, errorReply } from '../reply.js';
import { eventInMicroseconds } from '../streams/microsecond-transport.js';
import type { TimeUnit } from '../time-unit.js';
import { answerFrame, eventFrame } from './frames.js';
import {
  type ApiRequest,
  type RequestId,
  UnreadableFrame,
  encodedTexts,
  parseRequest,
  signedTexts,
  textsOf,
} from './request.js';
import { SESSION_METHODS } from './session-methods.js';
import { Subscriptions } from './subscriptions.js';
import type { WsApiDeps } from './ws-api.js';

/** What the URL of a connection says. */
export interface ApiConnection {
  readonly timeUnit: TimeUnit;
  readonly returnRateLimits: boolean;
  /** Market data needs no key. */
  readonly isOpen: boolean;
}

/** A request with its parameters as text. */
export interface Call extends ApiRequest {
  readonly texts: ReadonlyMap<string, string>;
}

/** Thrown when the key of the session is gone: answered with `id: null`. */
class SessionRevoked extends Error {}

const SESSION_WEIGHT = 2;
const WITHHELD: ReadonlySet<string> = new Set([...AUTH_PARAMETERS, 'returnRateLimits']);

/** One connection to the WS API. https://developers.binance.com/docs/binance-spot-api-docs/websocket-api */
export class WsApiSession implements Speaker {
  /** The work of a request is counted by weight. */
  readonly isMetered = false;
  readonly connectedSince: Millis;
  readonly subscriptions: Subscriptions;
  authorized: { readonly key: VirtualKey; readonly since: Millis } | undefined;
  private pending = 0;
  private isEnding = false;
  private readonly forgets = new Map<VirtualKey, () => void>();

  constructor(
    private readonly socket: UpgradedSocket,
    readonly connection: ApiConnection,
    readonly deps: WsApiDeps,
  ) {
    this.connectedSince = Math.floor(deps.dropIn.now());
    this.subscriptions = new Subscriptions(deps.events, {
      deliver: (id, event) => this.send(eventFrame(this.timed(event), id)),
      onGap: () => this.endWhenIdle(),
    });
  }

  onText(text: Buffer): void {
    void this.receive(text.toString('utf8'));
  }

  onBinary(): void {
    this.refuse(null, REFUSE.binaryFrame());
  }

  reply(frame: Buffer): void {
    this.send(frame.toString());
  }

  close({ code, reason }: Disconnect): void {
    this.socket.close(code, reason);
  }

  detach(): void {
    this.subscriptions.clear();
    for (const forget of this.forgets.values()) forget();
    this.forgets.clear();
  }

  now(): Millis {
    return Math.floor(this.deps.dropIn.now());
  }

  /**
   * The key of a signed request: its own if it brings one, else the session's.
   * @throws Refusal; SessionRevoked when the session's is gone
   */
  async authenticate({ texts }: Pick<Call, 'texts'>, scope: Scope): Promise<Verified> {
    const { check } = this.deps.dropIn;
    const value = (name: string): string | undefined => texts.get(name);
    const { authorized } = this;
    if (authorized && !texts.has('apiKey') && !texts.has('signature')) {
      await this.authenticateSession(scope);
      return { key: authorized.key, validUntil: check.checkTiming({ value }) };
    }
    const apiKey = value('apiKey');
    if (apiKey === undefined || apiKey === '') throw REFUSE.missing('apiKey');
    return check.verify({ apiKey, value, payloads: () => signedTexts(texts) }, scope);
  }

  /** The session's own key, where no time is asked for. @throws Refusal, SessionRevoked */
  async authenticateSession(scope: Scope): Promise<void> {
    const { authorized } = this;
    if (!authorized) throw REFUSE.notAuthorized();
    await this.deps.dropIn.check.find(authorized.key.apiKey).catch(() => {
      throw new SessionRevoked();
    });
    requireScope(authorized.key, scope);
  }

  /** Some key was shown. */
  get isKnown(): boolean {
    return this.forgets.size > 0;
  }

  /** Ends with the key, should it be revoked. */
  async tie(key: VirtualKey): Promise<void> {
    if (this.forgets.has(key)) return;
    this.forgets.set(key, () => undefined);
    const forget = await this.deps.sockets.add(key, () => this.onRevoked(key));
    if (this.forgets.has(key)) this.forgets.set(key, forget);
    else forget();
  }

  /** Answers one frame; never rejects. */
  private async receive(text: string): Promise<void> {
    this.pending++;
    try {
      await this.answer(text);
    } catch (error) {
      // a fault of ours must cost one answer, not the process
      this.note(error, undefined);
      this.refuse(null, REFUSE.unknown(error));
    } finally {
      this.pending--;
      if (this.isEnding && this.pending === 0) this.close(DISCONNECT.GAP);
    }
  }

  private async answer(text: string): Promise<void> {
    let request: ApiRequest;
    try {
      request = parseRequest(text);
    } catch (error) {
      if (!(error instanceof UnreadableFrame)) throw error;
      this.refuse(error.id, error.refusal);
      return;
    }
    let caller: Caller | undefined;
    let reply: Reply;
    try {
      const call: Call = { ...request, texts: textsOf(request.params) };
      reply = await this.carryOut(call, (who) => (caller = who));
    } catch (error) {
      if (error instanceof SessionRevoked) {
        this.authorized = undefined;
        this.refuse(null, REFUSE.key());
        return;
      }
      reply = errorReply(error);
      if (!(error instanceof Refusal) && reply.status >= 500) this.note(error, request.method);
    }
    const isShown = request.params['returnRateLimits'] ?? this.connection.returnRateLimits;
    const orders = WS_ENDPOINTS.get(request.method)?.upstream.orderCount;
    const limits = isShown ? this.deps.limitsOf(caller ?? this.anonymous(), orders !== undefined) : undefined;
    this.send(answerFrame(request.id, reply, this.now(), limits));
  }

  private async carryOut(call: Call, identified: (caller: Caller) => void): Promise<Reply> {
    const { dropIn } = this.deps;
    const { texts, method } = call;
    const own = SESSION_METHODS.get(method);
    if (own) {
      const caller = this.caller();
      identified(caller);
      dropIn.budget.charge(caller.name, SESSION_WEIGHT, caller.key?.requestWeightPerMinute);
      return own(this, call);
    }
    const endpoint = WS_ENDPOINTS.get(method);
    if (!endpoint) throw REFUSE.unsupported();
    const isSigned = endpoint.upstream.security !== 'NONE';
    const signed = isSigned ? await this.authenticate(call, endpoint.operation.scope) : undefined;
    const caller = signed ? { name: signed.key.name, key: signed.key } : await this.reader(texts);
    identified(caller);
    if (signed) await this.tie(signed.key);
    return dropIn.run({
      endpoint,
      caller,
      requestId: this.socket.requestId,
      // a key is harmless on public methods, where clients used to have to send it
      values: Object.fromEntries([...texts].filter(([name]) => !WITHHELD.has(name))),
      encoded: encodedTexts(texts, WITHHELD),
      timeUnit: this.connection.timeUnit,
      ...(signed ? { validUntil: signed.validUntil, hasNoWindow: !texts.has('recvWindow') } : {}),
    });
  }

  /** Whoever reads public data. @throws Refusal -2014, -2015 where it is not open to all */
  private async reader(texts: ReadonlyMap<string, string>): Promise<Caller> {
    if (this.authorized || this.connection.isOpen) return this.caller();
    const key = await this.deps.dropIn.check.find(texts.get('apiKey'));
    return { name: key.name, key };
  }

  private caller(): Caller {
    const key = this.authorized?.key;
    return key ? { name: key.name, key } : this.anonymous();
  }

  private anonymous(): Caller {
    return { name: this.socket.admission.principal.name };
  }

  private onRevoked(key: VirtualKey): void {
    this.forgets.delete(key);
    this.subscriptions.endOf(key, this.now());
    if (this.authorized?.key === key) {
      this.authorized = undefined;
      this.refuse(null, REFUSE.key());
    }
    // other keys may go on; without one there is nothing left to do here
    if (this.forgets.size === 0) this.close(DISCONNECT.UNAUTHORIZED);
  }

  /** What is being asked is answered first: an order must not become one nobody knows about. */
  private endWhenIdle(): void {
    this.isEnding = true;
    if (this.pending === 0) this.close(DISCONNECT.GAP);
  }

  private note(error: unknown, method: string | undefined): void {
    const { requestId } = this.socket;
    this.deps.logger.error({ requestId, method, error }, 'drop-in request failed');
  }

  /** Where no request was read whose limits could be told. */
  private refuse(id: RequestId, refusal: Refusal): void {
    this.send(answerFrame(id, errorReply(refusal), this.now()));
  }

  private timed(event: string): string {
    return this.connection.timeUnit === 'MICROSECOND' ? eventInMicroseconds(event) : event;
  }

  private send(text: string): void {
    if (this.socket.readyState === this.socket.OPEN) this.socket.send(text);
  }
}
