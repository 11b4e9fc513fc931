import { titled } from '../../tell/titles.js';
import type { Tell, ToldStep } from '../../tell/told.js';
import { capital, type DayMoment, type Moment, type Words } from '../../tell/words.js';
import { inPlainDays, isDate, lapsesUnsent, type RemindersConfig } from './index.js';

type Step = RemindersConfig['steps'][number];

export const tellReminders: Tell<RemindersConfig> = ({ config, words }) => {
  const { say } = words;
  const repeats = config.steps.at(-1)?.every !== undefined;
  const days = nearDays(config.steps);
  return {
    about: say({
      en: `Reminds of the invoice, step by step, until nothing is owed${repeats ? '' : ' or the steps are used up'}.`,
      de: `Erinnert Schritt für Schritt an die Rechnung, bis nichts mehr offen ist${repeats ? '' : ' oder die Schritte verbraucht sind'}.`,
    }),
    steps: config.steps.map((step, index) => tellStep({ step, before: config.steps[index - 1], near: days[index] as DayMoment, words })),
    outcomes: {
      'used up': repeats
        ? say({
            en: 'the steps were used up, which a repeated last step never is',
            de: 'die Schritte verbraucht sind, was bei einem wiederholten letzten Schritt nie eintritt',
          })
        : say({ en: 'every step is over and something is still owed', de: 'alle Schritte vorbei sind und noch etwas offen ist' }),
    },
    standing: [
      say({
        en: 'A step that was taken is never taken again for the invoice.',
        de: 'Ein Schritt, der getan ist, kommt für diese Rechnung nie wieder.',
      }),
    ],
    customer: config.steps.map((step) => customerSentence({ step, words })),
  };
};

const momentOf = ({ at }: Step): Moment => ({ ...at, from: isDate(at.from) ? at.from : { step: at.from } });
/** A customer does not know steps by their names. */
const customerMoment = ({ at }: Step): Moment => ({ ...at, from: isDate(at.from) ? at.from : { step: null } });

/** About which day each step has, so that contacts can be put in order. */
function nearDays(steps: Step[]): DayMoment[] {
  const near: DayMoment[] = [];
  for (const { at } of steps) {
    const days = at.days ?? 30 * (at.months ?? 0);
    const before = near.at(-1) ?? { days: 0, from: 'due' };
    near.push(isDate(at.from) ? { days, from: at.from } : { days: before.days + days, from: before.from });
  }
  return near;
}

function tellStep({ step, before, near, words }: { step: Step; before: Step | undefined; near: DayMoment; words: Words }): ToldStep {
  const { say, name, every } = words;
  const when = words.moment(momentOf(step));
  const what = name(step.do.send);
  const shown = step.name === step.do.send ? what : `${name(step.name)} (${what})`;
  const parts = [
    say({ en: `${capital(when)} ${what} is sent.`, de: `${capital(when)} geht ${what} hinaus.` }),
    isDate(step.at.from)
      ? ''
      : say({
          en: 'It counts from the day on which that step really went.',
          de: 'Gezählt wird ab dem Tag, an dem dieser Schritt wirklich getan war.',
        }),
    lapsesUnsent(step) ? say({ en: 'It lapses when the due date begins.', de: 'Mit Beginn des Fälligkeitstags verfällt es.' }) : '',
    step.every
      ? say({
          en: `It comes again ${every(step.every)} while something is owed.`,
          de: `Es kommt ${every(step.every)} wieder, solange etwas offen ist.`,
        })
      : '',
    step.severe ? severeSentence({ step, before, words }) : '',
  ];
  return {
    name: step.name,
    sentence: parts.filter(Boolean).join(' '),
    label: [
      `${words.shortMoment(momentOf(step))}: ${shown}`,
      ...(step.every ? [every(step.every)] : []),
      ...(step.severe ? [say({ en: 'severe', de: 'schwer' })] : []),
    ].join(', '),
    contacts: [
      {
        when: { words: when, kind: 'dated', near },
        ...(step.every && { every: step.every }),
        channel: 'email',
        purpose: step.severe ? 'formal notice' : 'reminder',
        what,
        leadsTo: ['settled'],
      },
    ],
  };
}

/** The distance is told where it follows from the file alone: both steps count plain days from the same date. */
function severeSentence({ step, before, words }: { step: Step; before: Step | undefined; words: Words }): string {
  const { say, days, name } = words;
  const comparable = before && inPlainDays(step) && inPlainDays(before) && before.at.from === step.at.from;
  const distance = comparable ? (step.at.days ?? 0) - (before.at.days ?? 0) : 0;
  if (!before || distance <= 0) return say({ en: 'It is severe and goes alone.', de: 'Der Schritt ist schwer und geht allein.' });
  return say({
    en: `It is severe: it goes alone, and never less than ${days(distance)} after ${name(before.name)} really went.`,
    de: `Der Schritt ist schwer: Er geht allein und frühestens ${days(distance)}, nachdem ${name(before.name)} wirklich hinausging.`,
  });
}

function customerSentence({ step, words }: { step: Step; words: Words }): string {
  const { say, every } = words;
  const when = capital(words.moment(customerMoment(step)));
  const called = (kind: string) => titled({ kind, template: step.do.send, words });
  const again = step.every ? say({ en: `, and again ${every(step.every)}`, de: ` und danach ${every(step.every)} wieder` }) : '';
  const send = (kind: string) =>
    say({ en: `${when} we send you ${called(kind)}${again}.`, de: `${when} senden wir Ihnen ${called(kind)}${again}.` });
  if (step.severe) return send(say({ en: 'a formal notice', de: 'eine förmliche Mahnung' }));
  if (lapsesUnsent(step))
    return send(say({ en: 'a note that an invoice is about to fall due', de: 'einen Hinweis, dass eine Rechnung bald fällig ist' }));
  return send(say({ en: 'a reminder', de: 'eine Erinnerung' }));
}
