// Makes dist/binance-gateway-<platform>-<arch>.mcpb of the built MCP server: one file that desktop clients install.
// https://github.com/anthropics/mcpb: a zip of manifest.json and the server. lmdb is native, hence a file a platform.
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { zipSync } from 'fflate';
import { copyClosure } from './closure.mjs';

const workspace = resolve(import.meta.dirname, '../..');
const app = join(workspace, 'apps/mcp-server');
const dist = join(app, 'dist');
if (!existsSync(join(dist, 'stdio.bundle.mjs'))) throw new Error('npx nx build mcp-server comes first');

const { version, license, description, engines } = JSON.parse(
  readFileSync(join(app, 'package.json'), 'utf8'),
);
const env = (name) => `\${user_config.${name}}`;

/** https://github.com/anthropics/mcpb/blob/main/MANIFEST.md */
export const manifest = {
  manifest_version: '0.3',
  name: 'binance-gateway',
  display_name: 'Binance Gateway',
  version,
  description,
  long_description:
    'Prices, order books, analytics, account and orders of Binance Spot for an assistant. Without a key it runs on an embedded exchange with play money. On mainnet every order asks you first.',
  author: { name: 'Binance Gateway contributors' },
  license,
  server: {
    type: 'node',
    entry_point: 'server/main.js',
    mcp_config: {
      command: 'node',
      args: ['${__dirname}/server/main.js', '--mode', 'stdio'],
      env: {
        BINANCE_ENV: env('environment'),
        BINANCE_API_KEY: env('api_key'),
        BINANCE_API_SECRET: env('api_secret'),
        TRADING_ENABLED: env('trading'),
        DATA_DIR: env('data_directory'),
      },
    },
  },
  tools_generated: true,
  prompts_generated: true,
  compatibility: { platforms: [process.platform], runtimes: { node: engines.node } },
  user_config: {
    environment: {
      type: 'string',
      title: 'Exchange',
      description: 'simulator (play money, no key), testnet, demo or mainnet',
      default: 'simulator',
      required: true,
    },
    api_key: {
      type: 'string',
      title: 'API key',
      description: 'Of your Binance account; without withdrawals, restricted to your address',
      sensitive: true,
      required: false,
      default: '',
    },
    api_secret: {
      type: 'string',
      title: 'API secret',
      description: 'Belongs to the key',
      sensitive: true,
      required: false,
      default: '',
    },
    trading: {
      type: 'boolean',
      title: 'Allow orders',
      description: 'Without it the assistant can look, but not trade',
      default: false,
      required: false,
    },
    data_directory: {
      type: 'directory',
      title: 'Data folder',
      description: 'Where the order journal is kept',
      default: '${HOME}/.binance-gateway',
      required: false,
    },
  },
};

/** Every file of a folder, by its path in it. */
function filesOf(folder, at = folder) {
  return readdirSync(at).flatMap((name) => {
    const path = join(at, name);
    return statSync(path).isDirectory()
      ? filesOf(folder, path)
      : [[relative(folder, path), readFileSync(path)]];
  });
}

/** @returns the path of the bundle */
export function makeBundle(folder = join(app, 'dist')) {
  const staging = mkdtempSync(join(tmpdir(), 'mcpb-'));
  try {
    const server = join(staging, 'server');
    mkdirSync(server);
    writeFileSync(join(staging, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
    writeFileSync(join(server, 'package.json'), '{ "type": "module", "private": true }\n');
    for (const file of ['main.js', 'stdio.bundle.mjs', 'stdio-chunks']) {
      cpSync(join(dist, file), join(server, file), { recursive: true });
    }
    copyClosure(workspace, server, ['node_modules/lmdb']);
    cpSync(join(workspace, 'LICENSE'), join(staging, 'LICENSE'));
    const bundle = join(folder, `binance-gateway-${process.platform}-${process.arch}.mcpb`);
    writeFileSync(bundle, zipSync(Object.fromEntries(filesOf(staging)), { level: 9 }));
    return bundle;
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

if (process.argv[1] === import.meta.filename) {
  const bundle = makeBundle();
  console.log(`${relative(process.cwd(), bundle)}: ${(statSync(bundle).size / 1024 ** 2).toFixed(1)} MiB`);
}
