import { type DynamicModule, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AccountController } from './account/account.controller.js';
import { LimitsController } from './account/limits.controller.js';
import { ApiKeysController } from './admin/api-keys.controller.js';
import { TradingStopsController } from './admin/trading-stops.controller.js';
import { AuthModule } from './auth/auth.module.js';
import { BearerGuard } from './auth/bearer.guard.js';
import { ScopeGuard } from './auth/scope.guard.js';
import { type Core, CoreModule } from './core/core.module.js';
import { DropInModule } from './drop-in/drop-in.module.js';
import { AdmissionGuard } from './http/admission.guard.js';
import { MarketDataController } from './market-data/market-data.controller.js';
import { DocsController } from './openapi/docs.controller.js';
import { DocsService } from './openapi/docs.service.js';
import { HealthController } from './ops/health.controller.js';
import { MetricsController } from './ops/metrics.controller.js';
import { OrderBooksController } from './order-books/order-books.controller.js';
import { OrderChangesController } from './orders/order-changes.controller.js';
import { DeadManController } from './orders/dead-man.controller.js';
import { OrderListsController } from './orders/order-lists.controller.js';
import { OrdersController } from './orders/orders.controller.js';
import { StreamsModule } from './streams/streams.module.js';
import { ThrottlingModule } from './throttling/throttling.module.js';
import { TokenThrottlerGuard } from './throttling/token-throttler.guard.js';

@Module({})
export class AppModule {
  static of(core: Core): DynamicModule {
    return {
      module: AppModule,
      imports: [CoreModule.of(core), AuthModule, ThrottlingModule, StreamsModule, DropInModule],
      controllers: [
        MarketDataController,
        OrderBooksController,
        OrdersController,
        OrderChangesController,
        OrderListsController,
        DeadManController,
        AccountController,
        LimitsController,
        ApiKeysController,
        TradingStopsController,
        HealthController,
        MetricsController,
        DocsController,
      ],
      providers: [
        DocsService,
        // they run in this order: who, how often, may they, can it be done
        { provide: APP_GUARD, useClass: BearerGuard },
        { provide: APP_GUARD, useClass: TokenThrottlerGuard },
        { provide: APP_GUARD, useClass: ScopeGuard },
        { provide: APP_GUARD, useClass: AdmissionGuard },
      ],
    };
  }
}
