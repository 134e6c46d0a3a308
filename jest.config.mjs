const transform = {
  '^.+\\.tsx?$': [
    '@swc/jest',
    {
      swcrc: false,
      sourceMaps: 'inline',
      module: { type: 'es6' },
      jsc: {
        target: 'es2023',
        parser: { syntax: 'typescript', tsx: true, decorators: true },
        transform: {
          legacyDecorator: true,
          decoratorMetadata: true,
          react: { runtime: 'automatic' },
        },
        keepClassNames: true,
      },
    },
  ],
};

const common = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  transform,
  moduleNameMapper: {
    '^@appbase-pfe/types$': '<rootDir>/libs/types/src/index.ts',
    '^@appbase-pfe/sdk$': '<rootDir>/libs/sdk/src/index.ts',
    '^@appbase-pfe/sdk/(react|offline)$': '<rootDir>/libs/sdk/src/$1/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  modulePathIgnorePatterns: ['<rootDir>/build', '<rootDir>/dist', '/dist/'],
  setupFilesAfterEnv: ['<rootDir>/test/support/retry.mjs'],
};

/** One project a kind of test: `unit` and `e2e` need Node alone; the others need the system. */
const project = (displayName, testMatch) => ({ ...common, displayName, testMatch });

export default {
  projects: [
    project('unit', ['<rootDir>/{src,libs}/**/*.spec.{ts,tsx}']),
    project('e2e', ['<rootDir>/test/{e2e,architecture}/**/*-spec.ts']),
    project('system', ['<rootDir>/test/system/**/*-spec.ts']),
    project('browser', ['<rootDir>/test/browser/**/*-spec.ts']),
    project('docker', ['<rootDir>/test/docker/**/*-spec.ts']),
  ],
  // What hangs is ended. How fast a machine is decides nothing: a busy one may take ten times as long.
  testTimeout: 300_000,
};
