import type { Words } from './words.js';

/** What the shipped templates are called in the mails themselves. A template of the organisation's own has a name that only we use: it has none here. */
const TITLES: ReadonlyMap<string, { en: string; de: string }> = new Map([
  ['coming-up', { en: 'Coming up', de: 'Demnächst fällig' }],
  ['overdue', { en: 'Did it slip through?', de: 'Ist es untergegangen?' }],
  ['second-reminder', { en: 'Second reminder', de: 'Zweite Erinnerung' }],
  ['third-reminder', { en: 'Third reminder', de: 'Dritte Erinnerung' }],
  ['final-notice', { en: 'Final notice', de: 'Letzte Mahnung' }],
]);

/** As a customer knows it; undefined: he knows it by no title. */
export function titleOf({ template, words }: { template: string; words: Words }): string | undefined {
  const title = TITLES.get(template);
  return title && words.name(words.say(title));
}

/** `kind` followed by the template's title in brackets, where a customer knows it by one. */
export function titled({ kind, template, words }: { kind: string; template: string; words: Words }): string {
  const title = titleOf({ template, words });
  return title ? `${kind} (${title})` : kind;
}
