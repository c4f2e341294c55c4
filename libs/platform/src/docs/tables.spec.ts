import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  configurationTable,
  coverageTable,
  errorsTable,
  markdownTable,
  metricsTable,
  readsTable,
  replaceTable,
} from './tables.js';

const page = (name: string): string =>
  readFileSync(join(__dirname, '../../../../docs', `${name}.md`), 'utf8');

describe('tables of the documentation', () => {
  it.each([
    ['configuration', configurationTable()],
    ['binance-coverage', coverageTable()],
    ['errors', errorsTable()],
    ['metrics', metricsTable()],
    ['reads', readsTable()],
  ])('docs/%s.md says what the code says (npx nx run platform:docs)', (name, table) => {
    expect(replaceTable(page(name), name, table)).toBe(page(name));
    expect(page(name)).toContain(table);
  });

  it('keeps a cell in its column', () => {
    expect(markdownTable(['a'], [['x | y']])).toBe('| a |\n| --- |\n| x \\| y |');
  });

  it('refuses a page without a place for the table', () => {
    expect(() => replaceTable('# Nothing', 'errors', '')).toThrow('no place');
  });
});
