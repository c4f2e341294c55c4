const MAX_LENGTH = 60;

/**
 * A value somebody else sent, for an error message: short, and safe whatever it is. JSON.parse takes nesting
 * by the thousand, which is more than JSON.stringify can walk.
 */
export function quoteValue(value: unknown): string {
  if (typeof value === 'number') return String(value);
  const text = textOf(value);
  return text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH - 3)}…` : text;
}

function textOf(value: unknown): string {
  try {
    return JSON.stringify(value) ?? typeof value;
  } catch {
    return Array.isArray(value) ? '[…]' : '{…}';
  }
}
