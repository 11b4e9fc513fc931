import type { createApiKeyStore, KnownKey } from '../adapters/prisma-api-keys.js';
import { makeApiKey } from '../api/api-keys.js';
import { isoInstant } from '../domain/calendar.js';
import { DulyError } from '../domain/errors.js';

type Store = ReturnType<typeof createApiKeyStore>;

/** A key as it is listed: never the key itself. */
export interface ShownKey {
  id: string;
  name: string;
  prefix: string;
  createdAt: string;
  revokedAt: string | null;
}

export const shownKey = ({ createdAt, revokedAt, ...key }: KnownKey): ShownKey => ({
  ...key,
  createdAt: isoInstant(createdAt),
  revokedAt: revokedAt === null ? null : isoInstant(revokedAt),
});

/** One line a key, the oldest first. */
export const keysText = (keys: ShownKey[]): string =>
  keys.length === 0
    ? 'There is no key: npx duly keys create NAME makes one.'
    : keys
        .map(
          ({ prefix, name, createdAt, revokedAt }) =>
            `${prefix}…  ${createdAt.slice(0, 10)}  ${revokedAt ? `revoked ${revokedAt.slice(0, 10)}` : 'valid'}  ${name}`,
        )
        .join('\n');

/** Makes a key; nothing but this answer holds it. Throws `invalid_request` for a name that a list could not show. */
export async function createKey({
  store,
  name,
  now,
}: {
  store: Pick<Store, 'add'>;
  name: string;
  now: number;
}): Promise<{ id: string; name: string; prefix: string; key: string }> {
  if (!/^[^\p{Cc}\p{Cs}]{1,100}$/u.test(name) || name.trim() === '')
    throw new DulyError({ code: 'invalid_request', message: 'A key’s name is 1 to 100 characters on one line: say what it is for.' });
  const { key, row } = makeApiKey({ name: name.trim(), now });
  await store.add(row);
  return { id: row.id, name: row.name, prefix: row.prefix, key };
}

/** Revokes the one key that begins so. Throws `not_found` where none does, `already_ended` for a revoked one, and `invalid_request` for several. */
export async function revokeKey({
  store,
  prefix,
  now,
}: {
  store: Pick<Store, 'list' | 'revoke'>;
  prefix: string;
  now: number;
}): Promise<ShownKey> {
  const found = (await store.list()).filter((key) => key.id === prefix || (prefix !== '' && key.prefix === prefix));
  const [key, another] = found;
  if (!key) throw new DulyError({ code: 'not_found', message: `No key begins with ${prefix}: npx duly keys list shows them all.` });
  if (another)
    throw new DulyError({
      code: 'invalid_request',
      message: `Several keys begin with ${prefix}: name one by its id, of ${found.map(({ id, name }) => `${id} (${name})`).join(', ')}.`,
    });
  if (!(await store.revoke({ id: key.id, now })))
    throw new DulyError({ code: 'already_ended', message: `The key ${key.prefix}… (${key.name}) is revoked already.` });
  return shownKey({ ...key, revokedAt: now });
}
