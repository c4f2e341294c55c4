import { Controller, Get } from '@nestjs/common';
import { AppError } from '@binance-gateway/domain-types';
import { Public } from '../auth/public.decorator.js';

/** A WebSocket path that is asked for by plain HTTP: mostly a proxy that took the `Upgrade` header away. */
@Public()
@Controller()
export class UpgradeRequiredController {
  @Get(['ws', 'ws/user', 'ws/ticker/:symbol', 'ws/depth/:symbol', 'stream', 'ws-api/v3'])
  refuse(): never {
    throw new AppError(
      'UPGRADE_REQUIRED',
      'This path speaks WebSocket. If you did ask for one, a proxy on the way dropped the Upgrade header',
    );
  }
}
