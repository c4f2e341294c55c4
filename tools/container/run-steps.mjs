// Carries the steps of the Dockerfile out without a container engine, each stage in an empty folder of its own, starts
// what they make, and asks it something: node tools/container/run-steps.mjs
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { readDockerfile } from './dockerfile.mjs';

const workspace = resolve(import.meta.dirname, '../..');
const root = mkdtempSync(join(tmpdir(), 'container-'));
const folderOf = (stage) => join(root, stage);
const say = (text) => console.log(text);

/** A path in the container as one on this machine. */
const inside = (stage, path, workdir) =>
  join(folderOf(stage), path.startsWith('/') ? path : join(workdir, path));

/** The build context: what git knows, as a fresh clone has it. */
function makeContext() {
  const context = folderOf('context');
  const files = execFileSync('git', ['ls-files', '-z'], { cwd: workspace, encoding: 'utf8' })
    .split('\0')
    .filter(Boolean);
  for (const file of files) cpSync(join(workspace, file), join(context, file), { recursive: true });
  return context;
}

/** Only an engine has other users; the rest of a RUN is carried out as it stands. */
function shims() {
  const bin = join(root, 'bin');
  mkdirSync(bin);
  writeFileSync(join(bin, 'chown'), '#!/bin/sh\nexit 0\n');
  chmodSync(join(bin, 'chown'), 0o755);
  return bin;
}

function carryOut(stage, { word, rest, workdir }, env) {
  say(`${stage.name}: ${word} ${rest}`);
  if (word === 'COPY') {
    const from = /--from=(\S+)/.exec(rest)?.[1];
    const [source, target] = rest.replace(/--\S+\s+/g, '').split(/\s+/);
    const origin = from ? inside(from, source, '/') : join(folderOf('context'), source);
    cpSync(origin, inside(stage.name, target, workdir), { recursive: true, verbatimSymlinks: true });
    return;
  }
  const command = rest
    .replace(/--mount=\S+\s+/g, '')
    .replaceAll(/(?<=\s)\/(app|out|data)\b/g, `${folderOf(stage.name)}/$1`);
  const done = spawnSync('sh', ['-c', command], {
    cwd: inside(stage.name, workdir, '/'),
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (done.status !== 0) throw new Error(`exit code ${done.status ?? done.signal}`);
}

async function freePort() {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return port;
}

async function waitFor(check, what) {
  const end = performance.now() + 60_000;
  while (!(await check())) {
    if (performance.now() > end) throw new Error(`${what} did not come about`);
    await new Promise((done) => setTimeout(done, 200));
  }
}

const TOKEN = 'container-token-0000001';
/** What is asked of each target once it is healthy. */
const QUESTIONS = {
  gateway: ['/api/v1/ticker/price?symbol=BTCUSDT', /"symbol":"BTCUSDT","price":"\d/],
  'mcp-server': ['/health', /"status":"ok"/],
  'exchange-simulator': ['/api/v3/time', /"serverTime":\d/],
};

async function start(stage) {
  const port = String(await freePort());
  const env = {
    ...{ PATH: process.env.PATH, HOME: root, ...stage.env },
    ...{
      HOST: '127.0.0.1',
      PORT: port,
      DATA_DIR: inside(stage.name, '/data', '/'),
      GATEWAY_TOKENS: `t:${TOKEN}`,
    },
  };
  const cwd = inside(stage.name, stage.workdir, '/');
  const [file, ...args] = stage.command;
  const child = spawn(file, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text));
  const ended = once(child, 'exit');
  try {
    const [program, ...rest] = stage.health;
    await waitFor(() => {
      if (child.exitCode !== null) throw new Error(`ended with ${child.exitCode}:\n${output}`);
      return spawnSync(program, rest, { cwd, env }).status === 0;
    }, 'the health check');
    const [path, answer] = QUESTIONS[stage.name];
    await waitFor(async () => {
      const response = await fetch(`http://127.0.0.1:${port}${path}`, {
        headers: { authorization: `Bearer ${TOKEN}` },
      });
      return answer.test(await response.text());
    }, `the answer of ${path}`);
    const asked = performance.now();
    child.kill('SIGTERM');
    const [code] = await ended;
    const seconds = ((performance.now() - asked) / 1000).toFixed(1);
    if (code !== 0) throw new Error(`SIGTERM ended it with ${code}:\n${output}`);
    say(`${stage.name}: healthy, answers ${path}, ended ${seconds} s after SIGTERM with exit code 0`);
  } finally {
    child.kill('SIGKILL');
  }
}

/** Nothing that only builds or tests may lie in an image. */
function checkContents(stage) {
  const app = inside(stage.name, '/app', '/');
  for (const name of ['typescript-native', 'jest', 'nx', 'eslint', 'esbuild', '@swc/core']) {
    if (existsSync(join(app, 'node_modules', name))) throw new Error(`${name} is in the image`);
  }
  for (const group of ['apps', 'libs']) {
    for (const project of readdirSync(join(app, group))) {
      if (existsSync(join(app, group, project, 'src')))
        throw new Error(`${group}/${project}/src is in the image`);
    }
  }
}

let passed = 0;
try {
  makeContext();
  const path = [shims(), process.env.PATH].join(':');
  const stages = readDockerfile(readFileSync(join(workspace, 'Dockerfile'), 'utf8'));
  for (const stage of stages) {
    const folder = folderOf(stage.name);
    if (stage.parent) cpSync(folderOf(stage.parent), folder, { recursive: true, verbatimSymlinks: true });
    mkdirSync(inside(stage.name, stage.workdir, '/'), { recursive: true });
    const env = {
      PATH: path,
      HOME: process.env.HOME ?? root,
      ...stage.env,
      NODE_ENV: stage.env.NODE_ENV ?? '',
    };
    for (const step of stage.steps) carryOut(stage, step, env);
    if (!stage.command) continue;
    for (const needed of ['USER node', 'VOLUME /data', 'STOPSIGNAL SIGTERM']) {
      if (!stage.settings.includes(needed)) throw new Error(`${stage.name} lacks ${needed}`);
    }
    if (!stage.health) throw new Error(`${stage.name} has no HEALTHCHECK`);
    checkContents(stage);
    await start(stage);
    passed++;
    rmSync(folder, { recursive: true });
  }
  const size = execFileSync('du', ['-sm', folderOf('runtime')], { encoding: 'utf8' }).split('\t')[0];
  say(`${passed} targets passed; ${size} MB of the project and its packages in an image`);
} finally {
  rmSync(root, { recursive: true, force: true });
}
