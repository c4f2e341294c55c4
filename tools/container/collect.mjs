// Copies what runs in a container, and nothing else: node collect.mjs <workspace> <folder>
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { copyClosure } from '../packages/closure.mjs';

const [workspace, folder] = process.argv.slice(2);
if (!workspace || !folder) throw new Error('usage: collect.mjs <workspace> <folder>');

const count = copyClosure(workspace, folder, ['apps/gateway', 'apps/mcp-server', 'apps/exchange-simulator']);
for (const file of ['LICENSE', 'package.json']) cpSync(join(workspace, file), join(folder, file));
cpSync(join(workspace, 'tools/container/healthcheck.mjs'), join(folder, 'healthcheck.mjs'));
console.log(`${count} packages`);
