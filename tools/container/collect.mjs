// Copies what runs, and nothing else: node collect.mjs <workspace> <folder>
// Of each project its package.json and dist, of the workspace node_modules with the links between the projects.
import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  symlinkSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';

const [workspace, folder] = process.argv.slice(2);
if (!workspace || !folder) throw new Error('usage: collect.mjs <workspace> <folder>');

const APPS = ['gateway', 'mcp-server', 'exchange-simulator'];

/** Folders of the projects that the apps need, themselves included. */
function projects() {
  const byName = new Map();
  for (const group of ['apps', 'libs', 'tools']) {
    for (const entry of readdirSync(join(workspace, group))) {
      const manifest = join(workspace, group, entry, 'package.json');
      if (!existsSync(manifest)) continue;
      const { name, dependencies = {} } = JSON.parse(readFileSync(manifest, 'utf8'));
      byName.set(name, { path: join(group, entry), dependencies: Object.keys(dependencies) });
    }
  }
  const wanted = new Map();
  const add = (name) => {
    const project = byName.get(name);
    if (!project || wanted.has(name)) return;
    wanted.set(name, project.path);
    project.dependencies.forEach(add);
  };
  for (const [name, { path }] of byName) if (APPS.some((app) => path === join('apps', app))) add(name);
  return wanted;
}

const wanted = projects();
for (const path of wanted.values()) {
  mkdirSync(join(folder, path), { recursive: true });
  cpSync(join(workspace, path, 'package.json'), join(folder, path, 'package.json'));
  cpSync(join(workspace, path, 'dist'), join(folder, path, 'dist'), {
    recursive: true,
    filter: (file) => !/\.(d\.ts|tsbuildinfo)$|\.d\.ts\.map$/.test(file),
  });
  const own = join(workspace, path, 'node_modules');
  if (existsSync(own))
    cpSync(own, join(folder, path, 'node_modules'), { recursive: true, verbatimSymlinks: true });
}

const modules = join(folder, 'node_modules');
cpSync(join(workspace, 'node_modules'), modules, {
  recursive: true,
  verbatimSymlinks: true,
  // links to projects are made below, for those that are there
  filter: (file) =>
    !relative(join(workspace, 'node_modules'), file).startsWith('@binance-gateway/') ||
    !lstatSync(file).isSymbolicLink(),
});
for (const [name, path] of wanted) {
  const link = join(modules, name);
  mkdirSync(dirname(link), { recursive: true });
  if (existsSync(link)) readlinkSync(link);
  else symlinkSync(relative(dirname(link), join(folder, path)), link);
}
cpSync(join(workspace, 'LICENSE'), join(folder, 'LICENSE'));
cpSync(join(workspace, 'tools/container/healthcheck.mjs'), join(folder, 'healthcheck.mjs'));
