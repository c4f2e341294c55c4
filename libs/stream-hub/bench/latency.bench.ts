// Added latency and the memory of a client are those of the whole gateway, which its own bench measures.
import { execFileSync } from 'node:child_process';

execFileSync(process.execPath, ['--expose-gc', '../../tools/bench/run.mjs', 'latency'], {
  cwd: '../../apps/gateway',
  stdio: 'inherit',
});
