import type { Loose } from '../../rest-client.bed.js';

export interface ControlAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Loose;
}

/** A client of the control API as any language would write it. */
export function controlClient(
  base: string,
  headers: Record<string, string> = {},
): (method: string, path: string, body?: unknown) => Promise<ControlAnswer> {
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
