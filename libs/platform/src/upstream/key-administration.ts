import {
  type ApiKeyInfo,
  type ApiKeyRefInput,
  type CreateApiKeyInput,
  type IssuedApiKey,
  KEY_SCOPES,
  type KeyScope,
} from '@binance-gateway/domain-types';
import type { VirtualKeyring } from '../virtual-keys/open-virtual-keys.js';
import type { VirtualKey } from '../virtual-keys/virtual-keys.js';
import type { CallContext } from './upstream.js';

/** Issues, shows and revokes the keys of the drop-in face. */
export class KeyAdministration {
  constructor(private readonly keyring: Pick<VirtualKeyring, 'keys'>) {}

  async create(input: CreateApiKeyInput, { principal }: CallContext): Promise<IssuedApiKey> {
    const keys = await this.keyring.keys();
    const scopes = [...new Set(input.scopes ?? KEY_SCOPES)];
    const { key, apiSecret } = await keys.issue({ ...input, scopes }, principal);
    return { ...infoOf(key), ...(apiSecret === undefined ? {} : { apiSecret }) };
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
