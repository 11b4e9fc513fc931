import { readdirSync } from 'node:fs';

const FOLDER = new URL('../../journeys/templates/', import.meta.url);

/** The messages that ship, by name, each with the languages in which it is written. */
export function knownTemplates(): Map<string, string[]> {
  const known = new Map<string, string[]>();
  for (const file of readdirSync(FOLDER).sort()) {
    const [, name = '', language = ''] = /^([a-z0-9-]+)\.([a-z]{2,3})\.md$/.exec(file) ?? [];
    if (name) known.set(name, [...(known.get(name) ?? []), language]);
  }
  return known;
}
