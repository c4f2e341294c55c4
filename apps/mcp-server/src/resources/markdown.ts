import type { Moment } from '../tools/tool-result.js';

/** A page: heading, as of when, body. */
export function page(title: string, { asOf, source }: Moment, body: string): string {
  const at = new Date(asOf).toISOString();
  const from = source === 'stream' ? 'live stream' : 'asked just then';
  return `# ${title}\n\nAs of ${at} (${from}).\n\n${body}\n`;
}

export type Cell = string | number | boolean | undefined;

/** A table, or a sentence where there is nothing to show. */
export function table(head: readonly string[], rows: readonly (readonly Cell[])[], nothing: string): string {
  if (rows.length === 0) return nothing;
  const line = (cells: readonly Cell[]): string =>
    `| ${cells
      .map((cell) =>
        String(cell ?? '')
          .replaceAll('|', '\\|')
          .replaceAll('\n', ' '),
      )
      .join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
