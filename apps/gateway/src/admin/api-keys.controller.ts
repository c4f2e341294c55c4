import { Controller, Header, Inject } from '@nestjs/common';
import {
  type ApiKeyRefInput,
  type CreateApiKeyInput,
  type ListApiKeysInput,
  createApiKey,
  listApiKeys,
  revokeApiKey,
} from '@binance-gateway/domain-types';
import type { CallContext, Upstream } from '@binance-gateway/platform';
import { UPSTREAM } from '../core/tokens.js';
import { Caller, Input } from '../http/operation-input.js';
import { OperationRoute } from '../http/operation-route.decorator.js';

/** API keys for Binance clients. */
@Controller('api/v1')
export class ApiKeysController {
  constructor(@Inject(UPSTREAM) private readonly upstream: Upstream) {}

  /** The answer holds a secret. */
  @Header('Cache-Control', 'no-store')
  @OperationRoute(createApiKey)
  create(@Input(createApiKey) input: CreateApiKeyInput, @Caller() caller: CallContext): Promise<unknown> {
    return this.upstream.operations.run(createApiKey, input, caller);
  }

  @OperationRoute(listApiKeys)
  list(@Input(listApiKeys) input: ListApiKeysInput, @Caller() caller: CallContext): Promise<unknown> {
    return this.upstream.operations.run(listApiKeys, input, caller);
  }

  @OperationRoute(revokeApiKey)
  revoke(@Input(revokeApiKey) input: ApiKeyRefInput, @Caller() caller: CallContext): Promise<unknown> {
    return this.upstream.operations.run(revokeApiKey, input, caller);
  }
}
