import type { Words } from '../tell/words.js';
import type { Rank } from './purposes.js';

/** The contact of a rank in words; in German without its article, and feminine. */
const RANK_TEXTS: Readonly<Record<Rank, { en: string; de: string }>> = {
  'accounts-payable': { en: 'accounts payable', de: 'Kreditorenbuchhaltung' },
  'finance-manager': { en: 'the finance manager', de: 'Leitung der Buchhaltung' },
  'finance-director': { en: 'the finance director', de: 'Finanzleitung' },
  'managing-director': { en: 'the managing director', de: 'Geschäftsführung' },
};
export const rankText = (rank: Rank): string => RANK_TEXTS[rank].en;

/** Whom of the customer a message is for, and who of ours gets a copy; nothing where it goes to his usual contact alone. */
export function tellWhom({ to, copy, words }: { to?: readonly Rank[] | undefined; copy?: readonly string[] | undefined; words: Words }): {
  /** As it goes on in a sentence. */
  sentence: string;
  to?: string;
  copies?: string[];
} {
  const { say, all, name } = words;
  const ranks = (to ?? []).map((rank) => RANK_TEXTS[rank]);
  const copies = (copy ?? []).map(name);
  const whom = say({ en: all(ranks.map(({ en }) => en)), de: all(ranks.map(({ de }) => `die ${de}`)) });
  const parts = [
    ...(ranks.length > 0 ? [say({ en: `to ${whom}`, de: `an ${whom}` })] : []),
    ...(copies.length > 0 ? [say({ en: `with a copy to ${all(copies)}`, de: `mit Kopie an ${all(copies)}` })] : []),
  ];
  return {
    sentence: parts.length > 0 ? `${parts.join(say({ en: ', ', de: ' ' }))} ` : '',
    ...(ranks.length > 0 && { to: say({ en: whom, de: all(ranks.map(({ de }) => de)) }) }),
    ...(copies.length > 0 && { copies }),
  };
}

/** What becomes of a message whose contact the customer does not have. */
export const insteadText = ({ say }: Words): string =>
  say({
    en: 'Where the customer has no such contact it goes to the next lower one, at last to the usual one.',
    de: 'Wo der Kunde keinen solchen Kontakt hat, geht es an den nächstniedrigeren, zuletzt an den üblichen.',
  });
