/** A child process: for each message it lives so many lives on the rules of a folder, and answers what happened in them and the first promise not kept. */
import { join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import type { Answer, Asked } from './in-children.js';
import { written } from './tally.js';

process.on('message', async ({ folder, ...asked }: Asked) => {
  const { proveLives } = (await import(pathToFileURL(join(folder, 'test/support/lives/run.js')).href)) as typeof import('./run.js');
  const { tally, broken } = proveLives(asked);
  process.send?.({ tally: written(tally), broken: broken ?? null } satisfies Answer);
});
