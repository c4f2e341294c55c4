import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Simulator, startSimulator } from '@binance-gateway/exchange-simulator';
import { replaceTable } from '@binance-gateway/platform';
import { FAULT_GROUPS, controlTable, faultTable, settingsTable } from './docs-tables.js';

const PAGE = join(import.meta.dirname, '../../../docs/simulator.md');
const run = promisify(execFile);

const TABLES: readonly (readonly [string, string])[] = [
  ['control', controlTable()],
  ...FAULT_GROUPS.flatMap((group) => {
    const name = group.replaceAll(' ', '-');
    return [
      [`faults-${name}`, faultTable(group)],
      [`settings-${name}`, settingsTable(group)],
    ] as const;
  }),
];

describe('docs/simulator.md', () => {
  const page = readFileSync(PAGE, 'utf8');

  it.each(TABLES)('has the table %s of the code (written anew with UPDATE_DOCS=1)', (name, table) => {
    if (process.env['UPDATE_DOCS'])
      writeFileSync(PAGE, replaceTable(readFileSync(PAGE, 'utf8'), name, table));
    else expect(replaceTable(page, name, table)).toBe(page);
  });

  describe('its commands', () => {
    let simulator: Simulator;
    const folder = mkdtempSync(join(tmpdir(), 'simulator-docs-'));

    beforeAll(async () => {
      simulator = await startSimulator({
        seed: 1,
        eventsPerSecond: 0,
        accounts: [{ id: 'main', apiKey: 'myKey', apiSecret: 'mySecret' }],
      });
    });

    afterAll(async () => {
      rmSync(folder, { recursive: true });
      await simulator.close();
    });

    const commands = [...page.matchAll(/```sh\n([^]*?)```/g)]
      .map(([, text]) => text as string)
      .filter((text) => text.includes('curl'));

    it('are there', () => expect(commands.length).toBeGreaterThan(4));

    it.each(commands)('%s', async (text) => {
      const script = text
        .replaceAll('http://127.0.0.1:9443', simulator.urls.rest)
        .replaceAll('curl ', 'curl -sS --fail-with-body ');
      const { stderr } = await run('bash', ['-euo', 'pipefail', '-c', script], { cwd: folder });
      expect(stderr).toBe('');
    });
  });
});
