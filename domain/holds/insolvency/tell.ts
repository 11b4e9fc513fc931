import { askText } from '../ask.js';
import type { HoldKind } from '../hold-kind.js';
import type { InsolvencyConfig } from './index.js';

export const tellInsolvency: HoldKind<InsolvencyConfig>['tell'] = ({ config: { ask }, words }) => {
  const asked = askText({ ask, who: words.name(ask.who), words });
  return {
    standing: [
      words.say({
        en: `Where a customer is insolvent, everything stops for invoices from before the cut-off, and ${asked}; later invoices go on. Money that comes after the cut-off is not applied by itself, and only a person ends it.`,
        de: `Ist ein Kunde zahlungsunfähig, ruht für Rechnungen aus der Zeit vor dem Stichtag alles, und es gilt: ${asked}; spätere Rechnungen laufen weiter. Geld, das nach dem Stichtag kommt, wird nicht von selbst zugeordnet, und nur ein Mensch beendet das.`,
      }),
    ],
    customer: [],
  };
};
