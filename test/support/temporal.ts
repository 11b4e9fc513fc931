/** Host and port of the Temporal server that is this Jest worker's alone. Throws when the run has no servers, as `createTestDatabase` does. */
export function testTemporal(): string {
  // biome-ignore lint/style/noProcessEnv: the global setup hands the servers' addresses over in the environment, and Jest numbers its workers there
  const { DULY_TEST_TEMPORALS: addresses, JEST_WORKER_ID: worker = 1 } = process.env;
  const own = addresses?.split(',')[Number(worker) - 1];
  if (!own) throw new Error('This test needs the servers of test/support/global-setup.ts: run it with npm test.');
  return own;
}
