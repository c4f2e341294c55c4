// Bundles the stdio mode into dist/stdio.bundle.mjs (or the directory given). A desktop client starts a process for each
// conversation, and loading some 700 modules one by one would be most of its start.
import crypto from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { builtinModules, createRequire } from 'node:module';
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
        "export const process = globalThis.process; export class DefaultJsonSchemaValidator { constructor() { throw new Error('there is no default validator in this bundle'); } }",
    }));
  },
};

/** Evaluated with the first line that is logged: a conversation may have none. */
const lazyPino = {
  name: 'lazy-pino',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^pino$/ }, ({ namespace }) =>
      namespace === 'lazy-pino' ? undefined : { path: 'pino', namespace: 'lazy-pino' },
    );
    onLoad({ filter: /.*/, namespace: 'lazy-pino' }, () => ({
      resolveDir: here,
      contents:
        "export const pino = (...args) => require('pino')(...args); Object.defineProperty(pino, 'stdSerializers', { get: () => require('pino').stdSerializers });",
    }));
  },
};

/**
 * Modules of Node by require. An import makes every export of a module, those too that are made when they are first
 * looked at: of node:crypto all of WebCrypto.
 */
/** The handshake takes none of it, and it is 5 ms. */
const LAZY_CRYPTO = Object.keys(crypto)
  .map(
    (name) =>
      `Object.defineProperty(exports, '${name}', { enumerable: true, get: () => require('node:crypto').${name} });`,
  )
  .join('');

const builtins = new Set(builtinModules.flatMap((name) => [name, `node:${name}`]));
const requiredBuiltins = {
  name: 'required-builtins',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^[a-z_:/]+$/ }, ({ path, kind }) => {
      if (!builtins.has(path)) return undefined;
      if (kind !== 'import-statement') return { path, external: true };
      return { path: path.replace(/^(?!node:)/, 'node:'), namespace: 'builtin' };
    });
    onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => ({
      contents: path === 'node:crypto' ? LAZY_CRYPTO : `module.exports = require(${JSON.stringify(path)});`,
    }));
  },
};

const { metafile } = await build({
  metafile: true,
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
  plugins: [pastTheEntries, withoutAjv, lazyPino, requiredBuiltins],
  logLevel: 'warning',
});

// What is imported at once is what the handshake waits for. One import too many, of a constant beside a socket, brings
// the exchange client and half of Node with it: 30 ms.
const MOST_BYTES = 680_000;
const { outputs } = metafile;
const atOnce = new Set();
const visit = (name) => {
  if (atOnce.has(name)) return;
  atOnce.add(name);
  for (const { path, kind } of outputs[name].imports) {
    if (kind === 'import-statement' && path in outputs) visit(path);
  }
};
visit(Object.keys(outputs).find((name) => name.endsWith('stdio.bundle.mjs')));
const inputs = [...atOnce].flatMap((name) => Object.keys(outputs[name].inputs));
const tooMany = inputs.filter((path) =>
  /\/(ws|lmdb)\/|libs\/(?!domain-types|platform)|src\/upstream\/assemble/.test(path),
);
const bytes = [...atOnce].reduce((sum, name) => sum + outputs[name].bytes, 0);
if (tooMany.length > 0 || bytes > MOST_BYTES) {
  throw new Error(`the handshake would wait for ${bytes} bytes, with ${tooMany.slice(0, 5).join(', ')}`);
}
