import type { IncomingMessage } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import type { Clock, Logger } from '@binance-gateway/domain-types';
import type { Config } from '@binance-gateway/platform';
import { DISCONNECT } from '@binance-gateway/stream-hub';
import { CLOCK, CONFIG, LOGGER } from '../../core/tokens.js';
import { Connections } from '../../streams/connections.js';
import type { UpgradedSocket } from '../../streams/upgraded-socket.js';
import { type Caller, DropIn } from '../drop-in.js';
import { KeySockets } from '../key-sockets.js';
import { isOpenTo } from '../open-reads.js';
import { REFUSE } from '../refusal.js';
import { parameter } from '../streams/stream-target.js';
import { parseTimeUnit } from '../time-unit.js';
import type { LimitRow } from './frames.js';
import { type ApiConnection, WsApiSession } from './session.js';
import { UserEvents } from './user-events.js';

/** What every connection works with. */
export interface WsApiDeps {
  readonly dropIn: DropIn;
  readonly events: UserEvents;
  readonly sockets: KeySockets;
  readonly logger: Logger;
  limitsOf(caller: Caller, isOrder: boolean): LimitRow[];
}

/** Where nothing is public, a connection that shows no key has this long. */
const STRANGER_MS = 30_000;

/** `/ws-api/v3` as Binance serves it. */
@Injectable()
export class WsApi {
  private readonly deps: WsApiDeps;

  constructor(
    private readonly connections: Connections,
    private readonly dropIn: DropIn,
    events: UserEvents,
    sockets: KeySockets,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOGGER) logger: Logger,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    this.deps = { dropIn, events, sockets, logger, limitsOf: (...args) => this.limitsOf(...args) };
  }

  /** @throws Refusal -1155, -1194 */
  connectionOf(request: IncomingMessage): ApiConnection {
    const [, query = ''] = (request.url ?? '').split('?', 2);
    if (parameter(query, 'responseFormat')?.toLowerCase() === 'sbe') throw REFUSE.sbeDisabled();
    return {
      timeUnit: parseTimeUnit(parameter(query, 'timeUnit')),
      returnRateLimits: parameter(query, 'returnRateLimits') !== 'false',
      isOpen: isOpenTo(this.config, request.headers),
    };
  }

  accept(socket: UpgradedSocket, connection: ApiConnection): void {
    const session = new WsApiSession(socket, connection, this.deps);
    this.connections.hold(socket, session);
    if (connection.isOpen) return;
    const timer = this.clock.setTimeout(() => {
      if (!session.isKnown) session.close(DISCONNECT.UNAUTHORIZED);
    }, STRANGER_MS);
    socket.once('close', () => this.clock.clearTimeout(timer));
  }

  /** What a caller has used of its own budget. */
  private limitsOf({ name, key }: Caller, isOrder: boolean): LimitRow[] {
    const { budget } = this.dropIn;
    const { weight, ordersIn10s, ordersInDay } = budget.usage(name);
    const { tenSeconds, day } = budget.orderLimits();
    const limit = budget.limitOf(key?.requestWeightPerMinute);
    return [
      ...(isOrder
        ? ([
            {
              rateLimitType: 'ORDERS',
              interval: 'SECOND',
              intervalNum: 10,
              limit: tenSeconds,
              count: ordersIn10s,
            },
            { rateLimitType: 'ORDERS', interval: 'DAY', intervalNum: 1, limit: day, count: ordersInDay },
          ] as const)
        : []),
      { rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit, count: weight },
    ];
  }
}
