/**
 * Journeys out of nothing, in the long form, from the settings of every stage type: valid ones, so that whatever a life shows is the engine's doing.
 * They are files' content, read by the same check as any file; the judges read the same content by themselves.
 */
import fc from 'fast-check';
import { accountLanes } from './draw-account-lanes.js';

export interface MomentForm {
  days?: number;
  businessDays?: number;
  months?: number;
  endOfMonth?: true | 'business';
  dayOfMonth?: number;
  from: string;
}
export interface StepForm {
  name: string;
  at: MomentForm;
  do: {
    send?: string;
    to?: string[];
    by?: string[];
    notify?: string;
    call?: string;
    hold?: string;
    ask?: string;
    for?: string[];
    within?: { days: number };
    else?: string;
  };
  severe?: true;
  to?: AudienceForm;
  every?: { days: number };
}
/** By segments that every journey has: the customer's risk class. */
export interface AudienceForm {
  not?: string;
  only?: string;
}
export interface StageForm {
  type?: string;
  steps?: StepForm[];
  on?: Record<string, string>;
  [setting: string]: unknown;
}
export const WAITING = ['said to be paid', 'reply waiting', 'cheque in the post'] as const;
type WaitingName = (typeof WAITING)[number];

export interface LaneForm {
  for: string;
  whenever?: Record<string, string>;
  stages: Record<string, StageForm>;
}
/** When letters are printed, and how many of those that remind or ask. */
export interface LettersForm {
  days: 'every' | 'business';
  before: string;
  atMost?: { week: number };
}
interface ClosedForm {
  from: string;
  to: string;
}
/** What a journey says of holds that it need not speak of. */
interface HoldLines {
  dispute?: unknown;
  promise?: { before?: { days: number; send: string } } | undefined;
  'short payment'?: unknown;
  plan?: { grace: { days: number }; ends: { missedInARow: number }; notice: { send: string; days: number } } | undefined;
}
export interface CostsForm {
  interest: { percent: number; firstIn: string };
  fees: { with: string; amounts: { amount: number; currency: string }[] }[];
  payments: string;
}
export interface JourneyForm {
  journey: string;
  contact: {
    at: string;
    until: string;
    zone: string;
    days: string;
    outside: string;
    closed: ClosedForm[];
    atMost?: { day?: number; week?: number };
    spread?: { hours: number } | { minutes: number } | undefined;
    apart: { reminders?: number; surveys: number };
    together: boolean;
    bounced?: { instead: 'letter'; ask: string };
    calls?: { hours: { at: string; until: string }[]; days: string; zone: string } | undefined;
    post?: { days?: number; businessDays?: number } | undefined;
    letters?: LettersForm;
  };
  writing?: object;
  holds: { afterwards: { days: number } } & {
    [waiting in WaitingName]?: { for: { days: number }; ask?: string; after?: { call: string } };
  } & HoldLines;
  costs?: CostsForm;
  lanes: Record<string, LaneForm>;
}

/** Nothing in one of so many. */
const maybe = <T>(arbitrary: fc.Arbitrary<T>, oneOf = 2) => fc.option(arbitrary, { nil: undefined, freq: oneOf });
const days = (min: number, max: number) => fc.integer({ min, max });

const contact = fc.record({
  at: fc.constantFrom('08:00', '09:00', '09:30'),
  until: fc.constantFrom('12:00', '17:00', '20:00'),
  zone: fc.constantFrom('customer', 'customer', 'UTC', 'Europe/Berlin'),
  days: fc.constantFrom('every', 'every', 'business'),
  outside: fc.constantFrom('wait', 'wait', 'wait', 'skip'),
  closed: fc.constantFrom<ClosedForm[]>([], [], [], [{ from: '2024-03-04', to: '2024-03-08' }], [{ from: '2027-01-20', to: '2027-02-02' }]),
  spread: maybe(fc.constantFrom({ hours: 1 }, { minutes: 90 }), 3),
  atMost: maybe(fc.record({ day: days(1, 2), week: days(2, 5) })),
  apart: fc.record({ reminders: days(1, 5), surveys: days(0, 10) }, { requiredKeys: ['surveys'] }),
  together: fc.boolean(),
});

