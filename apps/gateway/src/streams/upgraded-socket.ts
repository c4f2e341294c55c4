import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import type { Principal } from '../auth/principal.js';

/** What the URL of an upgrade says. */
export interface UpgradeMatch {
  /** Path pattern of the gateway, e.g. `/ws/ticker/:symbol`. */
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
}

/** What was found out before the 101. */
export interface Admission {
  readonly principal: Principal;
  /** The one channel this path reads; undefined where the client chooses. */
  readonly channel: string | undefined;
  /** Takes the connection in place of the gateway of the path. */
  readonly accept?: (socket: UpgradedSocket) => void;
}

export interface UpgradeGate {
  /**
   * May this connection be opened?
   * @throws AppError, which becomes the HTTP answer
   */
  authorize(request: IncomingMessage, match: UpgradeMatch): Promise<Admission>;
  /** Asked again, synchronously, right before the 101. @throws AppError FULL or NOT_READY */
  checkRoom(): void;
}

/** A WebSocket with what its upgrade left behind. */
export interface UpgradedSocket extends WebSocket {
  admission: Admission;
  /** The stream below it, to cork. */
  duplex: Duplex;
  path: string;
  requestId: string;
}
