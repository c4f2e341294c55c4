import { accessSync, constants } from 'node:fs';
import { isSymbolName } from '@binance-gateway/domain-types';
import { Secret } from './secret.js';

/** What is wrong with a value, without the value: it may be a secret. */
export class Problem extends Error {}

/** Turns the text of one environment variable into its value, or throws a Problem. */
export interface Parse<T> {
  (text: string): T;
  /** What JSON Schema can say of the text; the parser itself may want more. */
  readonly schema?: TextSchema;
}

/** Of a text. Numbers and booleans, as YAML and JSON have them, are taken for their text. */
export interface TextSchema {
  readonly type: 'string' | readonly ['string', 'integer'] | readonly ['string', 'boolean'];
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
}

function described<T>(schema: TextSchema, parse: (text: string) => T): Parse<T> {
  return Object.assign(parse, { schema });
}

export function oneOf<const T extends string>(values: readonly T[]): Parse<T> {
  return described({ type: 'string', enum: values }, (text) => {
    const found = values.find((value) => value === text);
    if (found === undefined) throw new Problem(`must be one of ${values.join(', ')}, got ${show(text)}`);
    return found;
  });
}

/** Comma-separated; each value counts once. */
export function listOf<T>(parse: Parse<T>): Parse<readonly T[]> {
  return (text) => [...new Set(text.split(',').map((item) => parse(item.trim())))];
}

export function integer(min: number, max: number): Parse<number> {
  const schema = {
    type: ['string', 'integer'],
    pattern: '^[0-9]{1,15}$',
    minimum: min,
    maximum: max,
  } as const;
  return described(schema, (text) => {
    const value = /^[0-9]{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= min && value <= max)) {
      throw new Problem(`must be an integer from ${min} to ${max}, got ${show(text)}`);
    }
    return value;
  });
}

const BYTE_UNITS: Readonly<Record<string, number>> = { '': 1, kb: 1024, mb: 1024 * 1024 };

/** Bytes, plain or with the unit kb or mb (powers of 1024). */
export function bytes(min: number, max: number): Parse<number> {
  return described({ type: 'string', pattern: '^[0-9]{1,12} ?([kKmM][bB])?$' }, (text) => {
    const match = /^([0-9]{1,12})\s?(kb|mb|)$/i.exec(text);
    const value = match ? Number(match[1]) * (BYTE_UNITS[(match[2] ?? '').toLowerCase()] ?? 1) : Number.NaN;
    if (!(value >= min && value <= max)) {
      throw new Problem(`must be a size from ${min} to ${max} bytes such as "64kb", got ${show(text)}`);
    }
    return value;
  });
}

const ON = ['true', '1', 'yes', 'on'];
const OFF = ['false', '0', 'no', 'off'];

export const boolean: Parse<boolean> = described(
  { type: ['string', 'boolean'], pattern: `^(${[...ON, ...OFF].join('|')})$` },
  (text) => {
    if (ON.includes(text.toLowerCase())) return true;
    if (OFF.includes(text.toLowerCase())) return false;
    throw new Problem(`must be true or false, got ${show(text)}`);
  },
);

/** A base URL: kept without its last slash. */
export function url(...protocols: readonly string[]): Parse<string> {
  const pattern = `^(${protocols.join('|')})//`;
  return described({ type: 'string', pattern }, (text) => {
    const parsed = URL.canParse(text) ? new URL(text) : undefined;
    if (!parsed || !protocols.includes(parsed.protocol)) {
      throw new Problem(`must be a URL that starts with ${protocols.map((p) => `${p}//`).join(' or ')}`);
    }
    if (parsed.username || parsed.password) throw new Problem('must not hold a user name or password');
    if (parsed.search || parsed.hash) throw new Problem('must have no query string and no fragment');
    return text.replace(/\/+$/, '');
  });
}

/** Origins as browsers send them, or `*` alone. */
export const origins: Parse<readonly string[]> = (text) => {
  const list = text.split(',').map((item) => item.trim());
  if (list.length === 1 && list[0] === '*') return list;
  for (const item of list) {
    if (!URL.canParse(item) || new URL(item).origin !== item) {
      throw new Problem(`must hold origins such as "https://app.example", or be "*", got ${show(item)}`);
    }
  }
  return list;
};

export const text: Parse<string> = (value) => value;

/** What may stand in a header or in a signed request: printable ASCII without blanks. */
export const secret: Parse<Secret> = (value) => {
  if (!/^[\x21-\x7e]+$/.test(value)) throw new Problem('must hold printable ASCII characters without blanks');
  return new Secret(value);
};

/** `name=value` pairs as OpenTelemetry writes headers, values percent-encoded. */
export const headers: Parse<Readonly<Record<string, Secret>>> = (value) => {
  const pairs = value.split(',').map((pair, index) => {
    const [, name, encoded] = /^\s*([A-Za-z0-9-]{1,100})\s*=\s*([\x21-\x7e]+)\s*$/.exec(pair) ?? [];
    if (name === undefined || encoded === undefined) {
      throw new Problem(`entry ${index + 1} must look like name=value`);
    }
    try {
      return [name, new Secret(decodeURIComponent(encoded))] as const;
    } catch {
      throw new Problem(`entry ${index + 1} is not percent-encoded as it should be`);
    }
  });
  return Object.fromEntries(pairs);
};

/** A host name or an address to bind to. */
export const host: Parse<string> = (value) => {
  if (!/^[A-Za-z0-9_.:-]{1,255}$/.test(value))
    throw new Problem(`must be a host name or an address, got ${show(value)}`);
  return value;
};

/** A file that can be read now; a typing mistake should not end in a stack trace. */
export const file: Parse<string> = (path) => {
  try {
    accessSync(path, constants.R_OK);
  } catch (error) {
    throw new Problem(`names a file that cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
  return path;
};

/** Names as they appear in a `Host` header, without ports. */
export const hosts: Parse<readonly string[]> = (text) => {
  const list = text.split(',').map((item) => item.trim().toLowerCase());
  for (const item of list) {
    if (!/^([a-z0-9_.-]{1,255}|\[[0-9a-f:.]+\])$/.test(item)) {
      throw new Problem(`must hold host names such as "mcp.example", without ports, got ${show(item)}`);
    }
  }
  return list;
};

export const symbolNames: Parse<readonly string[]> = (text) => {
  const list = text.split(',').map((item) => item.trim().toUpperCase());
  for (const item of list) {
    if (!isSymbolName(item)) throw new Problem(`must hold symbols such as "BTCUSDT", got ${show(item)}`);
  }
  return list;
};

export function isLoopback(name: string): boolean {
  return name === 'localhost' || name === '::1' || /^127(\.[0-9]{1,3}){3}$/.test(name);
}

function show(value: string): string {
  return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
}
