import preset from '../../jest.preset.mjs';

// What these tests need is not among the packages of the workspace: suites/run.mjs installs it and calls this.
export default {
  ...preset,
  displayName: 'mcp-suites',
  rootDir: import.meta.dirname,
  testMatch: ['<rootDir>/src/suites/*.suite.ts'],
  modulePathIgnorePatterns: ['<rootDir>/suites/node_modules'],
  maxWorkers: 1,
  testTimeout: 180_000,
  reporters: ['default'],
};
