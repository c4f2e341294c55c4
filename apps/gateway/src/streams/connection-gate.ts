import type { IncomingMessage } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import { AppError } from '@binance-gateway/domain-types';
import type { Config } from '@binance-gateway/platform';
import { AuthService } from '../auth/auth.service.js';
import type { Principal } from '../auth/principal.js';
import { CONFIG } from '../core/tokens.js';
import { Connections } from './connections.js';
import { STREAM_FEEDS, type StreamFeeds } from './stream-feeds.js';
import { channelOf } from './stream-paths.js';
import { bearerTokenOf } from './subprotocol.js';
import type { Admission, UpgradeGate, UpgradeMatch } from './upgraded-socket.js';

const RETRY_WHEN_FULL_MS = 5_000;
/** About what a restart takes. */
const RETRY_WHEN_DRAINING_MS = 2_000;

/** Decides about the paths of another protocol. @throws AppError, which becomes the HTTP answer */
export type PathGate = (request: IncomingMessage, match: UpgradeMatch) => Promise<Admission | undefined>;

/** Decides about every upgrade: from where, who, may they, is there such a stream, is there room. */
@Injectable()
export class ConnectionGate implements UpgradeGate {
  private isDraining = false;
  private readonly paths = new Map<string, PathGate>();

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(STREAM_FEEDS) private readonly feeds: StreamFeeds,
    private readonly auth: AuthService,
    private readonly connections: Connections,
  ) {}

  async authorize(request: IncomingMessage, match: UpgradeMatch): Promise<Admission> {
    this.checkDraining();
    this.checkOrigin(request);
    const admission = await this.paths.get(match.path)?.(request, match);
    if (admission) return admission;
    const principal = this.identify(request);
    if (!principal.scopes.has('read')) {
      throw new AppError('SCOPE_MISSING', `The token "${principal.name}" lacks the scope "read"`, {
        extra: { requiredScope: 'read' },
      });
    }
    return { principal, channel: await channelOf(match, this.feeds) };
  }

  /** Leaves a path to another protocol; where that has no answer, the gateway's own rules hold. */
  leave(path: string, gate: PathGate): void {
    this.paths.set(path, gate);
  }

  checkRoom(): void {
    this.checkDraining();
    if (this.connections.count < this.config.streams.maxClients) return;
    throw new AppError('FULL', 'The gateway serves as many stream clients as it may', {
      retryAfterMs: RETRY_WHEN_FULL_MS,
    });
  }

  /** Lets nobody in from here on. */
  drain(): void {
    this.isDraining = true;
  }

  private checkDraining(): void {
    if (!this.isDraining) return;
    throw new AppError('NOT_READY', 'The gateway is shutting down', { retryAfterMs: RETRY_WHEN_DRAINING_MS });
  }

  /** Browsers send `Origin` and do not ask CORS before a WebSocket; everything else sends none. */
  private checkOrigin({ headers }: IncomingMessage): void {
    const { origin } = headers;
    const { corsOrigins } = this.config.http;
    if (origin === undefined || corsOrigins.includes('*') || corsOrigins.includes(origin)) return;
    if (URL.canParse(origin) && new URL(origin).host === headers.host) return;
    throw new AppError('ORIGIN_NOT_ALLOWED', 'Pages of this origin are not in CORS_ORIGINS');
  }

  private identify({ headers }: IncomingMessage): Principal {
    if (headers.authorization !== undefined) return this.auth.authenticate(headers.authorization);
    const token = bearerTokenOf(headers['sec-websocket-protocol']);
    if (token === undefined) {
      throw new AppError(
        'UNAUTHENTICATED',
        'Send the header "Authorization: Bearer <token>", or from a browser the subprotocol "bearer.<token>"',
      );
    }
    const principal = this.auth.identify(token);
    if (!principal) {
      throw new AppError(
        'UNAUTHENTICATED',
        'The token in the subprotocol is not one of the configured tokens',
      );
    }
    return principal;
  }
}
