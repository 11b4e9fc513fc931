import { createHash } from 'node:crypto';

/** Our id of a customer who comes with a file. */
export const importedCustomerId = ({ legalEntityId, externalId }: { legalEntityId: string; externalId: string }): string =>
  `cus_${slug(legalEntityId)}_${slug(externalId)}`;

/** The text if it is plain already; else its plain characters with a hash of all, so that different texts stay different. */
export function slug(text: string): string {
  if (/^[A-Za-z0-9_-]{1,60}$/.test(text)) return text;
  const plain = text.replace(/[^A-Za-z0-9_-]+/g, '-').slice(0, 40);
  return `${plain}-${createHash('sha256').update(text).digest('hex').slice(0, 12)}`;
}
