import type { IncomingMessage } from 'node:http';
import {
  localhostAllowedHostnames,
  validateHostHeader,
  validateOriginHeader,
} from '@modelcontextprotocol/server';
import { AppError } from '@binance-gateway/domain-types';
import { type Config, type Principal, SCOPES, TokenCheck } from '@binance-gateway/platform';

const ANY_ADDRESS = new Set(['0.0.0.0', '::']);

/** Who may call, from where, and by what name. */
export class Access {
  readonly tokens: TokenCheck;
  private readonly hosts: string[];
  private readonly origins: readonly string[];

  constructor({ tokens, http, mcp }: Config) {
    this.tokens = new TokenCheck(tokens);
    const own = ANY_ADDRESS.has(http.host) ? [] : [http.host.includes(':') ? `[${http.host}]` : http.host];
    this.hosts = [...localhostAllowedHostnames(), ...own, ...mcp.allowedHosts];
    this.origins = http.corsOrigins;
  }

  /**
   * A web page may have made its own host name lead here (DNS rebinding), or may simply be foreign.
   * @throws AppError HOST_NOT_ALLOWED, ORIGIN_NOT_ALLOWED
   */
  checkNames({ headers }: IncomingMessage): void {
    const host = validateHostHeader(headers.host, this.hosts);
    // the check reads the header as an address would be, where "name@" could stand before the host
    if (!host.ok || headers.host?.includes('@')) {
      throw new AppError(
        'HOST_NOT_ALLOWED',
        `${host.ok ? 'Invalid Host header' : host.message}; MCP_ALLOWED_HOSTS says which names are allowed`,
      );
    }
    const { origin } = headers;
    if (origin === undefined || this.isCors(origin)) return;
    const checked = validateOriginHeader(origin, this.hosts);
    if (!checked.ok) {
      throw new AppError(
        'ORIGIN_NOT_ALLOWED',
        `${checked.message}; CORS_ORIGINS says which origins are allowed`,
      );
    }
  }

  /** Whether web pages of this origin may read answers. */
  isCors(origin: string | undefined): origin is string {
    return origin !== undefined && (this.origins[0] === '*' || this.origins.includes(origin));
  }

  /** @throws AppError UNAUTHENTICATED */
  authenticate({ headers }: IncomingMessage): Principal {
    return this.tokens.authenticate(headers.authorization);
  }
}

export const METADATA_PATH = '/.well-known/oauth-protected-resource';

/** As the caller wrote it; only called after the host name was checked. */
export function baseUrlOf({ headers }: IncomingMessage): string {
  const isHttps = headers['x-forwarded-proto'] === 'https';
  return `${isHttps ? 'https' : 'http'}://${headers.host}`;
}

/** What a client needs to mend a 401 (RFC 6750, RFC 9728). */
export function challenge(baseUrl: string): string {
  return `Bearer realm="binance-gateway", resource_metadata="${baseUrl}${METADATA_PATH}/mcp"`;
}

/** RFC 9728. Tokens are configured by whoever runs the server, so no authorization server is named. */
export function protectedResource(baseUrl: string): object {
  return {
    resource: `${baseUrl}/mcp`,
    resource_name: 'Binance Gateway',
    scopes_supported: SCOPES,
    bearer_methods_supported: ['header'],
  };
}