type ContactDraw = typeof contact extends fc.Arbitrary<infer D> ? D : never;

/** How a step stands to the one before it; what it becomes depends on what stands there. */
const stepDraw = fc.record({
  gap: days(1, 9),
  from: fc.constantFrom(
    'due',
    'due',
    'due',
    'due',
    'issue',
    'delivery',
    'step',
    'step',
    'month',
    'end of month',
    'last business day',
    'day of a month',
    'business days',
  ),
  severe: fc.boolean(),
  calls: fc.constantFrom(false, false, false, false, true),
  to: fc.constantFrom<(AudienceForm | undefined)[]>(
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
    { not: 'high-risk' },
    { only: 'low-risk' },
  ),
});
type StepDraw = typeof stepDraw extends fc.Arbitrary<infer D> ? D : never;

const TEMPLATES = ['overdue', 'second-reminder', 'third-reminder', 'final-notice'];

/** A ladder whose names begin with `prefix` and whose first step is `start` days after due. */
function ladderOf({ draws, prefix, start, every }: { draws: StepDraw[]; prefix: string; start: number; every?: number }): StepForm[] {
  const steps: StepForm[] = [];
  let after = start;
  for (const [index, { gap, from, severe, calls, to }] of draws.entries()) {
    const before = steps.at(-1);
    after += index === 0 ? 0 : gap;
    const last = index === draws.length - 1;
    // What counts from a call counts from when it was done, which is the person's doing.
    const moment = momentOf({ from, gap, after, before: before?.do.call ? undefined : before?.name });
    const sends = { send: TEMPLATES[Math.min(index, 3)] ?? 'overdue' };
    const step: StepForm = { name: `${prefix}${index + 1}`, at: moment, do: sends };
    if (last && before && severe && !before.to && inDays(moment) && inDays(before.at) && comesAfter(moment, before.at)) step.severe = true;
    if (last && every !== undefined) step.every = { days: every };
    if (calls && !step.severe && !step.every) step.do = { call: 'account-manager', within: { days: 2 } };
    // On the last step of a ladder something severe of the next one may rest.
    if (to && !last) step.to = to;
    steps.push(step);
  }
  return steps;
}

function momentOf({
  from,
  gap,
  after,
  before,
}: {
  from: StepDraw['from'];
  gap: number;
  after: number;
  before: string | undefined;
}): MomentForm {
  switch (from) {
    case 'step':
      return before === undefined ? { days: after, from: 'due' } : { days: gap, from: before };
    case 'month':
      return { months: 1, from: 'due' };
    case 'business days':
      return { businessDays: Math.max(1, Math.round((after * 5) / 7)), from: 'due' };
    case 'end of month':
      return { days: after, endOfMonth: true, from: 'due' };
    case 'last business day':
      return { days: after, endOfMonth: 'business', from: 'due' };
    case 'day of a month':
      return { days: after, dayOfMonth: 1 + ((after * 7) % 31), from: 'due' };
    default:
      return { days: after, from };
  }
}

const isMonthly = ({ endOfMonth, dayOfMonth }: MomentForm): boolean => endOfMonth !== undefined || dayOfMonth !== undefined;

const inDays = ({ businessDays }: MomentForm): boolean => businessDays === undefined;

/** Whether a severe step may stand there: at a distance to the step before it. */
const comesAfter = (at: MomentForm, before: MomentForm): boolean =>
  at.from !== before.from ||
  at.days === undefined ||
  before.days === undefined ||
  isMonthly(at) ||
  isMonthly(before) ||
  at.days > before.days;

