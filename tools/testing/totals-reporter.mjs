import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

const MESSAGE_LINES = 25;

/** What failed: `{ file, name, message }` for each test, and for each file that could not be run at all. */
const failuresOf = (rootDir, results) =>
  results.testResults.flatMap((suite) => {
    const file = relative(rootDir, suite.testFilePath);
    const failed = suite.testResults.filter((test) => test.status === 'failed');
    if (failed.length === 0 && !suite.testExecError) return [];
    if (failed.length === 0)
      return [{ file, name: 'the file itself', message: shortened(suite.failureMessage ?? '') }];
    return failed.map((test) => ({
      file,
      name: test.fullName,
      message: shortened(test.failureMessages.join('\n')),
    }));
  });

const shortened = (message) =>
  stripVTControlCharacters(message).split('\n').slice(0, MESSAGE_LINES).join('\n');

/**
 * Jest reporter: leaves the counts and the failures of one project in `test-output/totals.json`, where run-tests.mjs
 * adds them up.
 */
export default class TotalsReporter {
  constructor(globalConfig) {
    this.rootDir = globalConfig.rootDir;
  }

  onRunComplete(_contexts, results) {
    const dir = join(this.rootDir, 'test-output');
    mkdirSync(dir, { recursive: true });
    const totals = {
      failures: failuresOf(this.rootDir, results),
      passed: results.numPassedTests,
      failed: results.numFailedTests + results.numRuntimeErrorTestSuites,
      skipped: results.numPendingTests + results.numTodoTests,
    };
    writeFileSync(join(dir, 'totals.json'), JSON.stringify(totals) + '\n');
  }
}
