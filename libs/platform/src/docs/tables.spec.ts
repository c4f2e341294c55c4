import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TextSchema } from '../config/parsers.js';
import { VARIABLES } from '../config/variables.js';
import {
  configurationSchema,
  configurationTable,
  coverageTable,
  errorsTable,
  exchangeErrorsTable,
  markdownTable,
  metricsTable,
  readsTable,
  replaceTable,
} from './tables.js';

const page = (name: string): string =>
  readFileSync(join(__dirname, '../../../../docs', `${name}.md`), 'utf8');

describe('tables of the documentation', () => {
  it.each([
    ['configuration', 'configuration', configurationTable()],
    ['binance-coverage', 'binance-coverage', coverageTable()],
    ['errors', 'errors', errorsTable()],
    ['errors', 'exchange-errors', exchangeErrorsTable()],
    ['metrics', 'metrics', metricsTable()],
    ['reads', 'reads', readsTable()],
  ])('docs/%s.md says what the code says of %s (npx nx run platform:docs)', (name, mark, table) => {
    expect(replaceTable(page(name), mark, table)).toBe(page(name));
    expect(page(name)).toContain(table);
  });

  it('docs/configuration.schema.json is that of the code', () => {
    const path = join(__dirname, '../../../../docs/configuration.schema.json');
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(configurationSchema());
  });

  it('the schema takes every default, and no word where a number is wanted', () => {
    const { properties } = configurationSchema() as {
      properties: Record<string, TextSchema & { default?: string }>;
    };
    for (const { default: text, enum: values, pattern } of Object.values(properties)) {
      if (text !== undefined && values) expect(values).toContain(text);
      if (text !== undefined && pattern) expect(text).toMatch(new RegExp(pattern));
    }
    expect('many').not.toMatch(new RegExp(properties['MAX_BOOKS']?.pattern as string));
    expect(properties['BINANCE_ENV']?.enum).toEqual(['simulator', 'testnet', 'demo', 'mainnet']);
    expect(Object.keys(properties).sort()).toEqual(expect.arrayContaining(Object.keys(VARIABLES).sort()));
  });

  it('keeps a cell in its column', () => {
    expect(markdownTable(['a'], [['x | y']])).toBe('| a |\n| --- |\n| x \\| y |');
  });

  it('refuses a page without a place for the table', () => {
    expect(() => replaceTable('# Nothing', 'errors', '')).toThrow('no place');
  });
});
