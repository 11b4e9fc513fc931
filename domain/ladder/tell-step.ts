import { titled } from '../tell/titles.js';
import type { ToldStep } from '../tell/told.js';
import { capital, type Words } from '../tell/words.js';
import { isBeforeDue } from './moment.js';
import type { LadderStep } from './step.js';

/** One step in words; `before` is the one that comes before it. */
export function tellStep({ step, before, words }: { step: LadderStep; before: LadderStep | undefined; words: Words }): ToldStep {
  const { say, name, moment, shortMoment, every } = words;
  const what = name(step.do.send);
  const shown = step.name === step.do.send ? what : `${name(step.name)} (${what})`;
  const parts = [
    say({ en: `${capital(moment(step.at))} ${what} is sent.`, de: `${capital(moment(step.at))} geht ${what} hinaus.` }),
    isBeforeDue(step.at) ? say({ en: 'It lapses when the due date begins.', de: 'Mit Beginn des Fälligkeitstags verfällt es.' }) : '',
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
      `${shortMoment(step.at)}: ${shown}`,
      ...(step.every ? [every(step.every)] : []),
      ...(step.severe ? [say({ en: 'severe', de: 'schwer' })] : []),
    ].join(', '),
    contacts: [
      {
        when: step.at,
        ...(step.every && { every: step.every }),
        channel: 'email',
        purpose: step.severe ? 'formal notice' : 'reminder',
        what,
        leadsTo: ['settled'],
      },
    ],
  };
}

/** In days, where both steps count in days from the same date, or the one from the other; else 0. */
function distanceOf({ step, before }: { step: LadderStep; before: LadderStep }): number {
  if (step.at.days === undefined || step.at.endOfMonth) return 0;
  if (step.at.from === before.name) return step.at.days;
  return before.at.days === undefined || before.at.endOfMonth || before.at.from !== step.at.from ? 0 : step.at.days - before.at.days;
}

/** The distance is told where it is known. */
function severeSentence({ step, before, words }: { step: LadderStep; before: LadderStep | undefined; words: Words }): string {
  const { say, days, name } = words;
  const distance = before ? distanceOf({ step, before }) : 0;
  if (!before || distance <= 0) return say({ en: 'It is severe and goes alone.', de: 'Er ist schwer und geht allein.' });
  return say({
    en: `It is severe: it goes alone, and never less than ${days(distance)} after ${name(before.name)} really went.`,
    de: `Der Schritt ist schwer: Er geht allein und frühestens ${days(distance)}, nachdem ${name(before.name)} wirklich hinausging.`,
  });
}

/** What the customer may be told of a step. */
export function tellStepToCustomer({ step, words }: { step: LadderStep; words: Words }): string {
  const { say, namelessMoment, every } = words;
  const when = capital(namelessMoment(step.at));
  const called = (en: string, de: string) => titled({ kind: say({ en, de }), template: step.do.send, words });
  const again = step.every ? say({ en: `, and again ${every(step.every)}`, de: ` und danach ${every(step.every)} wieder` }) : '';
  if (step.severe)
    return say({
      en: `${when} we send you ${called('a formal notice', '')}${again}.`,
      de: `${when} senden wir Ihnen ${called('', 'eine förmliche Mahnung')}${again}.`,
    });
  if (isBeforeDue(step.at))
    return say({
      en: `${when} we send you ${called('a note that an invoice is about to fall due', '')}.`,
      de: `${when} senden wir Ihnen ${called('', 'einen Hinweis, dass eine Rechnung bald fällig ist')}.`,
    });
  return say({
    en: `${when} we send you ${called('a reminder', '')}${again}.`,
    de: `${when} senden wir Ihnen ${called('', 'eine Erinnerung')}${again}.`,
  });
}
