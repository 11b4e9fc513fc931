import type { Tell, ToldContact, ToldStep } from '../../tell/told.js';
import type { Words } from '../../tell/words.js';
import { capital } from '../../tell/words.js';
import type { OverdueConfig, State, StateMessage, Threshold } from './config.js';

export const tellOverdue: Tell<OverdueConfig> = ({ config, words }) => {
  const { say, any, money, all, name } = words;
  const severe = config.states.some((state) => state.severe);
  return {
    about: say({
      en: 'Says how far the account is overdue, by what is unpaid at the moment: up and down at once.',
      de: 'Sagt, wie weit das Konto im Verzug ist, nach dem, was gerade unbezahlt ist: sofort hinauf und hinunter.',
    }),
    steps: [
      ...config.states.map((state) => tellState({ state, words })),
      ...Object.entries(config.leaving).map(
        ([state, messages]): ToldStep => ({
          name: null,
          sentence: say({
            en: `When ${name(state)} is left for a lower state, ${all(messages.map(({ send }) => name(send)))} ${messages.length > 1 ? 'are' : 'is'} sent.`,
            de: `Wird ${name(state)} nach unten verlassen, ${messages.length > 1 ? 'gehen' : 'geht'} ${all(messages.map(({ send }) => name(send)))} hinaus.`,
          }),
          label: say({
            en: `leaving ${name(state)}: ${all(messages.map(({ send }) => name(send)))}`,
            de: `${name(state)} verlassen: ${all(messages.map(({ send }) => name(send)))}`,
          }),
          contacts: messages.map((message) =>
            contactOf({
              message,
              when: say({ en: `when ${name(state)} is left`, de: `wenn ${name(state)} verlassen wird` }),
              severe: false,
              words,
            }),
          ),
        }),
      ),
    ],
    outcomes: {},
    standing: [
      say({
        en: 'What is disputed, held or covered by money not yet applied is left out.',
        de: 'Was strittig, angehalten oder durch noch nicht zugeordnetes Geld gedeckt ist, zählt nicht.',
      }),
      ...(config.tolerance
        ? [
            say({
              en: `A rest of an invoice up to ${any(config.tolerance.map((one) => money(one)))} is not counted.`,
              de: `Ein Rest einer Rechnung bis ${any(config.tolerance.map((one) => money(one)))} zählt nicht.`,
            }),
          ]
        : []),
      say({
        en: 'A message goes once, until the account has been clear; what a state holds lasts as long as it or a later one.',
        de: 'Eine Nachricht geht einmal, bis das Konto ausgeglichen war; was eine Stufe anhält, bleibt es, solange sie oder eine spätere gilt.',
      }),
      ...(severe
        ? [
            say({
              en: 'Into a severe state it goes only from the one before it, the full distance after that one’s notice really went.',
              de: 'In eine schwere Stufe geht es nur aus der davor, mit vollem Abstand, nachdem deren Nachricht wirklich hinausging.',
            }),
          ]
        : []),
    ],
    customer: config.states.flatMap((state) => tellStateToCustomer({ state, words })),
  };
};

function tellState({ state, words }: { state: State; words: Words }): ToldStep {
  const { say, name, all } = words;
  const { send, hold, ask } = state;
  const sent = all(send.map((message) => name(message.send)));
  const parts = [
    `${capital(name(state.name))} ${thresholdText({ from: state.from, words })}.`,
    ...(state.severe ? [say({ en: 'It is severe.', de: 'Sie ist schwer.' })] : []),
    ...(send.length > 0
      ? [say({ en: `${sent} ${send.length > 1 ? 'are' : 'is'} sent.`, de: `${sent} ${send.length > 1 ? 'gehen' : 'geht'} hinaus.` })]
      : []),
    ...(hold.includes('orders') ? [say({ en: 'New orders are held.', de: 'Neue Bestellungen werden angehalten.' })] : []),
    ...(hold.includes('service') ? [say({ en: 'Service is suspended.', de: 'Die Leistung wird ausgesetzt.' })] : []),
    ...(ask.length > 0
      ? [
          say({
            en: `${all(ask.map(name))} ${ask.length > 1 ? 'are' : 'is'} asked.`,
            de: `${all(ask.map(name))} ${ask.length > 1 ? 'werden' : 'wird'} gefragt.`,
          }),
        ]
      : []),
  ];
  const when = `${name(state.name)} ${thresholdText({ from: state.from, words })}`;
  return {
    name: null,
    sentence: parts.join(' '),
    label: `${name(state.name)} ${thresholdText({ from: state.from, words })}${send.length > 0 ? `: ${sent}` : ''}`,
    contacts: send.map((message) => contactOf({ message, when, severe: state.severe, words })),
  };
}

const contactOf = ({
  message,
  when,
  severe,
  words,
}: {
  message: StateMessage;
  when: string;
  severe: boolean;
  words: Words;
}): ToldContact => ({
  when: { words: when, kind: 'event' },
  channel: 'email',
  purpose: severe ? 'formal notice' : 'reminder',
  what: words.name(message.send),
  leadsTo: ['settled'],
});

/** `from 30 days after issue of the oldest unpaid invoice`. */
function thresholdText({ from: { days, after, invoices, balance }, words }: { from: Threshold; words: Words }): string {
  const { say, any, money } = words;
  if (days !== undefined)
    return say({
      en: `from ${words.days(days)} after ${after === 'issue' ? 'issue' : 'the due date'} of the oldest unpaid invoice`,
      de: `ab ${words.ofDays(days)} nach ${after === 'issue' ? 'dem Datum' : 'Fälligkeit'} der ältesten unbezahlten Rechnung`,
    });
  if (invoices !== undefined)
    return say({
      en: `from ${invoices} unpaid ${invoices === 1 ? 'invoice' : 'invoices'}`,
      de: `ab ${invoices} ${invoices === 1 ? 'unbezahlter Rechnung' : 'unbezahlten Rechnungen'}`,
    });
  const amounts = any((balance ?? []).map((one) => money(one)));
  return say({ en: `from ${amounts} unpaid`, de: `ab ${amounts} offen` });
}

function tellStateToCustomer({ state: { send, hold, from }, words }: { state: State; words: Words }): string[] {
  const { say } = words;
  const when = capital(thresholdText({ from, words }));
  return [
    ...(send.length > 0 ? [say({ en: `${when} we remind you of your account.`, de: `${when} erinnern wir Sie an Ihr Konto.` })] : []),
    ...(hold.includes('orders') ? [say({ en: `${when} new orders wait.`, de: `${when} warten neue Bestellungen.` })] : []),
    ...(hold.includes('service') ? [say({ en: `${when} we suspend our service.`, de: `${when} setzen wir unsere Leistung aus.` })] : []),
  ];
}
