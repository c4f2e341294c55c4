import type { Clock } from '@binance-gateway/domain-types';
import type { Engine } from '../../engine/types.js';
import type { SavedExchange } from '../../saved-exchange.js';
import type { SimulatorUrls } from '../../simulator-options.js';
import type { Fields } from '../fields.js';
import type { SimulatorControl } from '../simulator-control.js';

export interface ControlContext {
  readonly control: SimulatorControl;
  readonly engine: Engine;
  readonly clock: Clock;
  readonly urls: () => SimulatorUrls;
  readonly restore: (saved: SavedExchange) => void;
}

export interface ControlRequest {
  /** Parts of the path that the route leaves open, by name. */
  readonly path: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** Empty when the request had no body. */
  readonly body: Fields;
}

/** One row of the control API. */
export interface ControlRoute {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** With `{name}` for parts that vary. */
  readonly path: string;
  readonly summary: string;
  /** Members of the body or names of the query, with what they mean. */
  readonly fields?: Readonly<Record<string, string>>;
  /**
   * Reads everything, then acts. @returns the body of the answer; nothing: 204
   * @throws ControlError, EngineReject
   */
  run(request: ControlRequest, context: ControlContext): unknown;
}
