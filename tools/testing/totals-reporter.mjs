import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Jest reporter: leaves the counts of one project in `test-output/totals.json`, where run-tests.mjs adds them up. */
export default class TotalsReporter {
  constructor(globalConfig) {
    this.rootDir = globalConfig.rootDir;
  }

  onRunComplete(_contexts, results) {
    const dir = join(this.rootDir, 'test-output');
    mkdirSync(dir, { recursive: true });
    const totals = {
      passed: results.numPassedTests,
      failed: results.numFailedTests + results.numRuntimeErrorTestSuites,
      skipped: results.numPendingTests + results.numTodoTests,
    };
    writeFileSync(join(dir, 'totals.json'), JSON.stringify(totals) + '\n');
  }
}
