import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, open, rm, statfs } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import type { Config } from '../config/load-config.js';
import { isLoopback } from '../config/parsers.js';
import type { Findings } from './finding.js';

/** As `engines` of package.json. */
const SUPPORTED: readonly (readonly [major: number, minor: number])[] = [
  [20, 19],
  [22, 12],
  [24, 0],
];

export function checkNode(findings: Findings, version: string = process.versions.node): void {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const newest = SUPPORTED.at(-1) as readonly [number, number];
  const isSupported = major > newest[0] || SUPPORTED.some(([of, from]) => major === of && minor >= from);
  if (isSupported) findings.ok('node', version);
  else findings.fail('node', version, 'install Node 24, or at least 20.19 or 22.12');
}

const LITTLE_SPACE = 1024 ** 3;
const NO_SPACE = 64 * 1024 ** 2;
const mebibytes = (bytes: number): string => `${Math.floor(bytes / 1024 ** 2)} MiB`;

/** Writes, forces to the disk and removes a file where the order journal is kept. */
export async function checkDataDirectory({ journal }: Config, findings: Findings): Promise<void> {
  const directory = resolve(journal.directory);
  const probe = join(directory, `.doctor-${randomUUID()}`);
  try {
    await mkdir(directory, { recursive: true });
    const file = await open(probe, 'wx');
    try {
      await file.writeFile('probe');
      await file.sync();
    } finally {
      await file.close();
      await rm(probe, { force: true });
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    findings.fail('data directory', `${directory} cannot be written (${code})`, 'set DATA_DIR, or its owner');
    return;
  }
  const { bavail, bsize } = await statfs(directory);
  const free = bavail * bsize;
  const found = `${directory} is writable, ${mebibytes(free)} free`;
  const remedy = 'without space to record them, orders are refused; make some, or set DATA_DIR elsewhere';
  if (free < NO_SPACE) findings.fail('data directory', found, remedy);
  else if (free < LITTLE_SPACE) findings.warn('data directory', found, remedy);
  else findings.ok('data directory', found);
}

/** Whether HOST:PORT is free, or taken by a gateway that runs already. */
export async function checkPort({ http }: Config, findings: Findings): Promise<void> {
  const { host, port } = http;
  const server = createServer();
  try {
    server.listen(port, host);
    await once(server, 'listening');
    findings.ok('port', `${host}:${port} is free`);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE' && (await isOurs(host, port))) {
      findings.ok('port', `a gateway answers on ${host}:${port}`);
    } else if (code === 'EADDRINUSE') {
      findings.fail('port', `${host}:${port} is taken by another program`, 'set PORT, or stop what holds it');
    } else {
      findings.fail('port', `cannot listen on ${host}:${port} (${code})`, 'set HOST and PORT');
    }
  } finally {
    server.close();
  }
}

/** `/health` of the gateway and of the MCP server is `{"status":"ok",…}`. */
async function isOurs(host: string, port: number): Promise<boolean> {
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  try {
    const response = await fetch(`http://${name}:${port}/health`, { signal: AbortSignal.timeout(2_000) });
    return ((await response.json()) as { status?: unknown }).status === 'ok';
  } catch {
    return false;
  }
}

/** Who could reach the port, and with what. */
export function checkAccess({ http, tokens, generatedToken }: Config, findings: Findings): void {
  if (generatedToken) {
    findings.ok('tokens', 'none is set; one is made at each start and printed');
  } else {
    const weak = tokens.filter(({ isShort }) => isShort).map(({ name }) => name);
    const names = tokens.map(({ name, scopes }) => `${name} (${scopes.join('+')})`).join(', ');
    if (weak.length === 0) findings.ok('tokens', names);
    else findings.warn('tokens', `short: ${weak.join(', ')}`, 'openssl rand -base64 24 makes a good token');
  }
  if (isLoopback(http.host)) findings.ok('reach', `${http.host}: this machine only`);
  else {
    findings.warn(
      'reach',
      `${http.host}: others can reach the port, and it speaks plain HTTP`,
      'put a proxy with TLS in front, as deploy/compose.yaml does, or listen on 127.0.0.1',
    );
  }
}
