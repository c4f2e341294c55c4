import preset from '../../jest.preset.mjs';

export default {
  ...preset,
  displayName: 'deploy-e2e',
  rootDir: import.meta.dirname,
  testMatch: ['<rootDir>/src/**/*.e2e.ts'],
  // generous: only a test that fails waits for it
  testTimeout: 120_000,
  // most of the time is waiting for processes that come and go, so more than the cores would have
  maxWorkers: 2,
};
