import type { Scope } from '@binance-gateway/domain-types';

/** Who calls: the owner of a token. */
export interface Principal {
  readonly name: string;
  readonly scopes: ReadonlySet<Scope>;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the bearer guard; undefined on public routes. */
    principal: Principal | undefined;
  }
}
