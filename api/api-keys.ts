/** Bearer keys. A key is shown once; the database keeps its SHA-256: with 256 random bits a slow hash would add nothing. */
import { createHash, randomBytes } from 'node:crypto';
import { v7 as uuid } from 'uuid';
import type { Instant } from '../domain/calendar.js';
import type { Auth } from './ports.js';

export interface ApiKeyRow {
  id: string;
  name: string;
  /** The first characters, to be told apart in lists. */
  prefix: string;
  /** SHA-256 of the whole key, hex. */
  hash: string;
  createdAt: Instant;
}

export interface ApiKeyStore {
  find(hash: string): Promise<{ id: string; revoked: boolean } | undefined>;
  /** Adds the row if there is no key at all; whether it did. */
  addIfNone(row: ApiKeyRow): Promise<boolean>;
}

const MARK = 'duly_test_';

/** A new key, and what is kept of it. */
export function makeApiKey({ name, now }: { name: string; now: Instant }): { key: string; row: ApiKeyRow } {
  const key = `${MARK}${randomBytes(32).toString('base64url')}`;
  return { key, row: { id: `key_${uuid()}`, name, prefix: key.slice(0, MARK.length + 4), hash: hashOf(key), createdAt: now } };
}

/** Knows callers by `Authorization: Bearer <key>`. The look-up is by hash, so its cost says nothing about how much of a key was right. */
export function createAuth({ find }: Pick<ApiKeyStore, 'find'>): Auth {
  return async (authorization) => {
    const [, given] = /^Bearer +(\S+) *$/i.exec(authorization ?? '') ?? [];
    if (given === undefined) return undefined;
    const known = await find(hashOf(given));
    return known && !known.revoked ? { keyId: known.id } : undefined;
  };
}

export const hashOf = (key: string): string => createHash('sha256').update(key).digest('hex');
