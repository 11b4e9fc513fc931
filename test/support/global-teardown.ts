import { runningServers } from './running-servers.js';

/** Jest calls this after failing tests too. */
export default async function teardown(): Promise<void> {
  await runningServers()?.stop();
}
