import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

const LOOPBACK = /^(::1|(::ffff:)?127\.[0-9.]+)$/;
const LOCAL_HOST = /^(localhost|127\.[0-9.]+|\[::1\])(:[0-9]+)?$/i;

/**
 * Who may use the control API: whoever has the token; without one, programs on this machine. A web page
 * is none of them, even in a browser on this machine: it sends an Origin, or a Host of its own.
 * @returns why not
 */
export function refuseControl(message: IncomingMessage, token: string | undefined): string | undefined {
  const { authorization, origin, host, forwarded } = message.headers;
  if (token !== undefined) {
    return authorization !== undefined && equals(authorization, `Bearer ${token}`)
      ? undefined
      : 'send Authorization: Bearer with the token of SIMULATOR_CONTROL_TOKEN';
  }
  const isLocal = LOOPBACK.test(message.socket.remoteAddress ?? '');
  const isForwarded = forwarded !== undefined || message.headers['x-forwarded-for'] !== undefined;
  if (!isLocal || isForwarded) return 'from another machine only with SIMULATOR_CONTROL_TOKEN';
  if (origin !== undefined || !LOCAL_HOST.test(host ?? '')) return 'not for web pages';
  return undefined;
}

/** In constant time. */
function equals(given: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
