import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TOOLSETS, markdownTable, replaceTable } from '@binance-gateway/platform';
import { PROMPTS } from './prompts/prompt-table.js';
import { MAX_RESULT_CHARACTERS } from './tools/tool-result.js';
import { TOOLS } from './tools/tool-table.js';

const PAGE = join(__dirname, '../../../docs/mcp.md');

function toolsTable(): string {
  const rows = TOOLS.map(({ operation, description, defaults }) => {
    const { method, path } = operation.route;
    const given = Object.entries(defaults ?? {}).map(([name, value]) => `\`${name}: ${String(value)}\``);
    return [
      `\`${operation.name}\``,
      `\`${method} /api/v1/${path}\``,
      operation.scope,
      description,
      given.join(' '),
    ];
  });
  return markdownTable(['tool', 'as REST', 'scope', 'what the model reads', 'its own defaults'], rows);
}

describe('docs/mcp.md', () => {
  const page = readFileSync(PAGE, 'utf8');

  it('has the table of the tools (written anew with UPDATE_DOCS=1)', () => {
    if (process.env['UPDATE_DOCS']) writeFileSync(PAGE, replaceTable(page, 'tools', toolsTable()));
    else expect(replaceTable(page, 'tools', toolsTable())).toBe(page);
  });

  it('names every prompt, every toolset and the longest answer', () => {
    for (const toolset of TOOLSETS) expect(page).toContain(`| \`${toolset}\``);
    for (const { name } of PROMPTS) expect(page).toContain(`\`${name}\``);
    expect(page).toContain(MAX_RESULT_CHARACTERS.toLocaleString('en-US'));
  });
});
