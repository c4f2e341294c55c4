// Copies what runs, and nothing else: node collect.mjs <workspace> <folder>
// Of our projects package.json and dist, of other packages those that are needed at run time, at the places where Node finds
// them today. Not `npm prune`: it keeps what the workspace's own tools need.
import { cpSync, existsSync, mkdirSync, readFileSync, realpathSync, symlinkSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';

const [source, target] = process.argv.slice(2);
if (!source || !target) throw new Error('usage: collect.mjs <workspace> <folder>');
const workspace = realpathSync(resolve(source));
const folder = resolve(target);

const APPS = ['apps/gateway', 'apps/mcp-server', 'apps/exchange-simulator'];
/** Paths in the workspace that are copied already. */
const copied = new Set();

function manifestOf(path) {
  return JSON.parse(readFileSync(join(workspace, path, 'package.json'), 'utf8'));
}

/** Where Node finds a package from a folder of the workspace, as a path in it. */
function find(name, from) {
  for (let at = join(workspace, from); ; at = dirname(at)) {
    const path = join(at, 'node_modules', name);
    if (basename(at) !== 'node_modules' && existsSync(join(path, 'package.json')))
      return relative(workspace, path);
    if (at === workspace) return undefined;
  }
}

const isOurs = (path) => !path.split('/').includes('node_modules');
const isForCompilers = /\.(d\.[mc]?ts|tsbuildinfo)$|\.d\.[mc]?ts\.map$/;

function copy(path) {
  const to = join(folder, path);
  mkdirSync(to, { recursive: true });
  if (isOurs(path)) {
    cpSync(join(workspace, path, 'package.json'), join(to, 'package.json'));
    const filter = (file) => !isForCompilers.test(file);
    cpSync(join(workspace, path, 'dist'), join(to, 'dist'), { recursive: true, filter });
  } else {
    const own = join(workspace, path, 'node_modules');
    const filter = (file) => file !== own && !isForCompilers.test(file);
    cpSync(join(workspace, path), to, { recursive: true, filter });
  }
}

function collect(path) {
  if (copied.has(path)) return;
  copied.add(path);
  copy(path);
  const { dependencies = {}, optionalDependencies = {}, peerDependencies = {} } = manifestOf(path);
  for (const name of Object.keys({ ...peerDependencies, ...optionalDependencies, ...dependencies })) {
    const found = find(name, path);
    if (found === undefined) {
      // another platform's binary, or a peer that nobody has installed
      if (name in dependencies && !(name in optionalDependencies))
        throw new Error(`${path} needs ${name}, which is not there`);
      continue;
    }
    const real = relative(workspace, realpathSync(join(workspace, found)));
    collect(real);
    if (real !== found) link(found, real);
  }
}

/** As npm links the projects of a workspace. */
function link(path, to) {
  const at = join(folder, path);
  if (existsSync(at)) return;
  mkdirSync(dirname(at), { recursive: true });
  symlinkSync(relative(dirname(at), join(folder, to)), at);
}

for (const app of APPS) collect(app);
for (const file of ['LICENSE', 'package.json']) cpSync(join(workspace, file), join(folder, file));
cpSync(join(workspace, 'tools/container/healthcheck.mjs'), join(folder, 'healthcheck.mjs'));
console.log(`${copied.size} packages`);
