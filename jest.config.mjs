/** Unit tests stand beside the code; what needs the real servers is under test/. Native ESM: no module mocks. */
const shared = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'es6' } }] },
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  modulePathIgnorePatterns: ['<rootDir>/.duly/', '<rootDir>/dist/'],
};
const onServers = {
  ...shared,
  globalSetup: '<rootDir>/test/support/global-setup.ts',
  globalTeardown: '<rootDir>/test/support/global-teardown.ts',
};

export default {
  // No test measures time by this: a slow or busy machine must not fail one.
  testTimeout: 120_000,
  // Each worker has a Temporal of its own (test/support/test-servers.ts): most tests wait for servers, so two take little more than half the time of one.
  maxWorkers: 2,
  projects: [
    {
      ...shared,
      displayName: 'unit',
      testMatch: ['<rootDir>/{domain,workflows,activities,adapters,workers,api,cli,gateway,dev,prisma,bench}/**/*.test.ts'],
    },
    { ...onServers, displayName: 'servers', testMatch: ['<rootDir>/test/{integration,end-to-end,replay,faults}/**/*.test.ts'] },
    { ...onServers, displayName: 'full', testMatch: ['<rootDir>/test/full/**/*.test.ts'] },
    { ...onServers, displayName: 'soak', testMatch: ['<rootDir>/test/soak/**/*.test.ts'] },
  ],
};
