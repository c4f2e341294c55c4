import { VARIABLES, type Variable } from './variables.js';

/** A Markdown table; the cells hold no line breaks. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((c) => c.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** The table of docs/configuration.md. */
export function configurationTable(): string {
  const rows = Object.entries(VARIABLES as Readonly<Record<string, Variable<unknown>>>).map(
    ([name, spec]) => [
      `\`${name}\``,
      spec.default === undefined ? (spec.defaultNote ?? 'none') : `\`${spec.default}\``,
      spec.meaning,
    ],
  );
  return markdownTable(['variable', 'default', 'meaning'], rows);
}
