// Rewrites the tables of docs/ from the code: npx nx run platform:docs
import { readFileSync, writeFileSync } from 'node:fs';
import {
  configurationSchema,
  configurationTable,
  coverageTable,
  errorsTable,
  exchangeErrorsTable,
  metricsTable,
  readsTable,
  replaceTable,
} from '../dist/index.js';

const docs = new URL('../../../docs/', import.meta.url);
for (const [page, name, table] of [
  ['configuration', 'configuration', configurationTable()],
  ['metrics', 'metrics', metricsTable()],
  ['errors', 'errors', errorsTable()],
  ['errors', 'exchange-errors', exchangeErrorsTable()],
  ['reads', 'reads', readsTable()],
  ['binance-coverage', 'binance-coverage', coverageTable()],
]) {
  const file = new URL(`${page}.md`, docs);
  writeFileSync(file, replaceTable(readFileSync(file, 'utf8'), name, table));
}
writeFileSync(
  new URL('configuration.schema.json', docs),
  `${JSON.stringify(configurationSchema(), null, 2)}\n`,
);
