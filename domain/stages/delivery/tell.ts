import { enclosedText } from '../../contacts/enclosed.js';
import type { Tell } from '../../tell/told.js';
import type { DeliveryConfig } from './index.js';

export const tellDelivery: Tell<DeliveryConfig> = ({ config, words }) => {
  const { say, name, within } = words;
  const { template, ask, by } = config;
  const enclosed = 'customer' in by ? undefined : by.letter.with;
  return {
    about: say({ en: 'Brings the invoice to the customer.', de: 'Bringt die Rechnung zum Kunden.' }),
    steps: [
      {
        name: 'deliver',
        sentence:
          'customer' in by
            ? say({
                en: `By email ${name(template)} is sent at once, at any hour; paper and outside deliveries are waited for until they are reported.`,
                de: `Per E-Mail geht ${name(template)} sofort hinaus, zu jeder Stunde; auf Papier und fremde Zustellungen wird gewartet, bis sie gemeldet sind.`,
              })
            : say({
                en: `By letter ${name(template)} ${enclosedText({ enclosed, words })}is sent at once; outside deliveries are waited for until they are reported.`,
                de: `Als Brief ${enclosedText({ enclosed, words })}geht ${name(template)} sofort hinaus; auf fremde Zustellungen wird gewartet, bis sie gemeldet sind.`,
              }),
        label: say({ en: `at once: ${name(template)}`, de: `sofort: ${name(template)}` }),
        contacts: [
          {
            when: { days: 0, from: 'issue' },
            channel: 'customer' in by ? 'chosen' : 'letter',
            purpose: 'invoice',
            what: name(template),
            leadsTo: ['settled'],
          },
        ],
      },
    ],
    outcomes: { delivered: say({ en: 'it is delivered', de: 'sie zugestellt ist' }) },
    standing: [
      say({
        en: `If it is refused or cannot be delivered, ${name(ask.who)} is asked ${within(ask.within)}, else ${name(ask.else)}: to send it again, or to take it as delivered.`,
        de: `Wird sie abgelehnt oder kommt sie nicht an, wird ${name(ask.who)} ${within(ask.within)} gefragt, sonst ${name(ask.else)}: noch einmal senden oder als zugestellt nehmen.`,
      }),
      say({ en: 'Nothing is asked for before it is delivered.', de: 'Vor der Zustellung wird nichts verlangt.' }),
    ],
    customer: [
      'customer' in by
        ? say({
            en: 'Each invoice reaches you the way you have chosen; by email at once.',
            de: 'Jede Rechnung erreicht Sie auf dem Weg, den Sie gewählt haben; per E-Mail sofort.',
          })
        : say({ en: 'Each invoice reaches you by letter.', de: 'Jede Rechnung erreicht Sie als Brief.' }),
      say({
        en: 'If something on it is wrong, tell us: we put it right before we ask for it.',
        de: 'Stimmt etwas daran nicht, sagen Sie es uns: Wir bringen es in Ordnung, bevor wir Zahlung verlangen.',
      }),
    ],
  };
};
