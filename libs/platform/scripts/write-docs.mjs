// Rewrites the tables of docs/ from the code: npx nx run platform:docs
import { readFileSync, writeFileSync } from 'node:fs';
import {
  configurationSchema,
  configurationTable,
  coverageTable,
  errorsTable,
  metricsTable,
  readsTable,
  replaceTable,
} from '../dist/index.js';

const docs = new URL('../../../docs/', import.meta.url);
for (const [name, table] of Object.entries({
  configuration: configurationTable(),
  metrics: metricsTable(),
  errors: errorsTable(),
  reads: readsTable(),
  'binance-coverage': coverageTable(),
})) {
  const file = new URL(`${name}.md`, docs);
  writeFileSync(file, replaceTable(readFileSync(file, 'utf8'), name, table));
}
writeFileSync(
  new URL('configuration.schema.json', docs),
  `${JSON.stringify(configurationSchema(), null, 2)}\n`,
);
