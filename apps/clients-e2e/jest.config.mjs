import preset from '../../jest.preset.mjs';

export default {
  ...preset,
  displayName: 'clients-e2e',
  rootDir: import.meta.dirname,
  testMatch: ['<rootDir>/src/**/*.e2e.ts'],
  // a client runs all of its scenarios before the first is looked at
  testTimeout: 240_000,
  modulePathIgnorePatterns: ['<rootDir>/clients'],
};
