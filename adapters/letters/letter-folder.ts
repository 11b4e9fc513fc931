import { createHash } from 'node:crypto';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { LetterService } from '../../activities/ports/letter-service.js';

/**
 * Letters as files in a folder from which a print service takes them: `<hash of the id>.pdf`, `<hash>.registered.pdf` for one to be registered; no name
 * says whose. A file appears whole or not at all. A letter that lies there is not written again; what the service has taken away it may get once more
 * only where our record of the handing over was lost.
 */
export function createLetterFolder({ folder }: { folder: string }): Pick<LetterService, 'handOver'> {
  return {
    async handOver({ id, registered, bytes }) {
      const name = createHash('sha256').update(id).digest('hex').slice(0, 40);
      const file = join(folder, `${name}${registered ? '.registered' : ''}.pdf`);
      const draft = join(folder, `.${name}.${process.pid}.part`);
      try {
        await mkdir(folder, { recursive: true });
        if (await stat(file).then(Boolean, () => false)) return { did: 'accepted' };
        const handle = await open(draft, 'w', 0o600);
        try {
          await handle.writeFile(bytes);
          await handle.sync();
        } finally {
          await handle.close();
        }
        await rename(draft, file);
        return { did: 'accepted' };
      } catch (error) {
        await rm(draft, { force: true }).catch(() => undefined);
        return { did: 'not-now', message: (error as { code?: string }).code ?? 'the folder cannot be written' };
      }
    },
  };
}
