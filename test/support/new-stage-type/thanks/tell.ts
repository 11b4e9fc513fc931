import type { Tell } from '../../../../domain/tell/told.js';
import type { ThanksConfig } from './index.js';

export const tellThanks: Tell<ThanksConfig> = ({ config: { template, days }, words: { say, name, days: inDays } }) => ({
  about: say({ en: 'Thanks for the order.', de: 'Dankt für den Auftrag.' }),
  steps: [
    {
      name: 'thanks',
      sentence: say({
        en: `${inDays(days)} after the invoice came here, ${name(template)} is sent.`,
        de: `${inDays(days)} nachdem die Rechnung hierher kam, geht ${name(template)} hinaus.`,
      }),
      label: say({ en: `${inDays(days)} later: ${name(template)}`, de: `${inDays(days)} später: ${name(template)}` }),
      contacts: [],
    },
  ],
  outcomes: { thanked: say({ en: 'it was said', de: 'es gesagt ist' }) },
  standing: [],
  customer: [],
});
