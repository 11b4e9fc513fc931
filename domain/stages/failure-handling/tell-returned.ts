import { verbOf } from '../../ladder/verbs/index.js';
import type { ChequeReason } from '../../rows.js';
import type { ToldStep } from '../../tell/told.js';
import type { Words } from '../../tell/words.js';
import { nameOf, type ReturnedLine } from './returned-cheque.js';

const REASONS: Readonly<Record<ChequeReason, Parameters<Words['say']>[0]>> = {
  'no-funds': { en: 'for want of money', de: 'mangels Deckung' },
  stopped: { en: 'because it was stopped', de: 'weil er gesperrt wurde' },
  'account-closed': { en: 'because the account is closed', de: 'weil das Konto erloschen ist' },
  'wrong-date': { en: 'because of its date', de: 'wegen seines Datums' },
  'no-signature': { en: 'because the signature is missing', de: 'weil die Unterschrift fehlt' },
  'our-fault': { en: 'through a fault of ours', de: 'durch unseren Fehler' },
};

/** A line for returned cheques in words. */
export function tellReturned({ line, words }: { line: ReturnedLine; words: Words }): ToldStep {
  const { say, any } = words;
  const why = any(line.reasons.map((reason) => say(REASONS[reason])));
  const verb = verbOf(line.do).tell({ said: line.do, severe: false, beforeDue: false, words });
  const again = line.again
    ? say({
        en: `; then the bank gets it once more, ${words.span(line.again)} later`,
        de: `; danach bekommt die Bank ihn ${words.span(line.again)} später noch einmal`,
      })
    : '';
  const when = say({ en: `a cheque comes back ${why}`, de: `ein Scheck zurückkommt, ${why}` });
  return {
    name: nameOf(line.do),
    sentence: say({ en: `If ${when}, ${verb.sentence}${again}.`, de: `Wenn ${when}, ${verb.sentence}${again}.` }),
    label: `${say({ en: `cheque returned ${why}`, de: `Scheck zurück, ${why}` })}: ${verb.what}`,
    contacts: verb.contact
      ? [{ when: { words: when, kind: 'event' }, ...verb.contact, purpose: 'failure', leadsTo: ['payment recovered'] }]
      : [],
  };
}
