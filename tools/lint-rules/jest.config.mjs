import preset from '../../jest.preset.mjs';

export default {
  ...preset,
  displayName: 'lint-rules',
  rootDir: import.meta.dirname,
  testMatch: ['<rootDir>/src/**/*.spec.mjs'],
};
