// Shared Jest 30 config. Everything is compiled to CommonJS by swc, including the ESM-only
// dependencies listed here: Jest can only require() ESM natively on Node >= 24.9.
const ESM_ONLY = ['@nestjs', 'file-type', 'cookie', 'content-disposition', 'js-yaml'];

const swc = (syntax) => ({
  swcrc: false,
  jsc: {
    target: 'es2022',
    parser: { syntax, decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: true },
    keepClassNames: true,
  },
  module: { type: 'commonjs', strict: true },
  sourceMaps: 'inline',
});

export default {
  testEnvironment: 'node',
  // generous: only a test that fails waits for it, and a busy machine is no failure
  testTimeout: 30_000,
  testMatch: ['<rootDir>/src/**/*.spec.ts'],
  transform: {
    '^.+\\.ts$': ['@swc/jest', swc('typescript')],
    '^.+\\.m?js$': ['@swc/jest', swc('ecmascript')],
  },
  transformIgnorePatterns: [`/node_modules/(?!(${ESM_ONLY.join('|')})/)`],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  testEnvironmentOptions: {
    customExportConditions: ['@binance-gateway/source', 'node', 'node-addons', 'require', 'default'],
  },
  coverageDirectory: 'test-output/coverage',
  reporters: ['default', '<rootDir>/../../tools/testing/totals-reporter.mjs'],
};
