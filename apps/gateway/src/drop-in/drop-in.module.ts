import { Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { AuthService } from '../auth/auth.service.js';
import type { Core } from '../core/core.module.js';
import { DropIn } from './drop-in.js';
import { registerRestFace } from './rest/rest-face.js';

/** The gateway in the place of Binance, for clients that know nothing of it. */
@Module({ providers: [DropIn], exports: [DropIn] })
export class DropInModule {}

/** Adds the REST paths of Binance; before `init` or `listen`. They have no Nest pipeline: bytes in, bytes out. */
export function useDropIn(app: NestFastifyApplication, core: Core): void {
  const instance = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  registerRestFace(instance, {
    ...core,
    dropIn: app.get(DropIn, { strict: false }),
    auth: app.get(AuthService, { strict: false }),
  });
}
