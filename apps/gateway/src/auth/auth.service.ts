import { Inject, Injectable } from '@nestjs/common';
import { type Config, TokenCheck } from '@binance-gateway/platform';
import { CONFIG } from '../core/tokens.js';

/** The token check of this process, injectable. */
@Injectable()
export class AuthService extends TokenCheck {
  constructor(@Inject(CONFIG) config: Config) {
    super(config.tokens);
  }
}
