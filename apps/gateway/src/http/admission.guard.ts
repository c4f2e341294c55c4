import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Operation } from '@binance-gateway/domain-types';
import type { Upstream } from '@binance-gateway/platform';
import { UPSTREAM } from '../core/tokens.js';
import { OPERATION } from './operation-route.decorator.js';

/** Can it be done here? Without credentials or with trading off, the answer does not depend on the input. */
@Injectable()
export class AdmissionGuard implements CanActivate {
  constructor(
    @Inject(UPSTREAM) private readonly upstream: Upstream,
    private readonly reflector: Reflector,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    if (context.getType() !== 'http') return true;
    const operation = this.reflector.get<Operation | undefined>(OPERATION, context.getHandler());
    if (operation) this.upstream.operations.admit(operation);
    return true;
  }
}
