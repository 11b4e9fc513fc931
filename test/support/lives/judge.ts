/**
 * Walks through what happened and holds it against what was promised. The judges know the journey as its file says it, their own ledger and calendar,
 * and what went out; none of them asks a rule.
 */
import { type JourneyForm, type StepForm, WAITING } from './draw-journey.js';
import type { Life } from './draw-story.js';
import { judgeAccounts } from './judge-accounts.js';
import { judgeCollecting } from './judge-collecting.js';
import { judgeCosts } from './judge-costs.js';
import { judgeDecisions } from './judge-decisions.js';
import { judgeEnd } from './judge-end.js';
import { judgeLetters } from './judge-letters.js';
import { judgeMessages } from './judge-messages.js';
import { judgeMoves, judgeMovesEnd, leftOutBy, type Pending, pendingAt } from './judge-moves.js';
import { judgePromises } from './judge-promises.js';
import { judgeStages } from './judge-stages.js';

import { judgeSteps } from './judge-steps.js';
import { judgeSurveys } from './judge-surveys.js';
import { judgeWebhooks } from './judge-webhooks.js';
import type { Entry, Lived } from './live.js';
import { type Anchors, isSevere, type PlacedStep, stepsOf } from './moments.js';
import { versionsOf } from './moves.js';
import { type AccountForms, accountFormsOf } from './own-accounts.js';
import { rests, wallClock } from './own-calendar.js';
import { createOwnLedger, type OwnLedger } from './own-ledger.js';

export type Done = Extract<Entry, { what: 'done' }>;

/** A step that went out, or that somebody else took. */
export interface Went {
  subject: string;
  step: string;
  occurrence: number;
  at: number;
  /** Whether it was severe when it went; null: somebody else took it. */
  severe: boolean | null;
}

export type TakenStep = Omit<Went, 'at' | 'severe'>;

/** What is known up to the moment. */
export interface Known {
  life: Life;
  ledger: OwnLedger;
  /** The version by which what is judged was decided: the journey, its steps of items and its lanes of accounts. */
  form: JourneyForm;
  steps: Map<string, PlacedStep>;
  accounts: AccountForms;
  /** Named steps of items in any of the life's versions. */
  everyStep: Map<string, PlacedStep>;
  /** How often the customer, or the subject itself, had been moved when it was decided. */
  movesOf(subject: string): number;
  /** The version that the subject walks: its own, or its customer's. */
  formOf(subject: string): JourneyForm;
  stepsOf(subject: string): Map<string, PlacedStep>;
  /** What had been left out of each subject when he was moved last, whatever rests on it now: `I1 r1`. */
  leftOut: Set<string>;
  /** In the order in which they went. */
  went: readonly Went[];
  /** Those of one subject. */
  wentOf(subject: string): readonly Went[];
  /** Notices that came back, by subject and step. */
  notGiven: Set<string>;
  surveys: { kind: 'csat' | 'nps'; subject: string; at: number; day: string }[];
  /** Whether the customer's zone, from which dates of the past are read, was another one before. */
  moved: boolean;
  /** The zone in which the journey counts days now. */
  zone(): string;
  clock(at: number): string;
  /** Whether the moment lies outside the journey's hours and days, and how. */
  outside(at: number): string | undefined;
  /** The same of calls, which may have hours of their own. */
  outsideCalls(at: number): string | undefined;
  /** Whether the date is one of the journey's own closed days. */
  isClosed(date: string): boolean;
  anchors(itemId: string): Anchors;
}

export type Judge = (known: Known) => (entry: Entry) => string | undefined;
const JUDGES: Judge[] = [
  judgeDecisions,
  judgeStages,
  judgeMessages,
  judgeLetters,
  judgeAccounts,
  judgeSteps,
  judgeMoves,
  judgePromises,
  judgeWebhooks,
  judgeSurveys,
  judgeCollecting,
  judgeCosts,
];

/** Calls, questions and holds on orders that a decision itself put. */
export const doneAtOnce = ({ decision }: Extract<Entry, { what: 'decided' }>): TakenStep[] =>
  decision.steps.filter(({ how, effectId }) => how === 'taken' && effectId === null);

