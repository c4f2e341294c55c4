import preset from '../../jest.preset.mjs';

export default {
  ...preset,
  displayName: 'architecture',
  rootDir: import.meta.dirname,
  testMatch: ['<rootDir>/src/**/*.spec.mjs'],
};
