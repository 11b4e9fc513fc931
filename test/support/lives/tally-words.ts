/** What a journey says beside its stages, and whether it came to that in a life. */
import type { JourneyForm, StepForm } from './draw-journey.js';
import type { Life } from './draw-story.js';
import { isNotGiven } from './judge.js';
import type { Entry } from './live.js';
import { stepsOf } from './moments.js';

type Decided = Extract<Entry, { what: 'decided' }>;
type Done = Extract<Entry, { what: 'done' }>;

/** By their names in the tally: what decisions come to, and what goes out. */
const OF_DECISIONS: Readonly<Record<string, (decided: Decided, life: Life) => boolean>> = {
  'whenever autopay is switched on': ({ decision: { reasons } }, { form }) => {
    const stage = form.lanes.collection?.whenever?.['autopay.on'];
    const ofItem = (id: string) => reasons.filter(({ about }) => about === id);
    return reasons.some(
      ({ code, about, params }) =>
        code === 'entered-stage' &&
        stage !== undefined &&
        params?.stage === stage &&
        !ofItem(about).some((other) => other.code === 'left-stage' && other.params?.next === stage),
    );
  },
  'a call in the hours of calls': ({ decision: { reasons } }, { form }) =>
    form.contact.calls !== undefined && reasons.some(({ code }) => code === 'call-asked'),
  'a call after a bad score': ({ decision: { steps } }) => steps.some(({ step, how }) => step === 'bad-score' && how === 'taken'),
  'a letter for which there is no room': ({ decision: { reasons } }, { form }) =>
    form.contact.letters?.atMost !== undefined && form.contact.atMost === undefined && reasons.some(({ code }) => code === 'step-capped'),
  'a notice that is asked about': says(['notice-missing']),
  'a question kept away from a notice': says(['survey-dropped-notice', 'survey-waits-notice']),
  'whom a message is meant for is not there': says(['contact-instead']),
};
const OF_EFFECTS: Readonly<Record<string, (done: Done, life: Life) => boolean>> = {
  'on a day of a month': hasStep(({ at }) => at.dayOfMonth !== undefined),
  'on the last business day of a month': hasStep(({ at }) => at.endOfMonth === 'business'),
  'by letter': hasStep(({ do: act }) => act.by?.some((way) => way !== 'email') === true),
  'a letter that is printed when the journey says': ({ effect }, { form }) =>
    form.contact.letters !== undefined && 'by' in effect && effect.by?.some((way) => way !== 'email') === true,
  'to somebody above': ({ effect }) => effect.kind === 'message' && effect.to !== undefined,
  'signed by somebody': ({ effect }) => effect.kind === 'message' && effect.writing?.signedBy !== undefined,
  'a word before a promise': ({ steps }) => steps.some(({ step }) => step === 'promise-comes-up'),
  'a notice that came back': isNotGiven,
  'a retry up to so often': ({ effect, steps }, { form }) =>
    effect.kind === 'collect' &&
    steps.some(({ occurrence }) => occurrence > 0) &&
    Object.values(form.lanes.collection?.stages ?? {}).some(({ retry }) => (retry as { upTo?: unknown } | undefined)?.upTo !== undefined),
};

export const WORDS = [...Object.keys(OF_DECISIONS), ...Object.keys(OF_EFFECTS)];

/** Those to which it came with this entry. */
export function wordsOf(entry: Entry, life: Life): string[] {
  if (entry.what === 'decided') return Object.keys(OF_DECISIONS).filter((name) => OF_DECISIONS[name]?.(entry, life));
  return entry.what === 'done' ? Object.keys(OF_EFFECTS).filter((name) => OF_EFFECTS[name]?.(entry, life)) : [];
}

/** Whether a decision gives one of these reasons. */
function says(codes: string[]): (decided: Decided) => boolean {
  return ({ decision: { reasons } }) => reasons.some(({ code }) => codes.includes(code));
}

/** Whether one of the journey's own steps went that is like this. */
function hasStep(isLike: (step: StepForm) => boolean): (done: Done, life: Life) => boolean {
  return ({ steps }, { form }) => {
    const own = ownSteps(form);
    return steps.some(({ step }) => isLikeThis(own.get(step), isLike));
  };
}
const isLikeThis = (step: StepForm | undefined, isLike: (step: StepForm) => boolean): boolean => step !== undefined && isLike(step);

/** Found once for each journey. */
const OWN = new WeakMap<JourneyForm, Map<string, StepForm>>();
function ownSteps(form: JourneyForm): Map<string, StepForm> {
  const known = OWN.get(form) ?? new Map([...stepsOf(form)].map(([name, { step }]) => [name, step]));
  OWN.set(form, known);
  return known;
}
