import preset from '../../jest.preset.mjs';

export default {
  ...preset,
  displayName: 'eslint-rules',
  rootDir: import.meta.dirname,
  testMatch: ['<rootDir>/src/**/*.spec.mjs'],
};
