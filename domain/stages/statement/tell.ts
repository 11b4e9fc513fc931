import { enclosedText } from '../../contacts/enclosed.js';
import type { Tell } from '../../tell/told.js';
import type { StatementConfig } from './index.js';

export const tellStatement: Tell<StatementConfig> = ({
  config: {
    at,
    statement: { send, by = ['email'], with: enclosed },
  },
  words,
}) => {
  const { say, name } = words;
  const when =
    'dayOfMonth' in at
      ? say({ en: `on day ${at.dayOfMonth} of each month`, de: `am ${at.dayOfMonth}. jedes Monats` })
      : say({ en: 'on the last business day of each month', de: 'am letzten Werktag jedes Monats' });
  const byLetter = by.some((way) => way !== 'email');
  const lies = enclosed ? ` ${enclosedText({ enclosed, words }).trimEnd()}` : '';
  const way = byLetter ? say({ en: ' by letter', de: ' als Brief' }) + lies : '';
  return {
    about: say({
      en: 'Tells the account each month of all that is open, in one message.',
      de: 'Nennt dem Konto jeden Monat alles, was offen ist, in einer Nachricht.',
    }),
    steps: [
      {
        name: send,
        sentence: say({
          en: `${capital(when)}, ${name(send)} is sent${way}, if anything is open.`,
          de: `${capital(when)} geht ${name(send)}${way} hinaus, wenn etwas offen ist.`,
        }),
        label: `${when}: ${name(send)}`,
        contacts: [
          {
            when: { words: when, kind: 'clock' },
            channel: byLetter ? (by.includes('email') ? 'email and letter' : 'letter') : 'email',
            purpose: 'statement',
            what: name(send),
            leadsTo: ['settled'],
          },
        ],
      },
    ],
    outcomes: {},
    standing: [
      say({
        en: 'What is disputed, promised, held or on its way is listed, marked, and not asked for.',
        de: 'Was bestritten, zugesagt, angehalten oder unterwegs ist, steht mit einem Vermerk darin und wird nicht gefordert.',
      }),
      say({
        en: 'It counts for no cap, and nothing severe rests on it.',
        de: 'Er zählt für keine Obergrenze, und nichts Schweres beruht auf ihm.',
      }),
    ],
    customer: [
      say({
        en: `${capital(when)} you get a statement of what is open, if anything is.`,
        de: `${capital(when)} erhalten Sie einen Kontoauszug über alles, was offen ist, wenn etwas offen ist.`,
      }),
    ],
  };
};

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);
