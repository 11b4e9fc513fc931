import { require as requireTypeScript } from 'tsx/cjs/api';

/** Jest calls this after failing tests too. */
export default async function teardown(): Promise<void> {
  const { runningServers } = requireTypeScript('./running-servers.ts', import.meta.url) as typeof import('./running-servers.js');
  await runningServers()?.stop();
}
