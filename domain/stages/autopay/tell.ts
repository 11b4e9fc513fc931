import type { Tell } from '../../tell/told.js';
import type { AutopayConfig } from './index.js';

export const tellAutopay: Tell<AutopayConfig> = ({ config, words }) => {
  const { say, name, moment, shortMoment } = words;
  const drawnOn = { days: config.collect.days, from: 'due' } as const;
  const notice = config.notice && { ...config.notice, on: { days: -config.notice.days, from: 'due' } as const };
  return {
    about: say({
      en: 'Collects the invoice from a customer who agreed to it.',
      de: 'Zieht die Rechnung bei einem Kunden ein, der zugestimmt hat.',
    }),
    steps: [
      ...(notice
        ? [
            {
              name: 'autopay-notice',
              sentence: say({
                en: `${name(notice.template)} is sent ${moment(notice.on)}; it lapses when the due date begins.`,
                de: `${name(notice.template)} geht ${moment(notice.on)} hinaus; mit Beginn des Fälligkeitstags verfällt es.`,
              }),
              label: `${shortMoment(notice.on)}: ${name(notice.template)}`,
              contacts: [
                {
                  when: notice.on,
                  channel: 'email' as const,
                  purpose: 'announcement' as const,
                  what: name(notice.template),
                  leadsTo: ['settled' as const],
                },
              ],
            },
          ]
        : []),
      {
        name: 'collect',
        sentence: say({
          en: `What is open and neither held, on its way nor covered by other money is drawn ${moment(drawnOn)}, once, from the newest method that the customer agreed to.`,
          de: `Was offen und weder angehalten noch unterwegs noch durch anderes Geld gedeckt ist, wird ${moment(drawnOn)} einmal eingezogen, über das neueste Zahlungsmittel, dem der Kunde zugestimmt hat.`,
        }),
        label: say({ en: `${shortMoment(drawnOn)}: collect`, de: `${shortMoment(drawnOn)}: einziehen` }),
        contacts: [
          {
            when: drawnOn,
            channel: 'payment method',
            purpose: 'collection',
            what: say({ en: 'the collection', de: 'der Einzug' }),
            leadsTo: ['settled'],
          },
        ],
      },
    ],
    outcomes: {
      failed: say({ en: 'the collection fails or its result is unknown', de: 'der Einzug fehlschlägt oder sein Ergebnis unbekannt ist' }),
      'no autopay': say({
        en: 'the customer has not agreed to collection, or the one collection is spent',
        de: 'der Kunde dem Einzug nicht zugestimmt hat oder der eine Einzug verbraucht ist',
      }),
    },
    standing: [...(notice ? [] : [say({ en: 'Nothing is told beforehand.', de: 'Vorher wird nichts mitgeteilt.' })])],
    customer: [
      say({
        en: `If you have agreed that we collect${notice ? `, we tell you ${moment(notice.on)} what we will collect, and` : ', we'} collect it ${moment(drawnOn)}.`,
        de: `Haben Sie dem Einzug zugestimmt, ${notice ? `teilen wir Ihnen ${moment(notice.on)} mit, was wir einziehen, und ziehen es` : 'ziehen wir den Betrag'} ${moment(drawnOn)} ein.`,
      }),
      say({
        en: 'What you dispute or have already paid is not collected.',
        de: 'Was Sie bestreiten oder schon bezahlt haben, ziehen wir nicht ein.',
      }),
    ],
  };
};
