import type { Principal } from '@binance-gateway/platform';

export type { Principal };

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the bearer guard; undefined on public routes. */
    principal: Principal | undefined;
  }
}
