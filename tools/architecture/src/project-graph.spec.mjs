import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { DEPENDENCIES } from '../dependencies.mjs';

const ROOT = join(import.meta.dirname, '../../..');
const json = (path) => JSON.parse(readFileSync(path, 'utf8'));

const projects = ['apps', 'libs', 'tools'].flatMap((group) =>
  readdirSync(join(ROOT, group), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(ROOT, group, entry.name))
    .flatMap((dir) => {
      try {
        const manifest = json(join(dir, 'package.json'));
        return [{ dir, name: manifest.name, tags: manifest.nx?.tags ?? [], manifest }];
      } catch (error) {
        if (error.code === 'ENOENT') return [];
        throw error;
      }
    }),
);
const byPackage = new Map(projects.map((project) => [project.name, project]));

const sources = (dir) =>
  readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((e) => e.isFile() && /\.(ts|mjs)$/.test(e.name))
    .map((e) => join(e.parentPath ?? e.path, e.name))
    .filter((path) => !/node_modules|[\\/](dist|out-tsc|test-output)[\\/]/.test(path));

/** Packages of ours that a file imports, read from the text: it holds even where lint was skipped. */
const IMPORT = /(?:from\s+|import\s*\(?\s*|require\s*\(\s*)['"](@binance-gateway\/[^'"]+)['"]/g;
/** Specs, benches, and what only they import: `testing` and `test` folders, test beds. */
const TEST_CODE =
  /\.(?:spec|e2e|bed)\.(?:ts|mjs)$|[\\/](?:bench|test)[\\/]|[\\/]src[\\/](?:.*[\\/])?testing[\\/]/;
const edges = projects.flatMap((from) =>
  sources(from.dir).flatMap((path) =>
    [...readFileSync(path, 'utf8').matchAll(IMPORT)].map(([, target]) => ({ from, target, path })),
  ),
);

describe('project graph', () => {
  it('is not empty', () => {
    expect(projects.length).toBeGreaterThan(8);
    expect(edges.length).toBeGreaterThan(20);
  });

  it('tags every project with a row of the table', () => {
    const untagged = projects.filter(({ tags }) => !tags.some((tag) => tag in DEPENDENCIES));
    expect(untagged.map((p) => p.name)).toEqual([]);
  });

  it('has no deep import', () => {
    const deep = edges.filter(({ target }) => target.split('/').length > 2);
    expect(deep.map(({ path, target }) => `${path}: ${target}`)).toEqual([]);
  });

  it('has no edge that the table does not allow', () => {
    const forbidden = edges.filter(({ from, target }) => {
      const to = byPackage.get(target);
      if (!to || to === from) return !to;
      const rows = from.tags.filter((tag) => tag in DEPENDENCIES).map((tag) => DEPENDENCIES[tag]);
      return !rows.every((allowed) => to.tags.some((tag) => allowed.includes(tag)));
    });
    expect(forbidden.map(({ path, target }) => `${path}: ${target}`)).toEqual([]);
  });

  it('uses test support in tests only', () => {
    const shipped = edges.filter(
      ({ from, target, path }) =>
        target === '@binance-gateway/testing' &&
        !from.tags.includes('type:e2e') &&
        !from.tags.includes('type:tool') &&
        !TEST_CODE.test(path),
    );
    expect(shipped.map(({ path }) => path)).toEqual([]);
  });

  it('builds no test support', () => {
    const built = projects.flatMap(({ dir }) =>
      ['tsconfig.lib.json', 'tsconfig.app.json']
        .map((name) => join(dir, name))
        .filter((path) => existsSync(path))
        .flatMap(
          (path) =>
            ts.parseJsonConfigFileContent(ts.readConfigFile(path, ts.sys.readFile).config, ts.sys, dir)
              .fileNames,
        ),
    );
    expect(built.length).toBeGreaterThan(100);
    expect(built.filter((path) => TEST_CODE.test(path))).toEqual([]);
  });

  it('has no cycle between packages', () => {
    const visit = (name, trail) => {
      if (trail.includes(name)) throw new Error(`cycle: ${[...trail, name].join(' → ')}`);
      const ours = Object.keys(byPackage.get(name)?.manifest.dependencies ?? {}).filter((d) =>
        byPackage.has(d),
      );
      for (const next of ours) visit(next, [...trail, name]);
    };
    for (const { name } of projects) expect(() => visit(name, [])).not.toThrow();
  });
});

describe('the house', () => {
  const everySource = projects.flatMap(({ dir }) => sources(dir));

  it('keeps a file to one concept: at most 400 lines, lists of names excepted', () => {
    const long = everySource
      .filter((path) => !/[\\/]src[\\/]index\.ts$/.test(path))
      .filter((path) => readFileSync(path, 'utf8').split('\n').length > 401);
    expect(long).toEqual([]);
  });

  it('reads the environment in one place', () => {
    const allowed =
      /libs[\\/]platform[\\/]src[\\/]config|libs[\\/]testing|-e2e[\\/]|\.(spec|e2e)\.|[\\/]bench[\\/]|[\\/]tools[\\/]/;
    const readers = everySource.filter(
      (path) => !allowed.test(path) && readFileSync(path, 'utf8').includes('process.env'),
    );
    expect(readers).toEqual([]);
  });

  it('has no skipped, focused or sleeping test', () => {
    const odd = everySource.filter((path) => {
      if (!/\.(spec|e2e)\.ts$/.test(path)) return false;
      return /\b(?:it|test|describe)\.(?:only|skip)\(|\bx(?:it|describe)\(|setTimeout\(\s*(?:r|res|resolve|done)\b/.test(
        readFileSync(path, 'utf8'),
      );
    });
    expect(odd).toEqual([]);
  });
});
