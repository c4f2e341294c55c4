// Browsers cannot set headers on a WebSocket, but they can offer subprotocols (RFC 6455 sections 1.9 and 4.2.2).

/** Offered beside `bearer.<token>` it is the one that gets chosen, so that the 101 does not repeat the token. */
export const PLAIN_PROTOCOL = 'binance-gateway';

const BEARER = 'bearer.';

function offered(header: string | undefined): string[] {
  return (header ?? '').split(',').map((name) => name.trim());
}

/**
 * The token in `Sec-WebSocket-Protocol: bearer.<token>`. A token with `/` or `=`, which no subprotocol may
 * hold, is sent percent-encoded.
 * @returns undefined when none is offered
 */
export function bearerTokenOf(header: string | undefined): string | undefined {
  const name = offered(header).find((candidate) => candidate.startsWith(BEARER));
  if (name === undefined) return undefined;
  try {
    return decodeURIComponent(name.slice(BEARER.length));
  } catch {
    return '';
  }
}

/** What the 101 says: one of the offered names, exactly as it was offered, or none (RFC 6455 section 4.2.2). */
export function chooseProtocol(names: ReadonlySet<string>): string | false {
  if (names.has(PLAIN_PROTOCOL)) return PLAIN_PROTOCOL;
  for (const name of names) if (name.startsWith(BEARER)) return name;
  return false;
}
