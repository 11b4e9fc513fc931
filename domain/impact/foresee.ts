/**
 * What would happen to a customer by himself from where he stands: nobody pays, objects or orders, every message arrives, and what is drawn is collected.
 * In memory only.
 */
import { dateAt, type Instant, type LocalDate } from '../calendar.js';
import type { StepRef } from '../effects/effect.js';
import type { Report } from '../facts.js';
import type { Journey } from '../journey/journey.js';
import type { JourneyRule, JourneyRules } from '../journey-rules/journey-rules.js';
import { type Reason, reasonSentence } from '../reasons.js';
import type { KeptBook } from '../simulator/kept-book.js';
import { type Simulation, simulate } from '../simulator/simulate.js';

/** One step that reaches the customer, or gives our people something to do. */
export interface Contact extends StepRef {
  on: LocalDate;
  kind: 'message' | 'charge' | 'survey' | 'task';
  /** The template, survey or kind of task. */
  what: string;
  /** What goes out in one, a joint message for instance, has one id. */
  id: string;
  /** A sentence. */
  because: string | null;
}

export interface Future {
  contacts: Contact[];
  /** Steps that are passed over. */
  lapsed: StepRef[];
  /** Severe steps that wait for a notice which never went. */
  withoutNotice: Pick<StepRef, 'subject' | 'step'>[];
  /** The ids of the journeys that he lives in, in their order: more than one where he is moved. */
  lived: string[];
  /** Where rules give him a journey to which there is no way for him, and why. */
  noWay: { journey: string; why: string }[];
}

export interface ForeseeInput {
  /** Not changed. */
  kept: KeptBook;
  journeyOf(id: string): Journey;
  /** The rules in force for him; null or left out: there are none. */
  rules?: JourneyRules | null;
  /** The newest version of a journey's name, for journeys that say what becomes of their customers; without it they stay. */
  journeyNamed?(name: string): Pick<JourneyRule, 'journey' | 'journeyId'> | undefined;
  /** In the customer's time. */
  now: Instant;
  until: Instant;
  /** In which his days are counted. */
  zone: string;
  /** What is reported first: that he is moved. */
  moved?: Report;
  /** He is decided at once, as whoever publishes rules has it for those whom they concern. */
  woken?: boolean;
}

/** What is under way already is performed and is not told. */
export function foresee({
  kept,
  journeyOf,
  rules = null,
  journeyNamed = () => undefined,
  now,
  until,
  zone,
  moved,
  woken = false,
}: ForeseeInput): Future {
  const { customer } = kept;
  const run = simulate({
    journey: journeyOf(customer.journeyId),
    journeyOf,
    rulesAt: () => rules,
    journeyNamed,
    customer,
    start: now,
    kept: woken ? { ...kept, wakeAt: now } : kept,
  });
  run.report(...(moved ? [moved] : []));
  run.runTo(until);
  const decisions = run.decisions.map(({ decision }) => decision);
  const reasons = decisions.flatMap((decision) => decision.reasons);
  return {
    contacts: [...contactsOf({ run, kept, zone }), ...tasksOf({ run, kept, zone })],
    lapsed: decisions.flatMap(({ steps }) => steps),
    withoutNotice: reasons
      .filter(({ code }) => code === 'notice-missing')
      .map(({ about, params }) => ({ subject: about, step: String(params?.step) })),
    lived: [
      moved?.type === 'journey.moved' ? moved.data.to : customer.journeyId,
      ...decisions.flatMap(({ reports }) => reports.flatMap((report) => (report.type === 'journey.moved' ? [report.data.to] : []))),
    ],
    noWay: noWayIn(reasons),
  };
}

/** Each journey once: he is asked again every day. */
function noWayIn(reasons: Reason[]): Future['noWay'] {
  const found = reasons.flatMap(({ code, params }) =>
    code === 'rule-no-way' ? [{ journey: String(params?.journey), why: String(params?.why) }] : [],
  );
  return [...new Map(found.map((one) => [one.journey, one])).values()];
}

interface ToldInput {
  run: Simulation;
  kept: KeptBook;
  zone: string;
}

function contactsOf({ run, kept, zone }: ToldInput): Contact[] {
  const known = new Set(kept.effects.map(({ id }) => id));
  const causes = new Map<string, string>();
  for (const { decision } of run.decisions)
    for (const reason of decision.reasons)
      if (reason.code === 'step-due') causes.set(`${reason.about} ${reason.params?.step}`, reasonSentence(reason));
  return run.happened.flatMap(({ at, effect, outcome }) => {
    if (effect.kind === 'webhook' || known.has(effect.id) || (outcome !== 'sent' && outcome !== 'collected')) return [];
    const kind = effect.kind === 'collect' ? ('charge' as const) : effect.kind;
    const what = effect.kind === 'survey' ? effect.survey : effect.kind === 'collect' ? 'charge' : effect.template;
    return effect.steps.map((step) => ({
      ...step,
      on: dateAt(at, zone),
      kind,
      what,
      id: effect.id,
      because: causes.get(`${step.subject} ${step.step}`) ?? null,
    }));
  });
}

function tasksOf({ run, kept, zone }: ToldInput): Contact[] {
  const known = new Set(kept.tables.task.map(({ id }) => id));
  return run.book
    .list('task')
    .filter(({ id }) => !known.has(id))
    .map(({ id, subject, kind, openedAt }) => ({
      id,
      subject,
      step: `task ${kind}`,
      occurrence: 0,
      on: dateAt(openedAt, zone),
      kind: 'task',
      what: kind,
      because: null,
    }));
}
