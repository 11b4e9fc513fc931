/**
 * A journey tried out: one invoice that nobody pays walks each of its lanes alone, with the real engine, from each day of a week and with short and long
 * terms. Nothing else happens, calls are made at once: what goes late or never here goes so always.
 */
import { addDays, DAY, dateAt, daysBetween, instantAt, type LocalDate } from '../calendar.js';
import type { Journey, Stage } from '../journey/journey.js';
import { outlineOf } from '../journey/outline.js';
import { plannedDay } from '../ladder/distance.js';
import { datesOf, dayOfMoment, isItemDate } from '../ladder/moment.js';
import type { LadderStep } from '../ladder/step.js';
import type { ItemRow } from '../rows.js';
import { isSelective } from '../segments/audience.js';
import { type Simulation, simulate } from '../simulator/simulate.js';
import { simulatedCustomer } from '../simulator/simulated-customer.js';
import { dateAfter } from '../span.js';

/** A step of a stage to which the invoice came. */
export interface TriedStep {
  lane: string;
  stage: string;
  /** Its place in the stage. */
  index: number;
  step: LadderStep;
  /** By how many days at least it goes later than it says; null: it never goes. */
  late: number | null;
  /** Of its lane, what went last before it. */
  after?: string | undefined;
  /** Why it did not go when it was to: the code of the reason, or what the reason says of it. */
  because?: string | undefined;
}

export interface Tried {
  /** Steps for everybody, in the order of the file. */
  steps: TriedStep[];
  /** The stage in which an invoice that we are to deliver waits for that in vain; undefined: it is delivered, or nothing waits for it. */
  undelivered?: { lane: string; stage: string } | undefined;
}

/** Every day of a week, in a summer without holidays: whatever rests on some of them, others are left. */
const ISSUED: LocalDate[] = [0, 1, 2, 3, 4, 5, 6].map((day) => addDays('2024-06-24', day));
const TERMS = [10, 30, 60];
const COUNTRY = 'DE';
/** After so many days whatever has not gone never goes. */
const LONGEST_DAYS = 800;

export function tryJourney(journey: Journey): Tried {
  const lanes = journey.lanes.filter((lane) => lane.for === 'item');
  const alone: Journey = { ...journey, lanes };
  delete alone.becomes;
  if (!lanes.some(({ stages }) => stages.some(({ config }) => stepsOf(config).length > 0))) return { steps: [] };
  const waiting = livesOf({ journey: alone, delivery: 'waiting' });
  const isDelivered = waiting.some(({ item }) => item.delivery === 'delivered');
  return {
    steps: stepsIn({ lanes, lives: isDelivered ? waiting : livesOf({ journey: alone, delivery: 'delivered' }) }),
    undelivered: isDelivered ? undefined : waitingIn(waiting),
  };
}

interface Life {
  run: Simulation;
  item: ItemRow;
  zone: string;
  journey: Journey;
}

const livesOf = (input: { journey: Journey; delivery: 'waiting' | 'delivered' }): Life[] =>
  ISSUED.flatMap((issuedOn) => TERMS.map((days) => lifeOf({ issuedOn, days, ...input })));

function lifeOf({
  journey,
  delivery,
  issuedOn,
  days,
}: {
  journey: Journey;
  delivery: 'waiting' | 'delivered';
  issuedOn: LocalDate;
  days: number;
}): Life {
  const zone = journey.contact.zone === 'customer' ? 'UTC' : journey.contact.zone;
  const start = instantAt({ date: issuedOn, time: '00:00', zone });
  const customer = simulatedCustomer({
    id: 'c',
    timeZone: zone,
    country: COUNTRY,
    currency: 'EUR',
    deliverBy: 'email',
    knownSince: '2020-01-01',
    journeyId: journey.name,
  });
  const run = simulate({ journey, customer, start });
  const common = { source: 'trial', effectiveOn: issuedOn };
  run.report({ type: 'customer.created', externalId: 'created', data: {}, ...common });
  const data = { itemId: 'i', accountId: run.book.accountFor('EUR'), number: '1', amount: 100_000, currency: 'EUR' } as const;
  const dueOn = addDays(issuedOn, days);
  run.report({ type: 'invoice.issued', externalId: 'i', data: { ...data, dueOn, delivery, orderIds: [] }, ...common });
  const end = start + LONGEST_DAYS * DAY;
  const names = journey.lanes.flatMap(({ stages }) => stages.flatMap(({ config }) => stepsOf(config).map(({ name }) => name)));
  const isOver = () => names.every((name) => run.book.steps().some(({ step }) => step === name));
  for (let wake = run.book.nextWake(); wake !== null && wake <= end && !isOver(); wake = run.book.nextWake()) {
    run.runTo(wake);
    for (const { id, kind, status } of run.book.list('task'))
      if (kind === 'call' && status === 'open') {
        const decided = { taskId: id, outcome: 'done' };
        run.report({ type: 'task.decided', source: 'trial', externalId: id, effectiveOn: dateAt(run.now(), zone), data: decided });
      }
  }
  return { run, item: run.book.item('i') as ItemRow, zone, journey };
}

