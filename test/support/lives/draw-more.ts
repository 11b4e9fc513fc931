/** What a journey says beside its lanes and stages, put into one that was drawn: each in some journeys. */
import fc from 'fast-check';
import { type JourneyForm, journeyDraw, type StageForm, type StepForm } from './draw-journey.js';

const maybe = <T>(arbitrary: fc.Arbitrary<T>, oneOf = 2) => fc.option(arbitrary, { nil: undefined, freq: oneOf });
const days = (min: number, max: number) => fc.integer({ min, max });

const more = fc.record({
  promise: maybe(
    fc.record({
      grace: fc.record({ days: days(0, 3) }),
      before: fc.record({ days: days(1, 4), send: fc.constant('you-promised') }),
      kept: maybe(fc.constant({ send: 'thank-you' })),
      broken: maybe(fc.constant({ send: 'promise-broken' })),
    }),
    4,
  ),
  /** While a notice is open nobody is asked. */
  never: maybe(fc.boolean(), 4),
  bounced: fc.boolean(),
  writing: maybe(fc.constantFrom({ signedBy: 'account-manager' }, { language: 'de', else: 'en', signedBy: 'ar-desk', telephone: true })),
  /** The step, counted from the end, that is for somebody above. */
  above: maybe(
    fc.record({ nth: days(1, 2), to: fc.constantFrom<string[][]>(['finance-director'], ['accounts-payable', 'managing-director']) }),
  ),
  /** After a bad score somebody is asked to call. */
  badScoreCall: fc.boolean(),
  /** The step of the first ladder with which another system is told. */
  notify: maybe(fc.record({ nth: fc.nat(3), hook: fc.constantFrom('erp', 'shop') })),
  calls: maybe(
    fc.record({
      hours: fc.constantFrom<{ at: string; until: string }[][]>(
        [{ at: '10:00', until: '12:00' }],
        [
          { at: '09:00', until: '11:30' },
          { at: '14:00', until: '16:00' },
        ],
      ),
      days: fc.constantFrom('every', 'business'),
      zone: fc.constantFrom('customer', 'Europe/Berlin'),
    }),
  ),
  /** The step, counted from the end, that goes by letter, and how long the post takes. */
  post: maybe(
    fc.record({
      nth: days(1, 3),
      by: fc.constantFrom<string[][]>(['letter'], ['email', 'letter'], ['registered letter']),
      takes: fc.oneof(fc.record({ days: days(1, 2) }), fc.record({ businessDays: days(1, 2) })),
    }),
  ),
});
type More = typeof more extends fc.Arbitrary<infer D> ? D : never;

/** The journey with what it says beside. */
export const fullJourneyDraw: fc.Arbitrary<JourneyForm> = fc.tuple(journeyDraw, more).map(([form, said]) => saying(form, said));

function saying(form: JourneyForm, { promise, never, bounced, writing, above, notify, calls, post, badScoreCall }: More): JourneyForm {
  const sends = ladders(form).flatMap((steps) => steps.filter(({ do: act }) => act.send !== undefined));
  const last = sends.at(-1);
  const notice = sends.findLast(({ severe }) => severe) ?? last;
  return {
    ...form,
    contact: {
      ...form.contact,
      ...(bounced && { bounced: { instead: 'letter', ask: 'ar-desk' } }),
      ...(calls && { calls }),
      ...(post && { post: post.takes }),
    },
    holds: { ...form.holds, ...(promise && { promise }) },
    ...(writing && { writing }),
    lanes: Object.fromEntries(
      Object.entries(form.lanes).map(([name, lane]) => [
        name,
        {
          ...lane,
          stages: Object.fromEntries(
            Object.entries(lane.stages).map(([stage, settings]): [string, StageForm] => {
              if (stage === 'feedback')
                return [
                  stage,
                  {
                    ...settings,
                    ...(never !== undefined && notice && { never: { ...(never && { dispute: true }), notices: [notice.name] } }),
                    ...(badScoreCall &&
                      settings.badScore !== undefined && { badScore: { ask: 'account-manager', within: { days: 2 }, call: true } }),
                  },
                ];
              const to = above && { step: sends.at(-above.nth)?.name, to: above.to };
              const letter = post && { step: sends.at(-post.nth)?.name, by: post.by };
              if (!settings.steps) return [stage, settings];
              const steps = settings.steps.map((step) => posted(addressed(step, to), letter));
              return [stage, { ...settings, steps: stage === 'reminders' && name === 'collection' ? notifying(steps, notify) : steps }];
            }),
          ),
        },
      ]),
    ),
  };
}

const ladders = ({ lanes }: JourneyForm): StepForm[][] => Object.values(lanes.collection?.stages ?? {}).map(({ steps = [] }) => steps);

const addressed = (step: StepForm, above: { step: string | undefined; to: string[] } | undefined): StepForm =>
  above !== undefined && step.name === above.step ? { ...step, do: { ...step.do, to: above.to } } : step;

const posted = (step: StepForm, letter: { step: string | undefined; by: string[] } | undefined): StepForm =>
  letter !== undefined && step.name === letter.step ? { ...step, do: { ...step.do, by: letter.by } } : step;

/** With one step another system is told, where nothing severe rests on it and it does not repeat. */
function notifying(steps: StepForm[], notify: More['notify']): StepForm[] {
  const place = (notify?.nth ?? 0) % steps.length;
  const step = steps[place];
  if (!notify || !step || step.every || steps[place + 1]?.severe) return steps;
  return [
    ...steps.slice(0, place + 1),
    {
      name: 'told',
      at: { ...step.at, ...(step.at.days !== undefined && step.at.days > 0 && { days: step.at.days + 2 }) },
      do: { notify: notify.hook },
    },
    ...steps.slice(place + 1),
  ];
}
