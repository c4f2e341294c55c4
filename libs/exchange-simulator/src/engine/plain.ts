// Values with bigints as plain JSON and back. A bigint becomes "n:123"; a text that begins like one, or like
// the mark itself, is marked "s:".

export type Plain = null | boolean | number | string | Plain[] | { [name: string]: Plain };

/** Copies a value of objects, arrays and primitives. Properties that are undefined are left out. */
export function toPlain(value: unknown): Plain {
  switch (typeof value) {
    case 'bigint':
      return `n:${value}`;
    case 'string':
      return value.startsWith('n:') || value.startsWith('s:') ? `s:${value}` : value;
    case 'number':
    case 'boolean':
      return value;
    case 'object':
      break;
    default:
      return null;
  }
  if (value === null) return null;
  if (Array.isArray(value)) return value.map(toPlain);
  const plain: { [name: string]: Plain } = {};
  for (const [name, part] of Object.entries(value)) if (part !== undefined) plain[name] = toPlain(part);
  return plain;
}

/** Deeper than anything that is saved. */
const DEEPEST = 20;
/** More digits than any amount has; what is longer stays text. */
const BIGINT = /^n:-?[0-9]{1,60}$/;

/** @throws RangeError for what is nested too deep to be something that was saved */
export function fromPlain(plain: Plain, depth = 0): unknown {
  if (typeof plain === 'string') {
    if (BIGINT.test(plain)) return BigInt(plain.slice(2));
    return plain.startsWith('s:') ? plain.slice(2) : plain;
  }
  if (plain === null || typeof plain !== 'object') return plain;
  if (depth > DEEPEST) throw new RangeError(`nested deeper than ${DEEPEST}`);
  if (Array.isArray(plain)) return plain.map((part) => fromPlain(part, depth + 1));
  return Object.fromEntries(Object.entries(plain).map(([name, part]) => [name, fromPlain(part, depth + 1)]));
}
