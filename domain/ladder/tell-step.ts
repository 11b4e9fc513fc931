import { tellAudience } from '../segments/tell-audience.js';
import { titleOf } from '../tell/titles.js';
import type { ToldStep } from '../tell/told.js';
import { capital, type Words } from '../tell/words.js';
import { saidBetween } from './distance.js';
import { isBeforeDue } from './moment.js';
import { isSevere, type LadderStep } from './step.js';
import { verbOf } from './verbs/index.js';

const toldVerb = ({ step, words }: { step: LadderStep; words: Words }) =>
  verbOf(step.do).tell({ said: step.do, severe: step.severe, beforeDue: isBeforeDue(step.at), words });

/** One step in words; `before` is the one that comes before it. */
export function tellStep({ step, before, words }: { step: LadderStep; before: LadderStep | undefined; words: Words }): ToldStep {
  const { say, name, moment, shortMoment, every } = words;
  const { sentence, more = [], what, contact } = toldVerb({ step, words });
  const audience = tellAudience({ to: step.to, template: 'send' in step.do ? step.do.send : undefined, words });
  const shown = step.name === ownName(step) ? what : `${name(step.name)} (${what})`;
  const parts = [
    `${capital(moment(step.at))} ${sentence}.`,
    ...more,
    isBeforeDue(step.at) ? say({ en: 'It lapses when the due date begins.', de: 'Mit Beginn des Fälligkeitstags verfällt es.' }) : '',
    step.every
      ? say({
          en: `It comes again ${every(step.every)} while something is owed.`,
          de: `Es kommt ${every(step.every)} wieder, solange etwas offen ist.`,
        })
      : '',
    isSevere(step) ? severeSentence({ step, before, words }) : '',
    ...audience.sentences,
  ];
  return {
    name: step.name,
    sentence: parts.filter(Boolean).join(' '),
    label: [
      `${shortMoment(step.at)}: ${shown}`,
      ...(step.every ? [every(step.every)] : []),
      ...(isSevere(step) ? [say({ en: 'severe', de: 'schwer' })] : []),
      ...audience.marks,
    ].join(', '),
    contacts: contact ? [{ when: step.at, ...(step.every && { every: step.every }), ...contact, leadsTo: ['settled'] }] : [],
  };
}

/** The name that a step has when it is not given one. */
function ownName({ do: doing }: LadderStep): string {
  if ('send' in doing) return doing.send;
  if ('call' in doing) return `call-${doing.call}`;
  if ('notify' in doing) return `notify-${doing.notify}`;
  return 'ask' in doing ? `ask-${doing.ask}` : 'hold-new-orders';
}

/** The distance is told where it is known. */
function severeSentence({ step, before, words }: { step: LadderStep; before: LadderStep | undefined; words: Words }): string {
  const { say, name } = words;
  const said = before && saidBetween({ step, before });
  const isMessage = 'send' in step.do;
  if (!before || !said)
    return isMessage
      ? say({ en: 'It is severe and goes alone.', de: 'Der Schritt ist schwer und geht allein.' })
      : say({ en: 'It is severe.', de: 'Der Schritt ist schwer.' });
  const distance = words.span(said);
  return isMessage
    ? say({
        en: `It is severe: it goes alone, and never less than ${distance} after ${name(before.name)} really went.`,
        de: `Der Schritt ist schwer: Er geht allein und frühestens ${distance}, nachdem ${name(before.name)} wirklich hinausging.`,
      })
    : say({
        en: `It is severe: never less than ${distance} after ${name(before.name)} really went.`,
        de: `Der Schritt ist schwer: frühestens ${distance}, nachdem ${name(before.name)} wirklich geschah.`,
      });
}

/** What the customer may be told of a step; nothing of what is no business of his. `steps`: those of its lane, of which it may count from one. */
export function tellStepToCustomer({ step, steps, words }: { step: LadderStep; steps: readonly LadderStep[]; words: Words }): string[] {
  const { say, namelessMoment, every } = words;
  const when = capital(namelessMoment(step.at, anchorText({ step, steps, words })));
  const { customer } = toldVerb({ step, words });
  if (customer === undefined) return [];
  const again = step.every ? say({ en: `, and again ${every(step.every)}`, de: ` und danach ${every(step.every)} wieder` }) : '';
  return [`${when} ${customer}${again}.`];
}

/** What a step counts from, as the customer knows it; undefined: he has no name for it. */
function anchorText({ step: { at }, steps, words }: { step: LadderStep; steps: readonly LadderStep[]; words: Words }): string | undefined {
  const anchor = steps.find(({ name }) => name === at.from)?.do;
  if (!anchor) return undefined;
  if ('call' in anchor) return words.say({ en: 'that call', de: 'diesem Anruf' });
  return 'send' in anchor ? titleOf({ template: anchor.send, words }) : undefined;
}
