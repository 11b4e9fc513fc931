import type { ListedVersion, PublishedVersion } from '../adapters/journeys.js';
import { isoInstant } from '../domain/calendar.js';

/** What publishing came to. */
export function publishedText({ id, name, version, isNew, isDefault, before }: PublishedVersion): string {
  const what = isNew
    ? `Published ${name}@${version} (${id})${before ? `; before it came ${name}@${before.version}` : ', the first of that name'}.`
    : `This text is published already, as ${name}@${version} (${id}); nothing was added.`;
  return `${what} ${isDefault ? 'New customers get it; who has another version keeps it.' : 'Nobody gets it by itself: --default gives it to new customers.'}`;
}

/** A version as JSON. */
export const listedJson = ({ publishedAt, ...version }: ListedVersion) => ({ ...version, publishedAt: isoInstant(publishedAt) });

/** One line a version. */
export function journeysText(versions: ListedVersion[]): string {
  if (versions.length === 0) return 'No journey is published: npx duly publish FILE publishes one.';
  const names = versions.map(({ name, version }) => `${name}@${version}`);
  const width = Math.max(...names.map((name) => name.length));
  return versions
    .map(({ id, publishedAt, isDefault, customers }, index) => {
      const pinned = customers === 1 ? '1 customer' : `${customers} customers`;
      return `${(names[index] ?? '').padEnd(width)}  ${isoInstant(publishedAt).slice(0, 16).replace('T', ' ')}  ${pinned.padStart(16)}  ${id}${isDefault ? '  default for new customers' : ''}`;
    })
    .join('\n');
}
