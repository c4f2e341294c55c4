import nx from '@nx/eslint-plugin';
import prettier from 'eslint-config-prettier';
import * as jsonc from 'jsonc-eslint-parser';
import tseslint from 'typescript-eslint';
import own from './tools/lint-rules/index.mjs';
import { DEPENDENCIES } from './tools/architecture/dependencies.mjs';

/** Packages that only these projects may import. */
const ONLY_PLATFORM = ['pino', 'prom-client'];
const NEST = ['@nestjs/*'];
const LIB_SOURCES = 'libs/*/src/**/*.ts';
const TESTS = [
  ...['**/*.spec.ts', '**/*.e2e.ts', '**/*.bed.ts', '**/bench/**/*.ts'],
  ...['**/src/**/testing/**/*.ts', 'libs/*/test/**/*.ts', 'libs/testing/**/*.ts'],
];

const deepImports = {
  group: ['@binance-gateway/*/*'],
  message: 'Import from the public entry of the library.',
};

export default [
  { ignores: ['**/dist', '**/out-tsc', '**/test-output', '**/node_modules', '.nx'] },
  ...nx.configs['flat/base'],
  ...nx.configs['flat/typescript'],
  prettier,
  {
    files: ['**/*.ts', '**/*.mjs'],
    rules: {
      '@nx/enforce-module-boundaries': [
        'error',
        {
          enforceBuildableLibDependency: true,
          allow: ['^.*/eslint\\.config\\.mjs$', '^.*/jest\\.preset\\.mjs$', '^.*/tools/.*\\.mjs$'],
          depConstraints: Object.entries(DEPENDENCIES).map(([sourceTag, onlyDependOnLibsWithTags]) => ({
            sourceTag,
            onlyDependOnLibsWithTags,
          })),
        },
      ],
      'max-lines': ['error', { max: 400, skipBlankLines: false, skipComments: false }],
      eqeqeq: ['error', 'always'],
      'no-console': 'error',
    },
  },
  // a list of names is no code: it is as long as the library has names
  { files: ['**/src/index.ts'], rules: { 'max-lines': 'off' } },
  {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { '@typescript-eslint': tseslint.plugin, own },
    rules: {
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { arguments: false } }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      'own/no-float-money': 'error',
      'no-restricted-imports': ['error', { patterns: [deepImports] }],
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportAllDeclaration', message: 'Name what is exported: an export is a promise.' },
      ],
    },
  },
  {
    // A library gets its clock, chance and settings from whoever builds it.
    files: [LIB_SOURCES],
    ignores: [
      ...TESTS,
      'libs/platform/**',
      'libs/domain-types/src/time.ts',
      'libs/domain-types/src/random.ts',
    ],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Settings are options of the constructor.' },
        { object: 'Date', property: 'now', message: 'Use the injected Clock.' },
        { object: 'Math', property: 'random', message: 'Use the injected Random.' },
      ],
      'no-restricted-globals': [
        'error',
        ...['setTimeout', 'setInterval'].map((name) => ({ name, message: 'Use the injected Clock.' })),
      ],
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            deepImports,
            {
              group: [...NEST, 'rxjs', ...ONLY_PLATFORM],
              message: 'Only platform and the apps know frameworks.',
            },
          ],
        },
      ],
    },
  },
  {
    files: ['libs/domain-types/src/**/*.ts'],
    ignores: TESTS,
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: '^(?!\\.|class-validator(/|$)|class-transformer$|reflect-metadata$)',
              message:
                'domain-types knows class-validator, class-transformer and reflect-metadata, nothing else.',
            },
          ],
        },
      ],
    },
  },
  {
    files: ['apps/*/src/**/*.ts', 'libs/platform/src/**/*.ts'],
    ignores: [...TESTS, 'libs/platform/src/config/**', 'apps/*-e2e/**'],
    rules: {
      'no-restricted-properties': [
        'error',
        {
          object: 'process',
          property: 'env',
          message: 'libs/platform/src/config reads the environment, once.',
        },
      ],
    },
  },
  {
    files: ['libs/binance-client/src/**/*.ts'],
    ignores: [...TESTS, 'libs/binance-client/src/http/undici-transport.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [deepImports],
          paths: [{ name: 'undici', message: 'Only undici-transport.ts knows undici.' }],
        },
      ],
    },
  },
  {
    files: [
      'libs/binance-client/src/streams/frame.ts',
      'libs/stream-hub/src/hub.ts',
      'libs/stream-hub/src/channel.ts',
      'libs/stream-hub/src/client.ts',
    ],
    rules: { 'own/hot-path': 'error' },
  },
  { files: ['apps/gateway/src/**/*.controller.ts'], rules: { 'own/guarded-routes': 'error' } },
  {
    files: [
      '**/bench/**/*.ts',
      'tools/**/*.mjs',
      'examples/**/*.mjs',
      'apps/*/src/main.ts',
      'apps/*/src/record/main.ts',
      'apps/*/src/banner.ts',
    ],
    rules: { 'no-console': 'off' },
  },
  {
    files: TESTS,
    rules: {
      'own/no-float-money': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      'no-restricted-syntax': [
        'error',
        {
          selector:
            "NewExpression[callee.name='Promise'] CallExpression[callee.name='setTimeout'] > Identifier:first-child",
          message: 'Tests wait for conditions, they do not sleep.',
        },
      ],
    },
  },
  { files: ['libs/testing/src/until.ts'], rules: { 'no-restricted-syntax': 'off' } },
  {
    files: ['libs/*/package.json'],
    languageOptions: { parser: jsonc },
    rules: {
      '@nx/dependency-checks': [
        'error',
        {
          ignoredFiles: [
            '{projectRoot}/{eslint,jest}.config.mjs',
            '{projectRoot}/src/**/*.spec.ts',
            '{projectRoot}/bench/**/*',
          ],
        },
      ],
    },
  },
];
