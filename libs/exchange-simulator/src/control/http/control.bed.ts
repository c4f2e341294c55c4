import type { Loose } from '../../rest-client.bed.js';
import type { Simulator } from '../../start-simulator.js';

export interface ControlAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Loose;
}

export type ControlClient = (method: string, path: string, body?: unknown) => Promise<ControlAnswer>;

/** A client of the control API as any language would write it. */
export function controlClient(base: string, headers: Record<string, string> = {}): ControlClient {
  return async (method, path, body) => {
    const response = await fetch(`${base}/control${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: text === '' ? undefined : JSON.parse(text),
    };
  };
}

/** Everything that a request may change, as text to compare; needs a clock and a market that stand still. */
export function everything({ control }: Simulator): string {
  const { record, faults, clockSkewMs, market } = control;
  return JSON.stringify([control.save(), faults.active(), clockSkewMs, market.summary(), record.orders()]);
}
