import type { Clock } from '@binance-gateway/domain-types';
import type { Engine } from '../../engine/types.js';
import type { SimulatorUrls } from '../../simulator-options.js';
import type { Fields } from '../fields.js';
import type { SimulatorControl } from '../simulator-control.js';

export interface ControlContext {
  readonly control: SimulatorControl;
  readonly engine: Engine;
  readonly clock: Clock;
  readonly urls: () => SimulatorUrls;
  /** @throws WrongValue */
  readonly restore: (state: unknown) => void;
}

export interface ControlRequest {
  /** Parts of the path that the route leaves open, by name. */
  readonly path: Readonly<Record<string, string>>;
  readonly query: Fields;
  /** Empty when the request had no body. */
  readonly body: Fields;
}

/** One row of the control API. */
export interface ControlRoute {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** With `{name}` for parts that vary. */
  readonly path: string;
  readonly summary: string;
  /** What may be sent, with what it means: in the query of a GET, else in the body. Any other name is refused. */
  readonly fields?: Readonly<Record<string, string>>;
  /** @default 1 MiB */
  readonly maxBodyBytes?: number;
  /**
   * Reads everything, then acts. @returns the body of the answer; nothing: 204
   * @throws ControlError, EngineReject
   */
  run(request: ControlRequest, context: ControlContext): unknown;
}
