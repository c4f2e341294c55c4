#!/usr/bin/env node
import { existsSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import type * as Stdio from './stdio/run-stdio.js';

const USAGE = `Usage: node main.js [--mode http|stdio]

  http   Streamable HTTP at /mcp, SSE at /mcp/sse (default)
  stdio  one client on standard input and output

Settings are environment variables: docs/configuration.md.`;

function readMode(): 'http' | 'stdio' {
  const options = {
    mode: { type: 'string', default: 'http' },
    help: { type: 'boolean', short: 'h' },
  } as const;
  try {
    const { values } = parseArgs({ options });
    if (values.help) {
      console.log(USAGE);
      process.exit(0);
    }
    if (values.mode === 'http' || values.mode === 'stdio') return values.mode;
    throw new Error(`--mode must be http or stdio, got ${values.mode}`);
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${USAGE}`);
    process.exit(2);
  }
}

if (readMode() === 'stdio') {
  // a process for each conversation: a young generation that does not grow costs a little CPU and saves 6 MiB
  setFlagsFromString('--semi-space-growth-factor=1');
  // Node 22 and later keep what they compiled; the types are those of the oldest Node that is supported
  (nodeModule as { enableCompileCache?: () => unknown }).enableCompileCache?.();
  // desktop clients start a process a conversation: the bundle spares them 200 ms of module loading
  const bundle = new URL('./stdio.bundle.mjs', import.meta.url);
  const { runStdio } = (await import(
    existsSync(bundle) ? bundle.href : './stdio/run-stdio.js'
  )) as typeof Stdio;
  await runStdio();
} else {
  const { runHttp } = await import('./http/run-http.js');
  await runHttp();
}
