import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../../../..');
const CASES = 'G1 G2 G3 G4 G5 G6 G7 G8 C1 C2 C3 C4 C5 C6 C7 S1 S2 S3 S4 K1 K2 K3 D1 D2'.split(' ');

const rows = readFileSync(join(ROOT, 'docs/fault-cases.md'), 'utf8')
  .split('\n')
  .map((line) => /^\| ([A-Z]\d) .*`([^`]+)` *\|$/.exec(line))
  .flatMap((match) => (match ? [{ id: match[1] as string, file: match[2] as string }] : []));

describe('docs/fault-cases.md', () => {
  it('has every case once', () => {
    expect(rows.map(({ id }) => id)).toEqual(CASES);
  });

  it.each(rows)('$id is a test of $file', ({ id, file }) => {
    const folder = file.startsWith('upstream-e2e') ? 'apps' : 'libs';
    const text = readFileSync(join(ROOT, folder, file), 'utf8');
    expect(text).toMatch(new RegExp(`['"\`]${id}:? `));
  });
});
