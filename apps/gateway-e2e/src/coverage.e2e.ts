import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { REQUIREMENTS } from './requirements.js';

const text = ['scenarios', 'load']
  .flatMap((folder) => readdirSync(join(import.meta.dirname, folder)).map((file) => join(folder, file)))
  .filter((file) => file.endsWith('.e2e.ts'))
  .map((file) => readFileSync(join(import.meta.dirname, file), 'utf8'))
  .join('\n');
const tested = new Set([...text.matchAll(/\(\s*['"`]([A-Z]+-\d+) /g)].map(([, id]) => id));

describe('requirements', () => {
  it('each have a test', () => {
    expect(Object.keys(REQUIREMENTS).filter((id) => !tested.has(id))).toEqual([]);
  });

  it('are all written down', () => {
    expect([...tested].filter((id) => !((id as string) in REQUIREMENTS))).toEqual([]);
  });
});
