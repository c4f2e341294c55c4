// Runs the bench/*.bench.ts files of the project in the current folder against its built dist.
// A bench imports its own sources as '../src/x.js'; that path is turned into the built file, so that
// what is measured is what ships.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { transformSync } from '@swc/core';

const project = process.cwd();
const only = process.argv.slice(2).filter((arg) => !arg.startsWith('-'));
const outDir = join(project, 'out-tsc', 'bench');
rmSync(outDir, { recursive: true, force: true });
mkdirSync(outDir, { recursive: true });
const sources = readdirSync(join(project, 'bench')).filter((file) => file.endsWith('.ts'));
for (const file of sources) {
  const { code } = transformSync(readFileSync(join(project, 'bench', file), 'utf8'), {
    filename: file,
    jsc: {
      target: 'es2022',
      parser: { syntax: 'typescript', decorators: true },
      transform: { legacyDecorator: true, decoratorMetadata: true },
    },
    module: { type: 'es6' },
  });
  const toDist = code.replaceAll(/(['"])\.\.\/src\//g, '$1../../dist/');
  writeFileSync(join(outDir, file.replace(/\.ts$/, '.js')), toDist);
}
console.log(
  `# ${basename(project)} · Node ${process.version} · ${cpus()[0]?.model ?? '?'} × ${cpus().length}`,
);
for (const file of sources.filter((name) => name.endsWith('.bench.ts')).sort()) {
  if (only.length > 0 && !only.some((word) => file.includes(word))) continue;
  console.log(`\n## ${file.replace('.bench.ts', '')}`);
  await import(pathToFileURL(join(outDir, file.replace(/\.ts$/, '.js'))).href);
}
// what a bench has left open must not keep the process
process.exit(0);
