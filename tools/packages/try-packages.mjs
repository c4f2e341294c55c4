// Packs every publishable project, installs the tarballs into an empty folder, and uses them as somebody else would:
// node tools/packages/try-packages.mjs   (after npx nx run-many -t build)
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { unzipSync } from 'fflate';
import { makeBundle } from './mcpb.mjs';

const workspace = resolve(import.meta.dirname, '../..');
const root = mkdtempSync(join(tmpdir(), 'packages-'));
const env = { ...process.env, PORT: '0', DATA_DIR: join(root, 'data'), LOG_FORMAT: 'json', NODE_OPTIONS: '' };
let passed = 0;
const done = (text) => {
  passed++;
  console.log(`ok  ${text}`);
};

function publishable() {
  return ['libs', 'apps']
    .flatMap((group) => readdirSync(join(workspace, group)).map((name) => join(workspace, group, name)))
    .map((path) => ({ path, manifest: JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')) }))
    .filter(({ manifest }) => !manifest.private);
}

/** @returns the tarballs */
function pack(projects) {
  const folder = join(root, 'tarballs');
  mkdirSync(folder);
  return projects.map(({ path, manifest }) => {
    const [{ filename, files }] = JSON.parse(
      execFileSync('npm', ['pack', '--json', '--pack-destination', folder], {
        cwd: path,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      }),
    );
    const stray = files
      .map((file) => file.path)
      .filter(
        (file) => !/^(dist\/|package\.json$|README|LICENSE)/.test(file) || /\.(spec|bed|bench)\./.test(file),
      );
    if (stray.length > 0) throw new Error(`${manifest.name} would publish ${stray.join(', ')}`);
    return join(folder, filename);
  });
}

/** Speaks MCP over stdio: who is there, and with which tools. */
async function toolsOf(command, args, cwd, variables = {}) {
  const child = spawn(command, args, {
    cwd,
    env: { ...env, ...variables },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  try {
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (chunk) => (text += chunk));
    const send = (message) => child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
    const answer = async (id) => {
      for (;;) {
        const lines = text.split('\n').filter(Boolean);
        const found = lines.map((line) => JSON.parse(line)).find((message) => message.id === id);
        if (found) return found.result;
        if (child.exitCode !== null) throw new Error(`ended with ${child.exitCode}`);
        await Promise.race([once(child.stdout, 'data'), once(child, 'exit')]);
      }
    };
    const clientInfo = { name: 'try-packages', version: '1' };
    send({
      id: 1,
      method: 'initialize',
      params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo },
    });
    await answer(1);
    send({ method: 'notifications/initialized' });
    send({ id: 2, method: 'tools/list' });
    const { tools } = await answer(2);
    send({ id: 3, method: 'tools/call', params: { name: 'get_ticker', arguments: { symbol: 'BTCUSDT' } } });
    const { structuredContent, isError } = await answer(3);
    if (isError || structuredContent?.symbol !== 'BTCUSDT') throw new Error('get_ticker did not answer');
    return tools.length;
  } finally {
    child.kill();
  }
}

async function answers(command, args, cwd, url, path) {
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (chunk) => (text += chunk));
    while (!url.test(text)) {
      if (child.exitCode !== null) throw new Error(`ended with ${child.exitCode}:\n${text}`);
      await Promise.race([once(child.stdout, 'data'), once(child, 'exit')]);
    }
    const response = await fetch(url.exec(text)[0] + path);
    if (response.status !== 200) throw new Error(`${path} answered ${response.status}`);
  } finally {
    child.kill();
  }
}

try {
  const projects = publishable();
  const tarballs = pack(projects);
  done(`${tarballs.length} tarballs hold what is built, and nothing else`);

  const home = join(root, 'home');
  mkdirSync(home);
  writeFileSync(
    join(home, 'package.json'),
    '{ "name": "somebody-else", "private": true, "type": "module" }\n',
  );
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', ...tarballs], {
    cwd: home,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  done('they install into an empty folder');

  const libs = projects.filter(({ path }) => path.includes('/libs/')).map(({ manifest }) => manifest.name);
  const imports = libs.map((name, i) => `import * as lib${i} from '${name}';`).join('\n');
  const used = libs.map((_, i) => `lib${i}`).join(', ');
  writeFileSync(
    join(home, 'use.mjs'),
    `${imports}\nfor (const lib of [${used}]) if (Object.keys(lib).length === 0) process.exit(1);\n`,
  );
  execFileSync('node', ['use.mjs'], { cwd: home, env, stdio: 'inherit' });
  done(`${libs.length} libraries can be imported`);

  writeFileSync(join(home, 'use.ts'), `${imports}\nexport const all: object[] = [${used}];\n`);
  const options = {
    strict: true,
    noEmit: true,
    module: 'nodenext',
    target: 'es2022',
    types: [],
    skipLibCheck: true,
  };
  writeFileSync(join(home, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, files: ['use.ts'] }));
  execFileSync('node', [join(workspace, 'node_modules/typescript-native/bin/tsc'), '-p', home], {
    stdio: 'inherit',
  });
  done('their types resolve');

  const npx = (...args) => ['--no-install', ...args];
  execFileSync('npx', npx('@binance-gateway/gateway', '--doctor'), {
    cwd: home,
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  done('npx @binance-gateway/gateway --doctor');
  const bin = (name) => join(home, 'node_modules/.bin', name);
  await answers(bin('binance-gateway'), [], home, /http:\/\/127\.0\.0\.1:\d+/, '/health');
  done('binance-gateway serves');
  await answers(bin('binance-gateway-mcp'), ['--mode', 'http'], home, /http:\/\/127\.0\.0\.1:\d+/, '/health');
  done('binance-gateway-mcp serves');
  await answers(bin('binance-exchange-simulator'), [], home, /http:\/\/127\.0\.0\.1:\d+/, '/api/v3/ping');
  done('binance-exchange-simulator serves');
  const tools = await toolsOf('npx', npx('@binance-gateway/mcp-server', '--mode', 'stdio'), home);
  if (tools !== 21) throw new Error(`${tools} tools`);
  done('npx @binance-gateway/mcp-server --mode stdio has 21 tools');

  const unpacked = join(root, 'mcpb');
  for (const [name, bytes] of Object.entries(unzipSync(readFileSync(makeBundle(root))))) {
    mkdirSync(dirname(join(unpacked, name)), { recursive: true });
    writeFileSync(join(unpacked, name), bytes);
  }
  const validator = ['--yes', '@anthropic-ai/mcpb@2.1.2', 'validate', join(unpacked, 'manifest.json')];
  execFileSync('npx', validator, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  const { server, user_config: settings } = JSON.parse(readFileSync(join(unpacked, 'manifest.json'), 'utf8'));
  const { command, args, env: asked } = server.mcp_config;
  const filled = Object.fromEntries(
    Object.entries(asked).map(([name, value]) => [
      name,
      String(settings[/user_config\.(\w+)/.exec(value)[1]].default).replace('${HOME}', root),
    ]),
  );
  const read = await toolsOf(
    command,
    args.map((arg) => arg.replace('${__dirname}', unpacked)),
    root,
    filled,
  );
  // without trading, which is off until somebody allows it
  if (read !== 19) throw new Error(`${read} tools`);
  done('the .mcpb bundle is valid, unpacks, and serves');
  console.log(`${passed} passed, 0 failed`);
} finally {
  rmSync(root, { recursive: true, force: true });
}
