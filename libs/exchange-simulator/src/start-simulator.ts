import { type Random, seededRandom, systemClock, systemRandom } from '@binance-gateway/domain-types';
import type { SimulatorCredentials } from './accounts.js';
import type { SimulatorControl } from './control/simulator-control.js';
import type { Engine } from './engine/types.js';
import { type RunningMarket, loadRecording } from './market-choice.js';
import { type OpenExchange, openExchange } from './open-exchange.js';
import type { SavedExchange } from './saved-exchange.js';
import { SimulatorServer } from './server/simulator-server.js';
import type { SimulatorOptions, SimulatorUrls } from './simulator-options.js';
import { checkOptions } from './check-options.js';
import { inside } from './shape.js';
import { SkewedClock } from './skewed-clock.js';

export interface Simulator {
  readonly urls: SimulatorUrls;
  /** Of the first account. */
  readonly credentials: SimulatorCredentials;
  /** One entry per account given, in order. */
  readonly accounts: readonly SimulatorCredentials[];
  readonly engine: Engine;
  readonly market: Omit<RunningMarket, 'close'>;
  readonly control: SimulatorControl;
  /**
   * Goes on from what `control.save()` gave. Connections are cut; engine, market and control are new ones
   * afterwards, without faults and with an empty record. A market that stands still now, or did when it was
   * saved, stands still. @throws WrongValue for what is no saved state, and nothing has changed
   */
  restore(saved: SavedExchange): void;
  /** Ends every timer and socket. */
  close(): Promise<void>;
}

/**
 * An exchange in this process that speaks Binance's wire protocol on a loopback port: REST, market
 * streams and WS API. No network, no key of a real account.
 * @throws WrongValue naming an option that is not what it must be
 */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  checkOptions(options);
  const clock = new SkewedClock(options.clock ?? systemClock);
  const random: Random = options.seed === undefined ? systemRandom : seededRandom(options.seed);
  const seed = options.seed ?? Math.floor(random() * 2 ** 31);
  const host = options.host ?? '127.0.0.1';
  const server = new SimulatorServer();
  let port = options.port ?? 0;
  const urls = (): SimulatorUrls => urlsOf(host, port);
  const choice = loadRecording(options.market ?? 'synthetic');
  const restore = (state: unknown): void => {
    // The new one first: when it cannot be made, the old one goes on
    const next = openExchange(options, premises, state);
    if (current.market.synthetic?.isPaused) next.market.synthetic?.stop();
    current.close();
    clock.skewMs = 0;
    current = next;
    server.serve(next.faces);
  };
  const premises = { clock, random, seed, choice, server, urls, restore };
  let current: OpenExchange = inside('restore', () => openExchange(options, premises, options.restore));
  server.serve(current.faces);
  const close = async (): Promise<void> => {
    current.close();
    await server.close();
  };
  port = await server.listen(port, host).catch(async (error: unknown) => {
    await close();
    throw error;
  });
  return {
    urls: urls(),
    get credentials() {
      return current.accounts[0] as SimulatorCredentials;
    },
    get accounts() {
      return current.accounts;
    },
    get engine() {
      return current.engine;
    },
    get market() {
      return current.market;
    },
    get control() {
      return current.control;
    },
    restore,
    close,
  };
}

function urlsOf(host: string, port: number): SimulatorUrls {
  const authority = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  return {
    rest: `http://${authority}`,
    stream: `ws://${authority}`,
    wsApi: `ws://${authority}/ws-api/v3`,
  };
}
