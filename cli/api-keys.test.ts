import { expect, it } from '@jest/globals';
import { hashOf } from '../api/api-keys.js';
import { createKey, keysText, revokeKey, shownKey } from './api-keys.js';

type Row = { id: string; name: string; prefix: string; createdAt: number; revokedAt: number | null; hash?: string };

/** A table of keys in memory. */
function table(rows: Row[] = []) {
  return {
    rows,
    add: async (row: Omit<Row, 'revokedAt'>) => void rows.push({ ...row, revokedAt: null }),
    list: async () => rows,
    revoke: async ({ id, now }: { id: string; now: number }) => {
      const row = rows.find((one) => one.id === id && one.revokedAt === null);
      if (row) row.revokedAt = now;
      return row !== undefined;
    },
  };
}
const key = (id: string, prefix: string): Row => ({ id, prefix, name: `the ${id}`, createdAt: 0, revokedAt: null });

it('a key is shown once: the table has its hash and its first characters', async () => {
  const store = table();
  const made = await createKey({ store, name: ' ERP import ', now: 0 });
  expect(store.rows).toEqual([expect.objectContaining({ name: 'ERP import', prefix: made.prefix, hash: hashOf(made.key) })]);
  expect(JSON.stringify(store.rows.map(shownKey))).not.toContain(made.key);
  expect(made.key.startsWith(made.prefix)).toBe(true);
});

it.each(['', '  ', 'two\nlines', 'x'.repeat(101)])('refuses a name that a list could not show: %j', async (name) => {
  const store = table();
  await expect(createKey({ store, name, now: 0 })).rejects.toMatchObject({ code: 'invalid_request' });
  expect(store.rows).toEqual([]);
});

it('revokes the one that begins so, once', async () => {
  const store = table([key('k1', 'duly_test_aaaa'), key('k2', 'duly_test_bbbb')]);
  expect(await revokeKey({ store, prefix: 'duly_test_bbbb', now: 86_400_000 })).toMatchObject({
    id: 'k2',
    revokedAt: '1970-01-02T00:00:00Z',
  });
  expect(store.rows.map(({ revokedAt }) => revokedAt)).toEqual([null, 86_400_000]);
  await expect(revokeKey({ store, prefix: 'duly_test_bbbb', now: 0 })).rejects.toMatchObject({ code: 'already_ended' });
  expect(keysText(store.rows.map(shownKey))).toBe(
    'duly_test_aaaa…  1970-01-01  valid  the k1\nduly_test_bbbb…  1970-01-01  revoked 1970-01-02  the k2',
  );
});

it('revokes nothing where none or several are meant; the id tells them apart', async () => {
  const store = table([key('k1', 'duly_test_aaaa'), key('k2', 'duly_test_aaaa')]);
  for (const prefix of ['', 'duly_test_', 'duly_test_cccc'])
    await expect(revokeKey({ store, prefix, now: 1 })).rejects.toMatchObject({ code: 'not_found' });
  await expect(revokeKey({ store, prefix: 'duly_test_aaaa', now: 1 })).rejects.toMatchObject({
    code: 'invalid_request',
    message: expect.stringContaining('k1 (the k1), k2 (the k2)'),
  });
  expect(store.rows.every(({ revokedAt }) => revokedAt === null)).toBe(true);
  await revokeKey({ store, prefix: 'k2', now: 1 });
  expect(store.rows.map(({ revokedAt }) => revokedAt)).toEqual([null, 1]);
});
