import type { SymbolRules } from '@binance-gateway/binance-client';
import {
  type ApiKeyInfo,
  type ApiKeyRefInput,
  type CreateApiKeyInput,
  type IssuedApiKey,
  KEY_SCOPES,
  type KeyScope,
  invalidInput,
  quoteValue,
} from '@binance-gateway/domain-types';
import type { VirtualKeyring } from '../virtual-keys/open-virtual-keys.js';
import type { VirtualKey } from '../virtual-keys/virtual-keys.js';
import type { CallContext } from './upstream.js';

/** Issues, shows and revokes the keys of the drop-in face. */
export class KeyAdministration {
  constructor(
    private readonly keyring: Pick<VirtualKeyring, 'keys'>,
    private readonly symbols: Pick<SymbolRules, 'all' | 'require'>,
  ) {}

  /** @throws AppError CONFLICT, INVALID_INPUT, UNKNOWN_SYMBOL */
  async create(input: CreateApiKeyInput, { principal }: CallContext): Promise<IssuedApiKey> {
    await this.checkNames(input);
    const keys = await this.keyring.keys();
    const scopes = [...new Set(input.scopes ?? KEY_SCOPES)];
    const { key, apiSecret } = await keys.issue({ ...input, scopes }, principal);
    return { ...infoOf(key), ...(apiSecret === undefined ? {} : { apiSecret }) };
  }

  /** A name the exchange does not have is a mistake: the policy would allow nothing, or measure nothing. */
  private async checkNames({ policy }: CreateApiKeyInput): Promise<void> {
    for (const symbol of policy?.symbols ?? []) await this.symbols.require(symbol, 'policy.symbols');
    const asset = policy?.notionalAsset;
    if (asset === undefined) return;
    const listed = [...(await this.symbols.all()).values()];
    if (listed.some(({ baseAsset, quoteAsset }) => baseAsset === asset || quoteAsset === asset)) return;
    const message = `policy.notionalAsset must be an asset of the exchange such as "USDT", got ${quoteValue(asset)}`;
    throw invalidInput([{ field: 'policy.notionalAsset', message }]);
  }

  async list(): Promise<ApiKeyInfo[]> {
    return (await this.keyring.keys()).list().map(infoOf);
  }

  async revoke({ name }: ApiKeyRefInput): Promise<ApiKeyInfo> {
    return infoOf(await (await this.keyring.keys()).revoke(name));
  }
}

function infoOf({
  name,
  apiKey,
  verifier,
  scopes,
  policy,
  requestWeightPerMinute,
  createdAt,
  createdBy,
}: VirtualKey): ApiKeyInfo {
  return {
    name,
    apiKey,
    type: verifier.type,
    scopes: [...scopes] as KeyScope[],
    ...(policy === undefined ? {} : { policy }),
    ...(requestWeightPerMinute === undefined ? {} : { requestWeightPerMinute }),
    createdAt,
    createdBy,
  };
}
