/** What another version of a journey would change for one customer. */
import type { LocalDate } from '../calendar.js';
import type { StepRef } from '../effects/effect.js';
import { stepsOf } from '../journey/diff/pairs.js';
import type { StageRule } from '../journey/diff/stage-rules.js';
import { actText } from '../journey/diff/words.js';
import type { Journey } from '../journey/journey.js';
import type { KeptBook } from '../simulator/kept-book.js';
import { STAGE_TYPES } from '../stages/index.js';
import type { Contact, Future } from './foresee.js';

/**
 * - `twice`: he would get what he had already, because its step has another name now.
 * - `skipped`: he would have got it, and never will.
 * - `no-notice`: a severe step waits for a person, because the notice before it never went.
 * - `added`, `later`, `other-day`: he gets it only with the new version, not within the days that are looked at, or on another day.
 */
export type ImpactKind = 'twice' | 'skipped' | 'no-notice' | 'added' | 'later' | 'other-day';

export interface ImpactChange {
  kind: ImpactKind;
  /** `message second-reminder`. */
  what: string;
  step: string;
  /** An invoice's number; null: it is about the customer. */
  invoice: string | null;
  /** The day with the new version. */
  on: LocalDate | null;
  /** The day with the old version, or on which he had it. */
  was: LocalDate | null;
  because: string | null;
}

export interface CustomerImpact {
  customerId: string;
  before: Contact[];
  after: Contact[];
  changes: ImpactChange[];
  /** Where his tokens go on whose stage is gone. */
  goesOn: { rule: StageRule; subjects: number }[];
}

interface CustomerFutures {
  kept: KeptBook;
  before: Future;
  after: Future;
  /** The day of an instant where he is. */
  dayOf(instant: number): LocalDate;
}

/**
 * Compares futures in the journeys that were lived in before and after, of each the last for good; more than one where rules, or a journey itself, give him
 * another. `rules` say where tokens go on.
 */
export function createComparison({ from, to, rules }: { from: readonly Journey[]; to: readonly Journey[]; rules: StageRule[] }) {
  const [old, young] = [doings(from), doings(to)];
  const last = to.slice(-1);
  const known = new Set([...doings(last).keys(), ...ownSteps(last)]);
  const ended = new Set([...old.keys(), ...ownSteps(from)].filter((step) => !known.has(step)));
  /** A step of some earlier version is taken to do what its name says. */
  const did = (step: string): string => old.get(step) ?? young.get(step) ?? `send ${step}`;

  return ({ kept, before, after, dayOf }: CustomerFutures): CustomerImpact => {
    const had = [
      ...kept.steps.filter(({ how }) => how === 'taken'),
      ...kept.effects.flatMap(({ effect, at }) => effect.steps.map((step) => ({ ...step, at }))),
    ];
    const numbers = new Map(kept.tables.item.map(({ id, number }) => [id, number]));
    const then = new Map(after.contacts.map((contact) => [keyOf(contact), contact]));
    const now = new Map(before.contacts.map((contact) => [keyOf(contact), contact]));
    const lapsed = new Set(after.lapsed.map(keyOf));
    const changes: ImpactChange[] = [];
    const add = (kind: ImpactKind, contact: Contact, more: Pick<ImpactChange, 'on' | 'was'>): void => {
      const { step, subject, because } = contact;
      changes.push({ kind, what: `${contact.kind} ${contact.what}`, step, invoice: numbers.get(subject) ?? null, because, ...more });
    };
    /** The same step under the name that only the old version has, as he had it. */
    const earlier = ({ subject, step }: Contact) =>
      old.has(step) || !young.has(step)
        ? undefined
        : had.find((one) => one.subject === subject && !young.has(one.step) && did(one.step) === young.get(step));
    const instead = ({ subject, step }: Contact) =>
      after.contacts.some((one) => one.subject === subject && one.step !== step && !old.has(one.step) && young.get(one.step) === did(step));
    for (const contact of after.contacts) {
      const was = now.get(keyOf(contact));
      const first = earlier(contact);
      if (first) add('twice', contact, { on: contact.on, was: dayOf(first.at) });
      else if (!was) {
        if (!isRenamed(contact)) add('added', contact, { on: contact.on, was: null });
      } else if (was.on !== contact.on) add('other-day', contact, { on: contact.on, was: was.on });
    }
    for (const contact of before.contacts) {
      if (then.has(keyOf(contact)) || instead(contact)) continue;
      const never = lapsed.has(keyOf(contact)) || ended.has(contact.step);
      add(never ? 'skipped' : 'later', contact, { on: null, was: contact.on });
    }
    const waitedBefore = new Set(before.withoutNotice.map(({ subject, step }) => `${subject} ${step}`));
    const waits = new Map(after.withoutNotice.map((one) => [`${one.subject} ${one.step}`, one]));
    for (const [key, { subject, step }] of waits)
      if (!waitedBefore.has(key))
        changes.push({
          kind: 'no-notice',
          what: young.get(step) ?? step,
          step,
          invoice: numbers.get(subject) ?? null,
          on: null,
          was: null,
          because: null,
        });
    return { customerId: kept.customer.id, before: before.contacts, after: after.contacts, changes, goesOn: goingOn(kept) };

    /** What the old version would have sent under its old name. */
    function isRenamed({ subject, step }: Contact): boolean {
      return (
        !old.has(step) &&
        before.contacts.some((one) => one.subject === subject && !young.has(one.step) && old.get(one.step) === young.get(step))
      );
    }
  };

  function goingOn({ tokens }: KeptBook): CustomerImpact['goesOn'] {
    return rules
      .map((rule) => ({ rule, subjects: tokens.filter(({ lane, stage }) => lane === rule.lane && stage === rule.from).length }))
      .filter(({ subjects }) => subjects > 0);
  }
}

const keyOf = ({ subject, step, occurrence }: StepRef): string => `${subject} ${step} ${occurrence}`;

/** What each named step does, by its name. */
const doings = (journeys: readonly Journey[]): Map<string, string> =>
  new Map(stagesIn(journeys).flatMap((stage) => stepsOf(stage).map((step): [string, string] => [step.name, actText(step.do)])));

const ownSteps = (journeys: readonly Journey[]): string[] =>
  stagesIn(journeys).flatMap(({ type }) => [...(STAGE_TYPES[type]?.ownSteps ?? [])]);

const stagesIn = (journeys: readonly Journey[]) => journeys.flatMap(({ lanes }) => lanes.flatMap(({ stages }) => stages));