/** Whether the journey's step contacts the customer. */
export const contacts = ({ do: act }: StepForm): boolean => act.send !== undefined || act.call !== undefined;

/** Whether the step is for this customer. */
export const isFor = ({ to }: StepForm, { riskClass }: Life['customer']): boolean =>
  to === undefined || (to.not !== `${riskClass}-risk` && (to.only === undefined || to.only === `${riskClass}-risk`));

/** Holds of what others chase: nothing of ours is said about it. */
export const isOutOfHands = (kind: string): boolean => kind === 'legal' || kind === 'agency';

/** Whether it went out, whether or not it arrived. */
export const reached = ({ did }: Done): boolean => did !== 'suppressed' && did !== 'given-back';

/** A notice that was refused for good was not given. */
export const isNotGiven = ({ did, effect }: Done): boolean => did === 'undeliverable' && 'alone' in effect;

/** A version as the judges read it, with how often one had come to it. */
interface Version {
  id: string;
  form: JourneyForm;
  steps: Map<string, PlacedStep>;
  accounts: AccountForms;
  moves: number;
}
interface Reading extends Version {
  /** Of the invoices that were moved themselves. */
  own: ReadonlyMap<string, Version>;
}

/** What was promised and not kept, first of all; undefined where all was. */
export function judge({ life, lived }: { life: Life; lived: Lived }): string | undefined {
  const { contact } = life.form;
  const waitingDays = Object.fromEntries(WAITING.map((name) => [name.replaceAll(' ', '-'), life.form.holds[name]?.for.days ?? 0]));
  const ledger = createOwnLedger({ customerId: 'C1', zone: life.customer.timeZone, waitingDays });
  const zone = () => (contact.zone === 'customer' ? ledger.zone() : contact.zone);
  const { versions } = versionsOf(life);
  const readings = versions.map(({ id, form }) => ({ id, form, steps: stepsOf(form), accounts: accountFormsOf(form) }));
  const first = readings[0] as (typeof readings)[number];
  let here: Reading = { ...first, moves: 0, own: new Map() };
  const pending: Pending[] = [];
  /** By which version what is judged was decided. */
  let judged = here;
  /** The same of each effect. */
  const decidedBy = new Map<string, typeof here>();
  const went: Went[] = [];
  const bySubject = new Map<string, Went[]>();
  const known: Known = {
    life,
    ledger,
    ...first,
    everyStep: new Map(readings.flatMap(({ steps }) => [...steps])),
    movesOf: (subject) => judged.moves + (judged.own.get(subject)?.moves ?? 0),
    formOf: (subject) => judged.own.get(subject)?.form ?? judged.form,
    stepsOf: (subject) => judged.own.get(subject)?.steps ?? judged.steps,
    leftOut: new Set(),
    isClosed: (date) => contact.closed.some(({ from, to }) => date >= from && date <= to),
    went,
    wentOf: (subject) => bySubject.get(subject) ?? [],
    notGiven: new Set(),
    surveys: [],
    moved: false,
    zone,
    clock: (at) => wallClock(at, zone()),
    outside(at) {
      const [date, time] = [wallClock(at, zone()).slice(0, 10), wallClock(at, zone()).slice(11)];
      if (time < contact.at || time >= contact.until) return `at ${time}`;
      if (known.isClosed(date)) return `on a closed day, ${date}`;
      return contact.days === 'business' && rests(date) ? `on a day of rest, ${date}` : undefined;
    },
    outsideCalls(at) {
      if (!contact.calls) return known.outside(at);
      const { hours, days, zone: of } = contact.calls;
      const [date = '', time = ''] = wallClock(at, of === 'customer' ? ledger.zone() : of).split(' ');
      if (!hours.some((open) => time >= open.at && time < open.until)) return `at ${time}, outside the hours of calls`;
      return known.isClosed(date) || (days === 'business' && rests(date)) ? `on ${date}, on which nobody is called` : undefined;
    },
    anchors(itemId) {
      const item = ledger.item(itemId);
      const delivered = item?.deliveredAt ?? null;
      return {
        due: item?.dueOn ?? '',
        issue: item?.issuedOn ?? '',
        delivery: delivered === null ? '9999-12-31' : wallClock(delivered, zone()).slice(0, 10),
        counts: (day) => !rests(day) && !known.isClosed(day),
      };
    },
  };
  const judges = JUDGES.map((each) => each(known));
  function goes(one: Went): void {
    went.push(one);
    const before = bySubject.get(one.subject);
    if (before) before.push(one);
    else bySubject.set(one.subject, [one]);
  }
  for (const [upTo, entry] of lived.log.entries()) {
    if (entry.what === 'fact' && entry.report.type === 'journey.moved') {
      const { to } = entry.report.data;
      const before = here.form;
      here = { ...here, ...(readings.find(({ id }) => id === to) ?? first), moves: here.moves + 1 };
      pending.push(...pendingAt({ lived, upTo, before, after: here.steps, went: known.went }));
      known.leftOut = leftOutBy(lived, upTo);
    }
    if (entry.what === 'fact' && entry.report.type === 'invoice.moved') {
      const { itemId, to } = entry.report.data;
      const before = here.own.get(itemId);
      const now = readings.find(({ id }) => id === (to ?? here.id)) ?? first;
      here = { ...here, own: new Map(here.own).set(itemId, { ...now, moves: (before?.moves ?? 0) + 1 }) };
      const all = pendingAt({ lived, upTo, before: before?.form ?? here.form, after: now.steps, went: known.went });
      pending.push(...all.filter(({ subject }) => subject === itemId));
      for (const one of leftOutBy(lived, upTo)) if (one.startsWith(`${itemId} `)) known.leftOut.add(one);
    }
    if (entry.what === 'decided') for (const { id } of entry.decision.effects) decidedBy.set(id, here);
    judged = decidedBy.get(effectOf(entry) ?? '') ?? here;
    Object.assign(known, { form: judged.form, steps: judged.steps, accounts: judged.accounts });
    for (const each of judges) {
      const complaint = each(entry);
      if (complaint) return `${new Date(entry.at).toISOString()} (${known.clock(entry.at)}): ${complaint}`;
    }
    note(known, entry, goes);
  }
  judged = here;
  Object.assign(known, { form: here.form, steps: here.steps, accounts: here.accounts });
  return judgeEnd({ known, lived }) ?? judgeMovesEnd({ known, lived, pending });
}

