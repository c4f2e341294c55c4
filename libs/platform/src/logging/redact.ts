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

/**
 * Removes known secrets and everything that looks like one from a finished log line. Names alone do not do:
 * an error's message or stack may quote what was sent.
 */
export function scrubber(secrets: readonly string[]): (line: string) => string {
  // A secret shorter than this would blank out ordinary words
  const known = [...new Set(secrets)].filter((text) => text.length >= 8).sort((a, b) => b.length - a.length);
  const forms = known.flatMap((text) => [
    ...new Set([text, JSON.stringify(text).slice(1, -1), encodeURIComponent(text)]),
  ]);
  return (line) => {
    let clean = line;
    for (const form of forms) if (clean.includes(form)) clean = clean.replaceAll(form, MARK);
    for (const [shape, replacement] of SHAPES) clean = clean.replace(shape, replacement);
    return clean;
  };
}
