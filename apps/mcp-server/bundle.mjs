// Bundles the stdio mode into dist/stdio.bundle.mjs (or the directory given). A desktop client starts a process for each
// conversation, and loading some 700 modules one by one would be most of its start.
import { readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const outdir = process.argv[2] ?? join(here, 'dist');
const require = createRequire(import.meta.url);

const NAMED = /^(import|export) \{([^}]*)\} from '(@binance-gateway\/[a-z-]+)';$/gm;
const REEXPORT = /^export \{([^}]*)\} from '(\.[^']+)';$/gm;
const namesIn = (list) =>
  list
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && !name.startsWith('type '));

/** Where each name that a library exports is defined. */
const homes = new Map();
function homeOf(library, name) {
  if (!homes.has(library)) {
    const src = join(dirname(require.resolve(`${library}/package.json`)), 'src');
    const found = new Map();
    for (const [, list, path] of readFileSync(join(src, 'index.ts'), 'utf8').matchAll(REEXPORT)) {
      for (const exported of namesIn(list)) found.set(exported, join(src, path.replace(/\.js$/, '.ts')));
    }
    homes.set(library, found);
  }
  const home = homes.get(library).get(name);
  if (!home) throw new Error(`${library} does not export ${name}`);
  return home;
}

/**
 * Imports from where a name is defined, past the public entry of its library. Through the entry, esbuild would put the
 * whole library, and with it the exchange client, into what the handshake has to wait for.
 */
const pastTheEntries = {
  name: 'past-the-entries',
  setup({ onLoad }) {
    onLoad({ filter: /\/(libs|apps)\/[a-z-]+\/src\/.*\.ts$/ }, ({ path }) => ({
      loader: 'ts',
      contents: readFileSync(path, 'utf8').replace(NAMED, (_, verb, list, library) =>
        namesIn(list)
          .map(
            (name) => `${verb} { ${name} } from ${JSON.stringify(homeOf(library, name.split(' as ')[0]))};`,
          )
          .join(''),
      ),
    }));
  },
};

// chunks are named by their content: those of earlier builds would pile up
rmSync(join(outdir, 'stdio-chunks'), { recursive: true, force: true });
/** The server brings its own validator, so Ajv, a quarter of the SDK, need not be there. */
const withoutAjv = {
  name: 'without-ajv',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^@modelcontextprotocol\/server\/_shims$/ }, () => ({
      path: 'shims',
      namespace: 'without-ajv',
    }));
    onLoad({ filter: /.*/, namespace: 'without-ajv' }, () => ({
      contents:
        "export { default as process } from 'node:process'; export class DefaultJsonSchemaValidator { constructor() { throw new Error('there is no default validator in this bundle'); } }",
    }));
  },
};

await build({
  entryPoints: { 'stdio.bundle': join(here, 'src/stdio/run-stdio.ts') },
  outdir,
  outExtension: { '.js': '.mjs' },
  chunkNames: 'stdio-chunks/[name]-[hash]',
  bundle: true,
  splitting: true,
  // identifiers stay: names of classes stand in the schemas, and keeping only those costs more than it saves
  minifyWhitespace: true,
  minifySyntax: true,
  platform: 'node',
  format: 'esm',
  // a native module: loaded from node_modules, and only with the exchange client
  external: ['lmdb'],
  target: 'node20',
  conditions: ['@binance-gateway/source'],
  mainFields: ['module', 'main'],
  tsconfigRaw: { compilerOptions: { experimentalDecorators: true, useDefineForClassFields: true } },
  banner: {
    js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
  },
  plugins: [pastTheEntries, withoutAjv],
  logLevel: 'warning',
});
