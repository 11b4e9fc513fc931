import { chmodSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Instant } from '../domain/calendar.js';
import { type ApiKeyStore, makeApiKey } from './api-keys.js';

/**
 * Makes the first key where there is none, and keeps it in `<home>/api-key.txt`, readable by its owner only. The file is written before the key is
 * valid: a full disk leaves neither. Undefined where there are keys already.
 */
export async function keepFirstKey({
  store,
  home,
  now,
}: {
  store: Pick<ApiKeyStore, 'addIfNone'>;
  home: string;
  now: Instant;
}): Promise<{ key: string; file: string } | undefined> {
  const { key, row } = makeApiKey({ name: 'first key', now });
  const file = join(home, 'api-key.txt');
  const draft = `${file}.${process.pid}`;
  mkdirSync(home, { recursive: true });
  writeFileSync(draft, `${key}\n`, { mode: 0o600 });
  chmodSync(draft, 0o600);
  try {
    if (!(await store.addIfNone(row))) return undefined;
    renameSync(draft, file);
    return { key, file };
  } finally {
    rmSync(draft, { force: true });
  }
}
