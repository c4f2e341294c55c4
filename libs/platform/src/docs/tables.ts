import { EXCHANGE_CODES, EXCHANGE_MESSAGES, SPEAKING_IN_MESSAGES } from '@binance-gateway/binance-client';
import { ERROR_TABLE, type ErrorSpec, OPERATIONS } from '@binance-gateway/domain-types';
import { fileVariable } from '../config/from-environment.js';
import { VARIABLES, type Variable } from '../config/variables.js';
import { METRICS, type MetricSpec } from '../metrics/table.js';
import {
  BOOK_FRESHNESS,
  BOOK_OPERATION,
  BOOK_STREAM,
  KEPT_MS,
  KLINE_FRESHNESS,
  KLINE_OPERATION,
  KLINE_STREAM,
  LIVE_KINDS,
} from '../upstream/live/kinds.js';

/** A Markdown table; the cells hold no line breaks. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

const code = (text: string): string => `\`${text}\``;

/** The table of docs/configuration.md. */
export function configurationTable(): string {
  const rows = Object.entries(VARIABLES as Readonly<Record<string, Variable<unknown>>>).map(
    ([name, spec]) => [
      code(name),
      spec.default === undefined ? (spec.defaultNote ?? 'none') : code(spec.default),
      spec.isSecret ? `${spec.meaning}. From a file: ${code(fileVariable(name))}` : spec.meaning,
    ],
  );
  return markdownTable(['variable', 'default', 'meaning'], rows);
}

/** docs/configuration.schema.json: the environment variables as a JSON Schema, for editors and deployment tools. */
export function configurationSchema(): object {
  const properties: Record<string, object> = {};
  for (const [name, spec] of Object.entries(VARIABLES as Readonly<Record<string, Variable<unknown>>>)) {
    const { meaning, parse, default: fallback, isSecret } = spec;
    const described = { description: meaning, ...(fallback === undefined ? {} : { default: fallback }) };
    properties[name] = {
      ...described,
      ...(parse.schema ?? { type: 'string' }),
      ...(isSecret ? { writeOnly: true } : {}),
    };
    if (isSecret) properties[fileVariable(name)] = { description: `File that holds ${name}`, type: 'string' };
  }
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Environment of Binance Gateway',
    type: 'object',
    properties,
    additionalProperties: true,
  };
}

/** The table of docs/errors.md. */
export function errorsTable(): string {
  const rows = Object.entries(ERROR_TABLE as Readonly<Record<string, ErrorSpec>>).map(([name, spec]) => [
    code(name),
    String(spec.status),
    spec.title,
    code(spec.retry),
  ]);
  return markdownTable(['code', 'status', 'title', 'retry'], rows);
}

/** The second table of docs/errors.md: what the exchange says, and what it becomes. */
export function exchangeErrorsTable(): string {
  const codes = Object.entries(EXCHANGE_CODES).sort(([a], [b]) => Number(b) - Number(a));
  const rows = codes
    .filter(([number]) => !SPEAKING_IN_MESSAGES.has(Number(number)))
    .map(([number, name]) => [number, 'any', code(name)]);
  const speaking = [...SPEAKING_IN_MESSAGES].sort((a, b) => b - a);
  const byMessage = EXCHANGE_MESSAGES.map(([start, name]) => [
    speaking.join(', '),
    `"${start}…"`,
    code(name),
  ]);
  const otherwise = speaking.map((number) => [
    String(number),
    'any other',
    code(EXCHANGE_CODES[number] ?? 'REJECTED_BY_EXCHANGE'),
  ]);
  return markdownTable(['Binance', 'message', 'code'], [...rows, ...byMessage, ...otherwise]);
}

/** The table of docs/metrics.md. */
export function metricsTable(): string {
  const rows = Object.entries(METRICS as Readonly<Record<string, MetricSpec>>).map(([name, spec]) => [
    code(name),
    spec.kind,
    spec.unit,
    spec.labels.map(code).join(' ') || '–',
    spec.help,
  ]);
  return markdownTable(['name', 'kind', 'unit', 'labels', 'meaning'], rows);
}

/** The table of docs/reads.md. */
export function readsTable(): string {
  const seconds = (ms: number): string => `${ms / 1000} s`;
  const kinds = [...LIVE_KINDS].map(([name, { stream, freshness }]) => ({ name, stream, ...freshness }));
  const book = { name: BOOK_OPERATION, stream: BOOK_STREAM, ...BOOK_FRESHNESS };
  const klines = { name: KLINE_OPERATION, stream: `${KLINE_STREAM}<interval>`, ...KLINE_FRESHNESS };
  const rows = [...kinds, book, klines].map(({ name, stream, aliveMs, quietMs }) => [
    code(name),
    code(stream),
    seconds(aliveMs),
    seconds(quietMs),
  ]);
  const kept = [...KEPT_MS].map(([name, ms]) => [code(name), 'none, kept', seconds(ms), '–']);
  return markdownTable(
    ['operation', 'stream', 'oldest answer', 'longest without an event or confirmation'],
    [...rows, ...kept],
  );
}

/** The table of docs/binance-coverage.md: the endpoints of the exchange, as operations. */
export function coverageTable(): string {
  const rows = OPERATIONS.flatMap(({ name, route, upstream }) => {
    if (upstream === undefined) return [];
    const { method, path, wsMethod, weight, weightNote, orderCount, security } = upstream;
    return [
      [
        code(path),
        code(method),
        code(name),
        code(`/api/v1/${route.path}`),
        code(wsMethod),
        weightNote ?? JSON.stringify(weight),
        String(orderCount ?? '–'),
        security,
      ],
    ];
  });
  const head = ['path', 'method', 'operation', 'route', 'WS API method', 'weight', 'orders', 'security'];
  return markdownTable(
    head,
    rows.sort((a, b) => a.join().localeCompare(b.join())),
  );
}

/** The text with the table between `<!-- table: name -->` and `<!-- end -->` replaced. */
export function replaceTable(text: string, name: string, table: string): string {
  const begin = `<!-- table: ${name} -->\n`;
  const start = text.indexOf(begin);
  const end = text.indexOf('<!-- end -->', start);
  if (start < 0 || end < 0) throw new Error(`there is no place for the table ${name}`);
  return `${text.slice(0, start + begin.length)}\n${table}\n\n${text.slice(end)}`;
}
