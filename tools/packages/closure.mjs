import { cpSync, existsSync, mkdirSync, readFileSync, realpathSync, symlinkSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';

const isForCompilers = /\.(d\.[mc]?ts|tsbuildinfo)$|\.d\.[mc]?ts\.map$/;
const isOurs = (path) => !path.split('/').includes('node_modules');

/**
 * Copies packages with everything they need at run time, at the places where Node finds them today: of our projects
 * package.json and dist, of others all but what is for compilers. Not `npm prune`: that keeps what the workspace's own
 * tools need.
 * @param roots paths in the workspace
 * @returns how many packages were copied
 */
export function copyClosure(source, target, roots) {
  const workspace = realpathSync(resolve(source));
  const folder = resolve(target);
  const copied = new Set();

  /** Where Node finds a package from a folder of the workspace, as a path in it. */
  function find(name, from) {
    for (let at = join(workspace, from); ; at = dirname(at)) {
      const path = join(at, 'node_modules', name);
      if (basename(at) !== 'node_modules' && existsSync(join(path, 'package.json')))
        return relative(workspace, path);
      if (at === workspace) return undefined;
    }
  }

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

  /** As npm links the projects of a workspace. */
  function link(path, to) {
    const at = join(folder, path);
    if (existsSync(at)) return;
    mkdirSync(dirname(at), { recursive: true });
    symlinkSync(relative(dirname(at), join(folder, to)), at);
  }

  function collect(path) {
    if (copied.has(path)) return;
    copied.add(path);
    copy(path);
    const manifest = JSON.parse(readFileSync(join(workspace, path, 'package.json'), 'utf8'));
    const { dependencies = {}, optionalDependencies = {}, peerDependencies = {} } = manifest;
    for (const name of Object.keys({ ...peerDependencies, ...optionalDependencies, ...dependencies })) {
      const found = find(name, path);
      if (found === undefined) {
        // another platform's binary, or a peer that nobody has installed
        if (!(name in dependencies) || name in optionalDependencies) continue;
        throw new Error(`${path} needs ${name}, which is not there`);
      }
      const real = relative(workspace, realpathSync(join(workspace, found)));
      collect(real);
      if (real !== found) link(found, real);
    }
  }

  for (const root of roots) collect(root);
  return copied.size;
}
