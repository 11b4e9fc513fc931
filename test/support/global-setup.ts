import { require as requireTypeScript } from 'tsx/cjs/api';

/** Jest's own transform does not reach what this file imports, so the real work is loaded by tsx. */
export default async function setup({ maxWorkers }: { maxWorkers: number }): Promise<void> {
  const { startTestServers } = requireTypeScript('./test-servers.ts', import.meta.url) as typeof import('./test-servers.js');
  await startTestServers({ workers: maxWorkers });
}
