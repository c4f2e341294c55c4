import { ERROR_TABLE, type ErrorSpec } from '@binance-gateway/domain-types';
import { markdownTable } from '../config/markdown.js';

/** The table of docs/errors.md. */
export function errorsTable(): string {
  const rows = Object.entries(ERROR_TABLE as Readonly<Record<string, ErrorSpec>>).map(([code, spec]) => [
    `\`${code}\``,
    String(spec.status),
    spec.title,
    `\`${spec.retry}\``,
  ]);
  return markdownTable(['code', 'status', 'title', 'retry'], rows);
}
