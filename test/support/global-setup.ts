import { tsImport } from 'tsx/esm/api';

/** Jest's own transform does not reach what this file imports, so the real work is imported by tsx. */
export default async function setup(): Promise<void> {
  const { startTestServers } = (await tsImport('./test-servers.ts', import.meta.url)) as typeof import('./test-servers.js');
  await startTestServers();
}
