import { type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import {
  type ThrottlerModuleOptions,
  ThrottlerGuard,
  ThrottlerStorage,
  getOptionsToken,
} from '@nestjs/throttler';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '@binance-gateway/domain-types';
import type { Metrics } from '@binance-gateway/platform';
import { METRICS } from '../core/tokens.js';

/**
 * How often? One budget a token over all routes, told in the fields of the IETF draft
 * (draft-ietf-httpapi-ratelimit-headers) and in the older three that clients know.
 */
@Injectable()
export class TokenThrottlerGuard extends ThrottlerGuard {
  constructor(
    @Inject(getOptionsToken()) options: ThrottlerModuleOptions,
    @Inject(ThrottlerStorage) storage: ThrottlerStorage,
    reflector: Reflector,
    @Inject(METRICS) private readonly metrics: Metrics,
  ) {
    super(options, storage, reflector);
  }

  /**
   * There are no limits of routes or classes: the inherited method looks for them on each request, which costs more
   * than the counting. Public routes have no principal, and stream clients are bounded by limits of their own.
   */
  override async canActivate(context: ExecutionContext): Promise<boolean> {
    if (context.getType() !== 'http') return true;
    const http = context.switchToHttp();
    const name = http.getRequest<FastifyRequest>().principal?.name;
    if (name === undefined) return true;
    const { limit, ttl } = this.throttlers[0] as { limit: number; ttl: number };
    const hit = await this.storageService.increment(name, ttl, limit, 0, 'token');
    const remaining = Math.max(0, limit - hit.totalHits);
    void http.getResponse<FastifyReply>().headers({
      'RateLimit-Policy': `"token";q=${limit};w=${Math.round(ttl / 1000)}`,
      RateLimit: `"token";r=${remaining};t=${hit.timeToExpire}`,
      'RateLimit-Limit': limit,
      'RateLimit-Remaining': remaining,
      'RateLimit-Reset': hit.timeToExpire,
    });
    if (!hit.isBlocked) return true;
    this.metrics.count('gateway_throttled_total', { principal: name });
    throw new AppError('RATE_LIMITED', `The token "${name}" has used its ${limit} requests of this minute`, {
      retryAfterMs: hit.timeToBlockExpire * 1000,
    });
  }
}