const reminding = fc
  .record({
    before: fc.boolean(),
    first: fc.array(stepDraw, { minLength: 1, maxLength: 3 }),
    second: maybe(fc.array(stepDraw, { minLength: 2, maxLength: 3 }), 8),
    /** Whether the second ladder is an escalation, and what it is when nobody decides at its end; without it nobody is asked. */
    escalates: fc.constantFrom(true, true, true, false),
    decides: maybe(fc.constantFrom('plan', 'agency', 'write-off'), 4),
    holdsOrders: fc.boolean(),
    every: maybe(days(2, 20)),
  })
  .map(({ before, first, second, escalates, decides, holdsOrders, every }) => {
    const endless = every === undefined ? {} : { every };
    const steps = ladderOf({ draws: first, prefix: 'r', start: 1, ...(second ? {} : endless) });
    if (before) steps.unshift({ name: 'before', at: { days: -3, from: 'due' }, do: { send: 'coming-up' } });
    const ends = steps.at(-1)?.every ? {} : { 'used up': second ? 'last call' : 'end' };
    const stages: Record<string, StageForm> = { reminders: { steps, on: { 'used up': 'end', ...ends } } };
    if (second && escalates) stages['last call'] = escalation({ draws: second, decides, holdsOrders });
    else if (second)
      stages['last call'] = {
        type: 'reminders',
        steps: ladderOf({ draws: second, prefix: 's', start: 15, ...endless }),
        on: { 'used up': 'end' },
      };
    return stages;
  });

/** Its last step is a question that a person decides, or what holds without an answer. */
function escalation({ draws, decides, holdsOrders }: { draws: StepDraw[]; decides: string | undefined; holdsOrders: boolean }): StageForm {
  const steps = ladderOf({ draws, prefix: 's', start: 15 });
  // A severe step counts from when the one before it really went; from a call it would count from when that was done.
  if (steps.at(-1)?.do.call) steps.push({ name: 'written', at: { days: 40, from: 'due' }, do: { send: 'third-reminder' } });
  const last = steps.at(-1)?.name ?? '';
  if (holdsOrders) steps.push({ name: 'no-orders', at: { days: 2, from: last }, do: { hold: 'orders' } });
  const choices = ['plan', 'agency', 'write-off'];
  const question = { ask: 'head-of-ar', for: choices, within: { days: 2 }, else: decides ?? '' };
  if (decides) steps.push({ name: 'decide', at: { days: 4, from: last }, do: question });
  return { type: 'escalation', steps, on: decides ? {} : { 'used up': 'end' } };
}

const collecting = fc
  .record({
    notice: maybe(fc.record({ days: days(1, 6), template: fc.constant('we-will-collect') })),
    collect: fc.record({ days: days(0, 3) }),
    retry: maybe(
      fc.oneof(
        fc.record({ days: fc.array(days(1, 8), { minLength: 1, maxLength: 3 }) }),
        fc.record({ upTo: fc.record({ times: fc.constantFrom(1, 2, 4), days: days(3, 14) }) }),
      ),
      8,
    ),
    within: days(0, 6),
  })
  .map(({ notice, collect, retry, within }) => ({
    autopay: { ...(notice && { notice }), collect, on: { failed: 'failure handling', 'no autopay': 'reminders' } },
    'failure handling': { ...(retry && { retry }), ask: { within: { days: within } }, on: { 'used up': 'reminders' } },
  }));

/** A cheque is with the bank, and what follows one that comes back. */
const clearing = fc
  .record({
    wait: fc.constantFrom({ days: 2 }, { businessDays: 3 }, { days: 40 }),
    returned: fc.constantFrom<unknown[]>(
      [],
      [{ reasons: ['no-funds'], do: { call: 'collector', within: { days: 2 } }, again: { days: 2 } }],
      [{ reasons: ['no-funds', 'stopped'], do: { send: 'please-sign-again' } }],
    ),
  })
  .map(({ wait, returned }) => ({ stage: { wait, ask: 'cash-desk' }, returned }));

