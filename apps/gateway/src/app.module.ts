import { type DynamicModule, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AuthModule } from './auth/auth.module.js';
import { BearerGuard } from './auth/bearer.guard.js';
import { ScopeGuard } from './auth/scope.guard.js';
import { type Core, CoreModule } from './core/core.module.js';

@Module({})
export class AppModule {
  static of(core: Core): DynamicModule {
    return {
      module: AppModule,
      imports: [CoreModule.of(core), AuthModule],
      providers: [
        // they run in this order: who, how often, may they, can it be done
        { provide: APP_GUARD, useClass: BearerGuard },
        { provide: APP_GUARD, useClass: ScopeGuard },
      ],
    };
  }
}
