import process from 'node:process';

process.stderr.write('mcp-server: no transport is configured\n');
process.exitCode = 1;
