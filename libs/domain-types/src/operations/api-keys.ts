import { EnumField, IntegerField, ListField, ObjectField, TextField, TimestampField } from './field.js';
import { AppError } from '../errors.js';
import { defineOperation } from './operation.js';
import { Policy } from './policy.js';
import { type Rule, Rules } from './rule.js';
import { parseInput } from './schema.js';

/** What a key of the drop-in face may be allowed: administration takes a token. */
export const KEY_SCOPES = ['read', 'trade'] as const;
export type KeyScope = (typeof KEY_SCOPES)[number];

const NAME_PATTERN = /^[A-Za-z0-9_.-]{1,40}$/;
const nameField = (description: string): PropertyDecorator =>
  TextField({
    pattern: NAME_PATTERN,
    hint: 'must be at most 40 letters, digits, ".", "_" or "-"',
    maxLength: 40,
    example: 'grid-bot',
    description,
  });

const scopesField = (optional: boolean): PropertyDecorator =>
  ListField(
    { type: 'string', pattern: '^(read|trade)$' },
    {
      optional,
      example: ['read', 'trade'],
      ...(optional ? { default: KEY_SCOPES } : {}),
      hint: 'must be ["read"], ["trade"] or ["read","trade"]: a key is for market data, the account and orders; what takes the scope admin takes a token of GATEWAY_TOKENS',
      description: 'What it may do: read, trade, or both',
    },
  );

const weightField = (): PropertyDecorator =>
  IntegerField({
    optional: true,
    min: 1,
    max: 1_000_000,
    example: 1200,
    description: 'Request weight it may use a minute; as much as the exchange allows when left out',
  });

const policyRule: Rule<CreateApiKeyInput> = ({ policy }) => {
  if (policy === undefined) return undefined;
  try {
    parseInput(Policy, policy);
    return undefined;
  } catch (error) {
    if (!AppError.is(error)) throw error;
    return { field: 'policy', message: `policy: ${error.message}` };
  }
};

/** A key that may do nothing is a mistake. */
const scopesRule: Rule<CreateApiKeyInput> = ({ scopes }) =>
  scopes?.length === 0
    ? { field: 'scopes', message: 'scopes must name read, trade or both, got []; leave it out for both' }
    : undefined;

@Rules<CreateApiKeyInput>(policyRule, scopesRule)
export class CreateApiKeyInput {
  @nameField('Name of whoever gets it: appears in the journal, in logs and metrics')
  name!: string;

  @scopesField(true)
  scopes?: KeyScope[];

  @TextField({
    optional: true,
    maxLength: 4_000,
    example:
      '-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n-----END PUBLIC KEY-----',
    description:
      'Public key in PEM, Ed25519 (needed for session.logon) or RSA. Without it the key is HMAC and its secret is in the answer',
  })
  publicKey?: string;

  @ObjectField(() => Policy, {
    optional: true,
    example: { symbols: ['BTCUSDT'], maxNotionalPerOrder: '1000' },
    description: 'What it may do with orders; without one, what GATEWAY_POLICIES says of "*"',
  })
  policy?: Policy;

  @weightField()
  requestWeightPerMinute?: number;
}

export class ApiKeyRefInput {
  @nameField('Name of the key')
  name!: string;
}

export class ListApiKeysInput {}

/** Its own name, because a schema of an answer is open and that of an input is closed. */
export class KeyPolicy extends Policy {}

/** A key as anybody may see it. */
export class ApiKeyInfo {
  @nameField('Name')
  name!: string;

  @TextField({ description: 'What clients send as X-MBX-APIKEY' })
  apiKey!: string;

  @EnumField(['HMAC', 'ED25519', 'RSA'], { description: 'How it signs' })
  type!: 'HMAC' | 'ED25519' | 'RSA';

  @scopesField(false)
  scopes!: KeyScope[];

  @ObjectField(() => KeyPolicy, { optional: true, description: 'What it may do with orders' })
  policy?: KeyPolicy;

  @weightField()
  requestWeightPerMinute?: number;

  @TimestampField({ description: 'When it was issued' })
  createdAt!: number;

  @TextField({ description: 'Name of the token that issued it' })
  createdBy!: string;
}

/** A key at the only moment its secret is shown. */
export class IssuedApiKey extends ApiKeyInfo {
  @TextField({ optional: true, description: 'Secret of an HMAC key. It is not shown again' })
  apiSecret?: string;
}

const administration = {
  tag: 'admin',
  scope: 'admin',
  needsAccount: false,
} as const;

export const createApiKey = defineOperation({
  ...administration,
  name: 'create_api_key',
  summary: 'Issue an API key for a Binance client',
  description:
    'The key works on /api/v3, /ws-api/v3 and the streams of this gateway as a key of Binance does there. The secret is in this answer and nowhere else.',
  effect: 'write',
  idempotent: false,
  input: CreateApiKeyInput,
  output: { shape: 'one', of: IssuedApiKey },
  route: { method: 'POST', path: 'admin/keys' },
  example: { name: 'grid-bot', scopes: ['read', 'trade'] },
  errors: ['CONFLICT', 'UNKNOWN_SYMBOL'],
});

export const listApiKeys = defineOperation({
  ...administration,
  name: 'list_api_keys',
  summary: 'API keys the gateway has issued',
  effect: 'read',
  idempotent: true,
  input: ListApiKeysInput,
  output: { shape: 'many', of: ApiKeyInfo },
  route: { method: 'GET', path: 'admin/keys' },
  example: {},
});

export const revokeApiKey = defineOperation({
  ...administration,
  name: 'revoke_api_key',
  summary: 'Revoke an API key',
  description: 'Requests with it are refused at once, and its open connections are closed. Its orders stay.',
  effect: 'destructive',
  idempotent: false,
  input: ApiKeyRefInput,
  output: { shape: 'one', of: ApiKeyInfo },
  route: { method: 'DELETE', path: 'admin/keys/{name}' },
  example: { name: 'grid-bot' },
  errors: ['NOT_FOUND'],
});