function waitingIn(lives: Life[]): Tried['undelivered'] {
  for (const { run } of lives)
    for (const { decision } of run.decisions)
      if (decision.reasons.some(({ code }) => code === 'not-delivered')) {
        const token = run.book.tokens().find(({ subject, stage }) => subject === 'i' && stage !== null);
        if (token?.stage) return { lane: token.lane, stage: token.stage };
      }
  return undefined;
}

function stepsIn({ lanes, lives }: { lanes: Journey['lanes']; lives: Life[] }): TriedStep[] {
  return lanes.flatMap((lane) => {
    const ladder = lane.stages.flatMap(({ config }) => stepsOf(config));
    return lane.stages.flatMap((stage) =>
      stepsOf(stage.config).flatMap((step, index): TriedStep[] => {
        if (isSelective(step.to)) return [];
        const tries = lives.flatMap((life) => (wasIn(life, { lane: lane.name, stage }) ? [triedIn({ life, step, ladder })] : []));
        if (tries.length === 0) return [];
        const about = { lane: lane.name, stage: stage.name, index, step };
        const least = tries.reduce((best, one) => ((one.late ?? NEVER) < (best.late ?? NEVER) ? one : best));
        return [{ ...about, ...least }];
      }),
    );
  });
}

const NEVER = Number.POSITIVE_INFINITY;

function triedIn({ life: { run, item, zone, journey }, step, ladder }: { life: Life; step: LadderStep; ladder: readonly LadderStep[] }) {
  const done = run.book.steps().filter(({ subject, occurrence }) => subject === 'i' && occurrence === 0);
  const wentOn = (name: string): LocalDate | undefined => {
    const one = done.find((known) => known.step === name && known.how === 'taken');
    return one && dateAt(one.at, zone);
  };
  const on = wentOn(step.name);
  const because = whyNotYet(run, step.name);
  if (on === undefined) return { late: null, because };
  const dates = datesOf({ item, customer: run.book.customer(), enteredAt: item.deliveredAt ?? 0, zone });
  const { closed, post } = journey.contact;
  const calendar = { country: COUNTRY, closed };
  const from = isItemDate(step.at.from) ? undefined : wentOn(step.at.from);
  // What counts from a letter counts from its arrival.
  const anchor = from && post && outlineOf(journey).letters.has(step.at.from) ? dateAfter({ date: from, span: post, ...calendar }) : from;
  const said = anchor === undefined ? plannedDay({ step, steps: ladder, dates, calendar }) : dayOfMoment({ at: step.at, anchor, calendar });
  const before = done
    .filter((known) => known.how === 'taken' && known.step !== step.name && ladder.some(({ name }) => name === known.step))
    .map((known) => ({ name: known.step, day: dateAt(known.at, zone) }))
    .filter(({ day }) => day <= on)
    .sort((a, b) => (a.day < b.day ? -1 : 1))
    .at(-1);
  return { late: said === undefined ? 0 : Math.max(0, daysBetween(said, on)), after: before?.name, because };
}

/** The weightiest of the reasons for which the step did not go when it was to. */
function whyNotYet(run: Simulation, step: string): string | undefined {
  const said = new Set(
    run.decisions.flatMap(({ decision }) =>
      decision.reasons.flatMap(({ code, params }) =>
        params?.step === step ? [code === 'step-waits' ? String(params.because) : code] : [],
      ),
    ),
  );
  return WEIGHTY.find((one) => said.has(one));
}
const WEIGHTY = [
  'step-capped',
  'step-lapsed',
  'step-skipped',
  'the caps',
  'the post',
  'the distance of a severe step',
  'the step before it',
];

/** Whether the invoice came to the stage. */
const wasIn = ({ run }: Life, { lane, stage }: { lane: string; stage: Stage }): boolean =>
  run.decisions.some(({ decision }) =>
    decision.reasons.some(({ code, params }) => code === 'entered-stage' && params?.lane === lane && params.stage === stage.name),
  );

const stepsOf = (config: unknown): LadderStep[] => (config as { steps?: LadderStep[] } | undefined)?.steps ?? [];