const credit = fc
  .record({
    decline: fc.boolean(),
    ask: fc.boolean(),
    limit: fc.constantFrom(50_000, 200_000),
    within: days(0, 3),
    otherwise: fc.constantFrom('declined', 'approved'),
    again: maybe(days(1, 3), 2),
    due: maybe(days(5, 20)),
    afterDecline: fc.constantFrom('end', 'invoicing', 'invoicing, prepaid', 'invoicing, prepaid'),
    lapses: days(3, 20),
  })
  .map(
    ({ decline, ask, limit, within, otherwise, again, due, afterDecline, lapses }): LaneForm => ({
      for: 'customer',
      stages: {
        'credit review': {
          rules: [
            ...(decline ? [{ if: { riskClass: 'high' }, do: 'decline' }] : []),
            ...(ask ? [{ if: { riskClass: 'low' }, do: 'ask' }] : []),
            { do: 'approve', limit: { amount: limit, currency: 'EUR' } },
          ],
          ask: { who: 'credit-desk', within: { days: within }, else: otherwise },
          ...(again && { again: { months: again } }),
          on: { approved: 'invoicing', declined: afterDecline },
        },
        invoicing: {
          ...(due !== undefined && { due: { days: due } }),
          ...(afterDecline.endsWith('prepaid') && { prepaid: { days: lapses } }),
        },
      },
    }),
  );

const feedback = fc
  .record({
    csat: maybe(
      fc.record({
        after: fc.constantFrom(['settled'], ['dispute resolved', 'settled'], ['payment recovered', 'settled'], ['dispute resolved']),
        days: days(0, 3),
      }),
      4,
    ),
    nps: maybe(days(1, 2), 4),
    by: fc.constantFrom<object[]>(
      {},
      {},
      {},
      { by: { letter: { with: ['reply card'] } } },
      { by: { telephone: { ask: 'collector', within: { days: 2 } } } },
    ),
    badScore: fc.boolean(),
  })
  .map(
    ({ csat, nps, by, badScore }): LaneForm => ({
      for: 'customer',
      stages: {
        feedback: {
          ...(csat && { csat: { ...csat, ...by } }),
          ...(nps && { nps: { every: { months: nps }, ...by } }),
          ...(badScore && { badScore: { ask: 'account-manager' } }),
        },
      },
    }),
  );

/** A lane beside the collecting one: its steps keep their distance to those of the other. */
const courtesy = days(1, 12).map(
  (after): LaneForm => ({
    for: 'item',
    stages: { reminders: { steps: [courtesyStep(after)], on: { 'used up': 'end' } } },
  }),
);
const courtesyStep = (after: number): StepForm => ({ name: 'courtesy', at: { days: after, from: 'delivery' }, do: { send: 'coming-up' } });

const holdLines: fc.Arbitrary<HoldLines> = fc
  .record({
    dispute: fc.boolean(),
    short: maybe(fc.record({ upToPercent: fc.constantFrom(5, 40), asks: fc.boolean() }), 2),
    plan: maybe(fc.record({ grace: days(0, 3), missed: days(1, 2), notice: days(1, 7) }), 3),
  })
  .map(({ dispute, short, plan }) => ({
    ...(dispute && { dispute: { ask: { who: 'ar-desk', within: { days: 5 }, else: 'head-of-ar' } } }),
    ...(short && {
      'short payment': {
        upToPercent: short.upToPercent,
        ...(short.asks && { question: { send: 'why-less' } }),
        ask: { who: 'ar-desk', within: { days: 5 }, else: 'head-of-ar' },
      },
    }),
    ...(plan && {
      plan: { grace: { days: plan.grace }, ends: { missedInARow: plan.missed }, notice: { send: 'plan-ends', days: plan.notice } },
    }),
  }));

const costs = fc.record({
  percent: fc.constantFrom(5, 9.5),
  payments: fc.constantFrom('principal', 'costs'),
  fee: days(100, 900),
  fees: days(0, 2),
});
type CostsDraw = typeof costs extends fc.Arbitrary<infer D> ? D : never;

/** Interest and fees are claimed with messages of the ladders. */
function costsOf({ percent, payments, fee, fees }: CostsDraw, stages: Record<string, StageForm>): CostsForm | undefined {
  const sends = Object.values(stages).flatMap(({ steps = [] }) =>
    steps.filter(({ at, do: act }) => act.send !== undefined && !(at.days !== undefined && at.days < 0)),
  );
  const last = sends.at(-1)?.name;
  if (last === undefined) return undefined;
  const withFee = sends.slice(-fees).map(({ name }) => name);
  return {
    interest: { percent, firstIn: last },
    fees: fees === 0 ? [] : withFee.map((name) => ({ with: name, amounts: [{ amount: fee, currency: 'EUR' }] })),
    payments,
  };
}

