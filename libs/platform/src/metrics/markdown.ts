import { markdownTable } from '../config/markdown.js';
import { METRICS, type MetricSpec } from './table.js';

/** The table of docs/metrics.md. */
export function metricsTable(): string {
  const rows = Object.entries(METRICS as Readonly<Record<string, MetricSpec>>).map(([name, spec]) => [
    `\`${name}\``,
    spec.kind,
    spec.unit,
    spec.labels.map((label) => `\`${label}\``).join(' ') || '–',
    spec.help,
  ]);
  return markdownTable(['name', 'kind', 'unit', 'labels', 'meaning'], rows);
}
