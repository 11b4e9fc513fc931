import { describe, expect, it } from '@jest/globals';
import { createAuth, hashOf, makeApiKey } from './api-keys.js';

const made = makeApiKey({ name: 'test', now: 0 });
const store = (rows: { id: string; hash: string; revoked: boolean }[]) => ({
  find: async (hash: string) => rows.find((row) => row.hash === hash),
});
const auth = createAuth(store([{ id: 'key_1', hash: made.row.hash, revoked: false }]));

describe('a new key', () => {
  it('carries 256 random bits and is never made twice', () => {
    const keys = Array.from({ length: 50 }, () => makeApiKey({ name: 'test', now: 0 }).key);
    expect(new Set(keys).size).toBe(50);
    for (const key of keys) {
      expect(key).toMatch(/^duly_test_[A-Za-z0-9_-]{43}$/);
      expect(Buffer.from(key.slice('duly_test_'.length), 'base64url')).toHaveLength(32);
    }
  });

  it('is kept only as its SHA-256 and a short prefix', () => {
    expect(made.row.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(made.row.hash).toBe(hashOf(made.key));
    expect(made.key.startsWith(made.row.prefix)).toBe(true);
    expect(made.row.prefix.length).toBeLessThan(20);
    expect(JSON.stringify(made.row)).not.toContain(made.key);
  });
});

describe('a caller', () => {
  it.each(['Bearer ', 'bearer ', 'BEARER  '])('is known by "%s" and the whole key', async (scheme) => {
    expect(await auth(`${scheme}${made.key}`)).toEqual({ keyId: 'key_1' });
  });

  it.each([
    ['no header', undefined],
    ['an empty header', ''],
    ['a bare key', made.key],
    ['basic authorization', `Basic ${made.key}`],
    ['a key that is too short', `Bearer ${made.key.slice(0, -1)}`],
    ['a key with more behind it', `Bearer ${made.key}x`],
    ['the hash instead of the key', `Bearer ${made.row.hash}`],
    ['two keys', `Bearer ${made.key} ${made.key}`],
  ])('is nobody with %s', async (_what, header) => {
    expect(await auth(header)).toBeUndefined();
  });

  it('is nobody once the key is revoked', async () => {
    const revoked = createAuth(store([{ id: 'key_1', hash: made.row.hash, revoked: true }]));
    expect(await revoked(`Bearer ${made.key}`)).toBeUndefined();
  });
});