/** Whether the journey leaves out what finds no room or moment. */
export const leavesOut = ({ contact: { outside, atMost, letters } }: JourneyForm): boolean =>
  outside === 'skip' || atMost !== undefined || letters?.atMost !== undefined;

/** Whether steps of many invoices take months, which no life sees the end of: calls under caps, for they never go together, and letters under theirs. */
export const takesMonths = ({ contact: { atMost, letters }, lanes }: JourneyForm): boolean => {
  const acts = Object.values(lanes).flatMap(({ stages }) =>
    Object.values(stages).flatMap(({ steps = [] }) => steps.map((step) => step.do)),
  );
  return (
    (atMost !== undefined && acts.some(({ call }) => call !== undefined)) ||
    (letters?.atMost !== undefined && acts.some(({ by }) => by?.some((way) => way !== 'email')))
  );
};

const withCosts = (form: CostsForm | undefined) => (form ? { costs: form } : {});

function withCaps({ atMost, ...others }: ContactDraw): JourneyForm['contact'] {
  return others.together && atMost ? { ...others, atMost } : others;
}

const isEndless = (stages: Record<string, StageForm>): boolean =>
  Object.values(stages).some(({ steps }) => steps?.at(-1)?.every !== undefined);

export const journeyDraw: fc.Arbitrary<JourneyForm> = fc
  .record({
    contact,
    peace: days(0, 6),
    credit: maybe(credit, 2),
    delivery: fc.record({ within: days(0, 2) }),
    collecting: maybe(collecting, 3),
    clearing: maybe(clearing, 6),
    accounts: accountLanes,
    /** Without it the stage itself says that it failed. */
    whenever: fc.boolean(),
    autopayOn: fc.constantFrom(true, true, false),
    reminding,
    courtesy: maybe(courtesy, 3),
    feedback: maybe(feedback, 3),
    holds: holdLines,
    costs: maybe(costs, 2),
  })
  .map(
    (drawn): JourneyForm => ({
      journey: 'Generated',
      // Caps where what is due together goes together: a message for each of many invoices would take months.
      contact: withCaps(drawn.contact),
      holds: {
        afterwards: { days: drawn.peace },
        ...drawn.holds,
        ...Object.fromEntries(
          WAITING.map((name, at) => [
            name,
            {
              for: { days: 1 + ((drawn.peace + at) % 6) },
              ...((drawn.peace + at) % 3 === 0 ? { after: { call: 'collector' } } : { ask: 'ar-desk' }),
            },
          ]),
        ),
      },
      ...withCosts(drawn.costs && costsOf(drawn.costs, drawn.reminding)),
      lanes: {
        ...(drawn.credit && { credit: drawn.credit }),
        collection: {
          for: 'item',
          whenever: {
            ...(drawn.collecting && drawn.whenever && { 'payment.failed': 'failure handling' }),
            ...(drawn.collecting && drawn.autopayOn && { 'autopay.on': 'autopay' }),
            ...(drawn.clearing && { 'cheque.received': 'clearing' }),
          },
          stages: {
            delivery: {
              ask: { who: 'ar-desk', within: { days: drawn.delivery.within }, else: 'head-of-ar' },
              on: { delivered: drawn.collecting ? 'autopay' : 'reminders' },
            },
            ...(drawn.collecting && {
              ...drawn.collecting,
              'failure handling': { ...drawn.collecting['failure handling'], ...(drawn.clearing && { returned: drawn.clearing.returned }) },
            }),
            ...(drawn.clearing && {
              clearing: { ...drawn.clearing.stage, on: { returned: drawn.collecting ? 'failure handling' : 'reminders' } },
            }),
            ...drawn.reminding,
          },
        },
        ...drawn.accounts,
        // Beside a ladder that never ends it might wait for ever: one of both goes at a time.
        ...(drawn.courtesy && !isEndless(drawn.reminding) && { courtesy: drawn.courtesy }),
        ...(drawn.feedback && { feedback: drawn.feedback }),
      },
    }),
  );
