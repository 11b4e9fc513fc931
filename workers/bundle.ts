import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode } from '@temporalio/worker';

const WORKFLOWS = fileURLToPath(new URL('../workflows/', import.meta.url));
const VERSIONS = fileURLToPath(new URL('../package-lock.json', import.meta.url));

/** The workflow bundle as a file, made once for each state of the sources and dependencies. Returns its path. */
export async function workflowBundle({ cacheDir }: { cacheDir: string }): Promise<string> {
  const hash = createHash('sha256').update(readFileSync(VERSIONS));
  for (const file of readdirSync(WORKFLOWS)
    .filter((name) => name.endsWith('.ts'))
    .sort())
    hash.update(readFileSync(join(WORKFLOWS, file)));
  const path = join(cacheDir, `workflows-${hash.digest('hex').slice(0, 16)}.js`);
  if (existsSync(path)) return path;
  const logger = {
    log: () => undefined,
    trace: () => undefined,
    debug: () => undefined,
    info: () => undefined,
    warn: () => undefined,
    error: () => undefined,
  };
  const { code } = await bundleWorkflowCode({ workflowsPath: join(WORKFLOWS, 'customer-journey.ts'), logger });
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}`;
  writeFileSync(temporary, code);
  renameSync(temporary, path);
  return path;
}