/** The effect that was done, or that what is claimed went with: both come of its decision, however long it was under way. */
function effectOf(entry: Entry): string | undefined {
  if (entry.what === 'done') return entry.effect.id;
  return entry.what === 'fact' && entry.report.type === 'costs.claimed' ? entry.report.data.effectId : undefined;
}

function severity({ stepsOf: of }: Known, { subject, step: name }: Pick<Went, 'subject' | 'step'>): boolean {
  const step = of(subject).get(name)?.step;
  return step !== undefined && isSevere(step);
}

/** `goes` is told of each step that went. */
function note(known: Known, entry: Entry, goes: (one: Went) => void): void {
  if (entry.what === 'fact') {
    const { report } = entry;
    const before = known.ledger.zone();
    known.ledger.tell(report, entry.at);
    known.moved ||= known.ledger.zone() !== before;
    if (report.type === 'steps.taken')
      for (const step of report.data.steps) {
        const { itemId, on } = report.data;
        if (!known.wentOf(itemId).some((one) => one.step === step && one.occurrence === 0))
          goes({ subject: itemId, step, occurrence: 0, at: Date.parse(`${on}T12:00Z`), severe: null });
      }
  }
  if (entry.what === 'decided') {
    known.ledger.decided(entry.at, known.zone());
    for (const one of doneAtOnce(entry)) goes({ ...one, at: entry.at, severe: severity(known, one) });
  }
  if (entry.what === 'done' && isNotGiven(entry)) for (const step of entry.steps) known.notGiven.add(`${step.subject} ${step.step}`);
  else if (entry.what === 'done' && reached(entry)) {
    for (const { subject, step, occurrence } of entry.steps)
      goes({ subject, step, occurrence, at: entry.at, severe: severity(known, { subject, step }) });
    if (entry.effect.kind === 'survey')
      known.surveys.push({
        kind: entry.effect.survey,
        subject: entry.effect.subject,
        at: entry.at,
        day: known.clock(entry.at).slice(0, 10),
      });
  }
}
