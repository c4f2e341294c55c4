import type { core } from 'zod/v4';

const MAX_ISSUES = 5;
const MAX_DEPTH = 5;

type Issue = Pick<core.$ZodIssue, 'path' | 'message'> & { readonly errors?: readonly (readonly Issue[])[] };

/**
 * What is wrong with the parameters of a request, where the SDK gives the list of its schema as the text of an error,
 * some of them as errors of the server.
 * @returns undefined for any other text
 */
export function paramsProblem(message: string): string | undefined {
  const list = message.slice(message.indexOf('['));
  if (!/^(Invalid [\w/]+ request: )?\[\s*\{/.test(message)) return undefined;
  let issues: unknown;
  try {
    issues = JSON.parse(list);
  } catch {
    return undefined;
  }
  if (!Array.isArray(issues) || !issues.every(isIssue)) return undefined;
  return issues
    .slice(0, MAX_ISSUES)
    .map((issue) => textOf(issue, '', 0))
    .join('; ');
}

function isIssue(value: unknown): value is Issue {
  const { path, message } = value as Partial<Issue>;
  return Array.isArray(path) && typeof message === 'string';
}

/** Of several forms, none of which fits, the first says what is wrong with it. */
function textOf({ path, message, errors }: Issue, above: string, depth: number): string {
  const place = [...(above === '' ? [] : [above]), ...path.map(String)].join('.');
  const [first] = errors?.[0] ?? [];
  if (first && depth < MAX_DEPTH) return textOf(first, place, depth + 1);
  return `${place === '' ? 'params' : place}: ${message.replace(/^Invalid (input|option): /, '')}`;
}
