import type { Enclosure } from '../effects/effect.js';
import type { Words } from '../tell/words.js';

const NAMES: Readonly<Record<Enclosure, { en: string; de: string }>> = {
  cheque: { en: 'the cheque', de: 'dem Scheck' },
  'payment slip': { en: 'a payment slip', de: 'einem Zahlschein' },
  'reply card': { en: 'a reply card', de: 'einer Antwortkarte' },
  'reply envelope': { en: 'a reply envelope', de: 'einem Rückumschlag' },
};

/** "with a payment slip and a reply envelope ", with a space after it; nothing where nothing is enclosed. */
export function enclosedText({ enclosed, words }: { enclosed: readonly Enclosure[] | undefined; words: Words }): string {
  if (!enclosed) return '';
  const { say, all } = words;
  return `${say({ en: 'with', de: 'mit' })} ${all(enclosed.map((one) => say(NAMES[one])))} `;
}
