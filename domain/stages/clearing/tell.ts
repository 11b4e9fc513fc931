import type { Tell } from '../../tell/told.js';
import type { ClearingConfig } from './index.js';

export const tellClearing: Tell<ClearingConfig> = ({ config, words }) => {
  const { say, name } = words;
  return {
    about: say({
      en: 'A cheque is with the bank: nobody is chased while it works.',
      de: 'Ein Scheck liegt bei der Bank: Solange sie arbeitet, wird niemand gemahnt.',
    }),
    steps: [
      {
        name: null,
        sentence: say({
          en: `Without word from the bank, ${name(config.ask)} is asked after ${words.span(config.wait)}; until the answer the money counts as on its way.`,
          de: `Ohne Nachricht der Bank wird nach ${words.ofSpan(config.wait)} ${name(config.ask)} gefragt; bis zur Antwort gilt das Geld als unterwegs.`,
        }),
        label: say({
          en: `waits ${words.span(config.wait)}, then asks ${name(config.ask)}`,
          de: `wartet ${words.span(config.wait)}, fragt dann ${name(config.ask)}`,
        }),
        contacts: [],
      },
    ],
    outcomes: {
      returned: say({ en: 'the bank returns the cheque unpaid', de: 'die Bank den Scheck unbezahlt zurückgibt' }),
      'cleared with a rest': say({
        en: 'the cheque is paid and something is still owed',
        de: 'der Scheck bezahlt ist und noch etwas offen bleibt',
      }),
    },
    standing: [
      say({
        en: 'The invoice stays open until the bank has paid; only then the money counts as received.',
        de: 'Die Rechnung bleibt offen, bis die Bank bezahlt hat; erst dann gilt das Geld als eingegangen.',
      }),
    ],
    customer: [
      say({
        en: 'While a cheque of yours is with the bank, we do not remind you of the invoice that it is for.',
        de: 'Solange Ihr Scheck bei der Bank liegt, erinnern wir Sie nicht an die Rechnung, für die er ist.',
      }),
    ],
  };
};
