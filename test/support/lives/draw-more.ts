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
});
type More = typeof more extends fc.Arbitrary<infer D> ? D : never;

/** The journey with what it says beside. */
export const fullJourneyDraw: fc.Arbitrary<JourneyForm> = fc.tuple(journeyDraw, more).map(([form, said]) => saying(form, said));

function saying(form: JourneyForm, { promise, never, bounced, writing, above }: More): JourneyForm {
  const sends = ladders(form).flatMap((steps) => steps.filter(({ do: act }) => act.send !== undefined));
  const last = sends.at(-1);
  const notice = sends.findLast(({ severe }) => severe) ?? last;
  return {
    ...form,
    contact: { ...form.contact, ...(bounced && { bounced: { instead: 'letter', ask: 'ar-desk' } }) },
    holds: { ...form.holds, ...(promise && { promise }) },
    ...(writing && { writing }),
    lanes: Object.fromEntries(
      Object.entries(form.lanes).map(([name, lane]) => [
        name,
        {
          ...lane,
          stages: Object.fromEntries(
            Object.entries(lane.stages).map(([stage, settings]): [string, StageForm] => {
              if (stage === 'feedback' && never !== undefined && notice)
                return [stage, { ...settings, never: { ...(never && { dispute: true }), notices: [notice.name] } }];
              const to = above && { step: sends.at(-above.nth)?.name, to: above.to };
              return [stage, settings.steps ? { ...settings, steps: settings.steps.map((step) => addressed(step, to)) } : settings];
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
