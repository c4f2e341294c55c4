import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REFUSED, UNREADABLE, WS_EXCEPTIONS } from '../../test/request-exceptions.js';

const PAGE = readFileSync(join(import.meta.dirname, '../../../../docs/binance-coverage.md'), 'utf8');

/** Rows of the tables between the marks, header and rule aside. */
function rowsOf(name: string): string[] {
  const start = PAGE.indexOf(`<!-- table: ${name} -->`);
  const lines = PAGE.slice(start, PAGE.indexOf('<!-- end -->', start)).split('\n');
  return lines.filter((line) => line.startsWith('| ')).slice(2);
}

it.each([
  ['refused-requests', REFUSED],
  ['unreadable-answers', UNREADABLE],
  ['ws-exceptions', WS_EXCEPTIONS],
] as const)(
  'docs/binance-coverage.md lists the %s that the suites know, and no other',
  (name, exceptions) => {
    const expected = Object.entries(exceptions).map(
      ([request, { field, reason }]: [string, { field?: string; reason: string }]) =>
        `| ${request} | ${field === undefined ? '–' : `\`${field}\``} | ${reason} |`,
    );
    expect(rowsOf(name).sort()).toEqual(expected.sort());
  },
);
