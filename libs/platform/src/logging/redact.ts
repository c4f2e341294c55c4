/** Names of members whose values are never written, at any depth up to three. */
export const SECRET_KEYS = [
  'authorization',
  'apiKey',
  'apiSecret',
  'secret',
  'secretKey',
  'privateKey',
  'passphrase',
  'signature',
  'token',
  'cookie',
  '["x-mbx-apikey"]',
  '["X-MBX-APIKEY"]',
  '["sec-websocket-protocol"]',
] as const;

/** pino's redaction paths for SECRET_KEYS. */
export const REDACT_PATHS: readonly string[] = SECRET_KEYS.flatMap((key) => {
  const member = key.startsWith('[') ? key : `.${key}`;
  return [key, `*${member}`, `*.*${member}`];
});

const MARK = '[redacted]';

/** Shapes of secrets in running text: signed queries, bearer tokens, PEM keys. */
const SHAPES: readonly [RegExp, string][] = [
  [/(signature=)[^&\s"\\]+/gi, `$1${MARK}`],
  [/(bearer[ .])[A-Za-z0-9._~+/-]{8,}=*/gi, `$1${MARK}`],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----.*?-----END [A-Z ]*PRIVATE KEY-----/gs, MARK],
];

// A secret shorter than this would blank out ordinary words
const MIN_SECRET_LENGTH = 8;

/**
 * Removes known secrets and everything that looks like one from a finished log line. Names alone do not do:
 * an error's message or stack may quote what was sent.
 */
export class Scrubber {
  private forms: readonly string[] = [];

  constructor(secrets: readonly string[] = []) {
    this.learn(secrets);
  }

  /** Removes these too from now on. */
  learn(secrets: readonly string[]): void {
    const known = secrets.filter((text) => text.length >= MIN_SECRET_LENGTH);
    const forms = known.flatMap((text) => [
      text,
      JSON.stringify(text).slice(1, -1),
      encodeURIComponent(text),
    ]);
    this.forms = [...new Set([...this.forms, ...forms])].sort((a, b) => b.length - a.length);
  }

  readonly scrub = (line: string): string => {
    let clean = line;
    for (const form of this.forms) if (clean.includes(form)) clean = clean.replaceAll(form, MARK);
    for (const [shape, replacement] of SHAPES) clean = clean.replace(shape, replacement);
    return clean;
  };
}
