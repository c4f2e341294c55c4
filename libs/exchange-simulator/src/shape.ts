// What a value from outside must look like: tables of checks, one for every member. They check and convert nothing.

/** A value that is not what it must be. The message names the member and says what would be right. */
export class WrongValue extends Error {
  override readonly name = 'WrongValue';

  constructor(
    /** e.g. `accounts[0].id`; empty for the value as a whole. */
    readonly path: string,
    /** What is wrong with it: "must be …", "is missing", "is unknown; …". */
    readonly problem: string,
  ) {
    super(path === '' ? problem : `${path} ${problem}`);
  }
}

/** @throws WrongValue */
export type Shape = (value: unknown, path: string) => void;

export interface Bounds<T> {
  readonly min?: T;
  readonly max?: T;
}

/** Names and texts from outside are repeated in messages only so far. */
const LONGEST_NAME = 60;

export function wrong(path: string, expected: string): WrongValue {
  return new WrongValue(path, `must be ${expected}`);
}

/** A name from outside as messages show it. */
export function brief(name: string): string {
  return name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME)}…` : name;
}

/** @returns the path of a member */
export function within(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

/** Puts what a check finds under a path. */
export function inside<T>(path: string, check: () => T): T {
  try {
    return check();
  } catch (error) {
    if (error instanceof WrongValue)
      throw new WrongValue(error.path === '' ? path : within(path, error.path), error.problem);
    throw error;
  }
}

/** May be absent. */
export function optional(shape: Shape): Shape {
  return (value, path) => {
    if (value !== undefined) shape(value, path);
  };
}

export function nullable(shape: Shape): Shape {
  return (value, path) => {
    if (value !== null) shape(value, path);
  };
}

/** @param expected after "must be" */
export function that(expected: string, holds: (value: unknown) => boolean): Shape {
  return (value, path) => {
    if (value === undefined) throw new WrongValue(path, `is missing: it must be ${expected}`);
    if (!holds(value)) throw wrong(path, expected);
  };
}

export const flag = that('true or false', (value) => typeof value === 'boolean');

export function text(longest = 256): Shape {
  return that(
    `a text of 1 to ${longest} characters`,
    (value) => typeof value === 'string' && value !== '' && value.length <= longest,
  );
}

/** A text that may be empty. */
export const anyText = that('a text', (value) => typeof value === 'string');

export function oneOf(allowed: readonly (string | number)[]): Shape {
  return that(allowed.length === 1 ? String(allowed[0]) : `one of ${allowed.join(', ')}`, (value) =>
    allowed.includes(value as string),
  );
}

export function integer({
  min = Number.MIN_SAFE_INTEGER,
  max = Number.MAX_SAFE_INTEGER,
}: Bounds<number> = {}): Shape {
  return that(
    `a whole number${rangeText(min, max)}`,
    (value) => Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max,
  );
}

export function number({ min = -Infinity, max = Infinity }: Bounds<number>): Shape {
  return that(
    `a number${rangeText(min, max)}`,
    (value) => typeof value === 'number' && value >= min && value <= max,
  );
}

/** An amount as the engine has it. Absurd digits are refused: the time of every sum grows with them. */
export function amount({ min = -LARGEST_AMOUNT, max = LARGEST_AMOUNT }: Bounds<bigint> = {}): Shape {
  const from = min > -LARGEST_AMOUNT ? ` from ${min}` : '';
  const to = max < LARGEST_AMOUNT ? ` up to ${max}` : '';
  return that(
    `an amount in units of 10^-8${from}${to}: a bigint, "n:1" in a saved state`,
    (value) => typeof value === 'bigint' && value >= min && value <= max,
  );
}

const LARGEST_AMOUNT = 10n ** 40n;

/** @param expected after "a list of" */
export function listOf(shape: Shape, expected = 'the right kind'): Shape {
  return (value, path) => {
    if (value === undefined) throw new WrongValue(path, `is missing: it must be a list of ${expected}`);
    if (!Array.isArray(value)) throw wrong(path, `a list of ${expected}`);
    value.forEach((entry, i) => shape(entry, `${path}[${i}]`));
  };
}

/** A list of a fixed length. */
export function tuple(...shapes: readonly Shape[]): Shape {
  return (value, path) => {
    if (!Array.isArray(value) || value.length !== shapes.length)
      throw wrong(path, `a list of ${shapes.length}`);
    shapes.forEach((shape, i) => shape(value[i], `${path}[${i}]`));
  };
}

/** Names that the caller chooses. */
export function mapOf(name: Shape, shape: Shape): Shape {
  return (value, path) => {
    if (!isObject(value)) throw wrong(path, 'an object');
    for (const [key, member] of Object.entries(value)) {
      const at = within(path, brief(key));
      name(key, at);
      shape(member, at);
    }
  };
}

/** An object with these members and no other. */
export function object<T>(members: { readonly [K in keyof Required<T>]: Shape }): Shape {
  const rows = Object.entries(members) as [string, Shape][];
  const known = rows.map(([name]) => name);
  return (value, path) => {
    if (value === undefined) throw new WrongValue(path, 'is missing: it must be an object');
    if (!isObject(value)) throw wrong(path, `an object${known.length > 0 ? ` of ${known.join(', ')}` : ''}`);
    const unknown = Object.keys(value).find((name) => !Object.hasOwn(members, name));
    if (unknown !== undefined) {
      throw new WrongValue(within(path, brief(unknown)), `is unknown here; known are: ${known.join(', ')}`);
    }
    for (const [name, shape] of rows) {
      shape(Object.hasOwn(value, name) ? value[name] : undefined, within(path, name));
    }
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function rangeText(min: number, max: number): string {
  const from = min > Number.MIN_SAFE_INTEGER ? ` from ${min}` : '';
  return from + (max < Number.MAX_SAFE_INTEGER ? ` up to ${max}` : '');
}
