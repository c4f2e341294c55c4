import type { IncomingMessage } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import { AppError } from '@binance-gateway/domain-types';
import type { Config, VirtualKey } from '@binance-gateway/platform';
import { DISCONNECT } from '@binance-gateway/stream-hub';
import { AuthService } from '../auth/auth.service.js';
import type { Principal } from '../auth/principal.js';
import { CONFIG } from '../core/tokens.js';
import type { PathGate } from '../streams/connection-gate.js';
import { STREAM_FEEDS, type StreamFeeds } from '../streams/stream-feeds.js';
import { MANY_PATH } from '../streams/stream-paths.js';
import { bearerTokenOf } from '../streams/subprotocol.js';
import type { Admission, UpgradedSocket } from '../streams/upgraded-socket.js';
import { DropIn } from './drop-in.js';
import { KeySockets } from './key-sockets.js';
import { isOpenTo } from './open-reads.js';
import { Refusal } from './refusal.js';
import { BinanceStreams } from './streams/binance-streams.js';
import { streamTarget } from './streams/stream-target.js';
import { WsApi } from './ws-api/ws-api.js';

export const STREAM_PATHS = ['/ws/*', '/stream', '/stream/*'] as const;
export const WS_API_PATH = '/ws-api/v3';

/** First segments under `/ws/` that are the gateway's own. */
const OWN_PATH = /^\/ws\/(ticker|depth|user)(\/|\?|$)/;

/** Who may open a connection as Binance offers it, and what becomes of it. */
@Injectable()
export class DropInGate {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(STREAM_FEEDS) private readonly feeds: StreamFeeds,
    private readonly auth: AuthService,
    private readonly dropIn: DropIn,
    private readonly sockets: KeySockets,
    private readonly streams: BinanceStreams,
    private readonly wsApi: WsApi,
  ) {}

  /** Gates by path. */
  paths(): ReadonlyMap<string, PathGate> {
    const gates = new Map<string, PathGate>(STREAM_PATHS.map((path) => [path, this.admitStreams]));
    gates.set(WS_API_PATH, this.admitWsApi);
    if (this.config.dropIn.openTo === 'everybody') gates.set(MANY_PATH, this.admitAnonymous);
    return gates;
  }

  private readonly admitStreams: PathGate = async (request) => {
    const url = request.url ?? '/';
    if (OWN_PATH.test(url)) throw new AppError('NOT_FOUND', `There is no stream at ${url.split('?', 1)[0]}`);
    const target = asAppError(() => streamTarget(url));
    const { principal, key } = await this.reader(request);
    // names are checked against it without waiting
    await this.feeds.symbols.all();
    const accept = (socket: UpgradedSocket): void => {
      this.streams.accept(socket, target);
      if (key) this.endWith(key, socket);
    };
    return { principal, channel: undefined, accept };
  };

  /** A bare `/ws` without credentials; with them it speaks the gateway's own protocol. */
  private readonly admitAnonymous: PathGate = async (request, match) => {
    const { authorization, 'sec-websocket-protocol': offered } = request.headers;
    if (authorization !== undefined || bearerTokenOf(offered) !== undefined) return undefined;
    return this.admitStreams(request, match);
  };

  /** Anybody: what is not public, each request is signed for. */
  private readonly admitWsApi: PathGate = (request) => {
    const connection = asAppError(() => this.wsApi.connectionOf(request));
    const admission: Admission = {
      principal: anonymous(request),
      channel: undefined,
      accept: (socket) => this.wsApi.accept(socket, connection),
    };
    return Promise.resolve(admission);
  };

  private async reader(request: IncomingMessage): Promise<{ principal: Principal; key?: VirtualKey }> {
    const { authorization, 'sec-websocket-protocol': offered, 'x-mbx-apikey': apiKey } = request.headers;
    if (authorization !== undefined) return { principal: this.auth.authenticate(authorization) };
    const token = bearerTokenOf(offered);
    const principal = token === undefined ? undefined : this.auth.identify(token);
    if (principal) return { principal };
    const key =
      apiKey === undefined
        ? undefined
        : await this.dropIn.check.find(String(apiKey)).catch((error: unknown) => {
            // as at the exchange, a key nobody knows does no harm where none is needed
            if (error instanceof Refusal) return undefined;
            throw error;
          });
    if (key) return { principal: key, key };
    if (token === undefined && isOpenTo(this.config, request.headers))
      return { principal: anonymous(request) };
    throw new AppError(
      'UNAUTHENTICATED',
      'Send a virtual key as X-MBX-APIKEY or a token as "Authorization: Bearer <token>"; streams are not public here (DROP_IN_PUBLIC_READS)',
    );
  }

  private endWith(key: VirtualKey, socket: UpgradedSocket): void {
    const { code, reason } = DISCONNECT.UNAUTHORIZED;
    void this.sockets
      .add(key, () => socket.close(code, reason))
      .then((forget) => socket.once('close', forget))
      // a key that cannot be watched over lets nobody stay
      .catch(() => socket.close(code, reason));
  }
}

const NO_SCOPES: ReadonlySet<never> = new Set();

/** Callers without a name go by their address. */
export function anonymous(request: IncomingMessage): Principal {
  return { name: `@${request.socket.remoteAddress ?? ''}`, scopes: NO_SCOPES };
}

/** An upgrade is refused by HTTP, in the form of the gateway. */
function asAppError<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw new AppError('INVALID_INPUT', error.message, { binanceCode: error.code, cause: error });
  }
}
