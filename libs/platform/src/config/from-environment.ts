import { readFileSync, statSync } from 'node:fs';
import { Problem } from './parsers.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** A secret is a line or a few; more is another file than the one that was meant. */
const MAX_FILE_BYTES = 64 * 1024;

/** The variable that names a file with the value of another one, as Docker and systemd hand out secrets. */
export function fileVariable(name: string): string {
  return `${name}_FILE`;
}

/**
 * The text of a variable: its own, or for a secret one that of the file that `<name>_FILE` names. Blanks around it,
 * the line break at the end of a file for one, do not count, and an empty text counts as not set.
 * @throws Problem when both are set, or the file cannot be read; the message holds nothing of the file
 */
export function textOf(name: string, isSecret: boolean, environment: Environment): string | undefined {
  const own = environment[name]?.trim();
  const path = isSecret ? environment[fileVariable(name)]?.trim() : undefined;
  if (!path) return own || undefined;
  if (own) throw new Problem(`is set beside ${fileVariable(name)}; set one of them`);
  return read(path, fileVariable(name)).trim() || undefined;
}

function read(path: string, variable: string): string {
  try {
    const { size } = statSync(path);
    if (size > MAX_FILE_BYTES) {
      throw new Problem(`comes from ${variable}, which names a file of more than ${MAX_FILE_BYTES} bytes`);
    }
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Problem) throw error;
    const { code } = error as NodeJS.ErrnoException;
    throw new Problem(`comes from ${variable}, which names a file that cannot be read (${code})`);
  }
}
