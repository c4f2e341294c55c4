import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AppError, type Operation } from '@binance-gateway/domain-types';
import type { FastifyRequest } from 'fastify';
import { OPERATION } from '../http/operation-route.decorator.js';

/** May they do that? Asked before the input is looked at. */
@Injectable()
export class ScopeGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    if (context.getType() !== 'http') return true;
    const operation = this.reflector.get<Operation | undefined>(OPERATION, context.getHandler());
    if (!operation) return true;
    const { principal } = context.switchToHttp().getRequest<FastifyRequest>();
    if (principal?.scopes.has(operation.scope)) return true;
    throw new AppError(
      'SCOPE_MISSING',
      `The token "${principal?.name}" lacks the scope "${operation.scope}"`,
      {
        extra: { requiredScope: operation.scope },
      },
    );
  }
}
