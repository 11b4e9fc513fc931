/** What another version of a journey would do to many customers: counts, and a sample of each kind. Its size does not grow with the customers. */
import type { LocalDate } from '../calendar.js';
import type { StageRule } from '../journey/diff/stage-rules.js';
import type { CustomerImpact, ImpactChange, ImpactKind } from './compare-futures.js';
import type { Contact, Future } from './foresee.js';

export const IMPACT_KINDS: readonly ImpactKind[] = ['twice', 'skipped', 'no-notice', 'added', 'later', 'other-day'];

/** How many go out today and in all the days that are looked at, with the old version and with the new one. */
export interface ContactCount {
  kind: Contact['kind'];
  what: string;
  today: { before: number; after: number };
  week: { before: number; after: number };
}

export interface ImpactSample {
  customerId: string;
  externalId: string;
  change: ImpactChange;
}

export interface Impact {
  /** Who would be moved. */
  customers: number;
  /** For whom the days that are looked at would differ. */
  changed: number;
  contacts: ContactCount[];
  /** Customers with at least one change of that kind, and the first of them. */
  kinds: { kind: ImpactKind; customers: number; sample: ImpactSample[] }[];
  stages: { rule: StageRule; customers: number; subjects: number }[];
  /** Customers to whom rules, or the journey itself, give another journey in these days, as it is now and with the change; the first of those with it. */
  goes: { journey: string; before: number; after: number; sample: string[] }[];
  /** Customers whom rules give a journey, with the change, to which there is no way for them. */
  noWay: { journey: string; why: string; customers: number; sample: string[] }[];
  /** Customers for whom the journeys could not be run, and why. */
  failed: { customerId: string; problem: string }[];
}

interface AddInput {
  impact: CustomerImpact;
  externalId: string;
  today: LocalDate;
  /** The names of journeys that rules, or the journey itself, give him, in their order. */
  elsewhere: { before: string[]; after: string[]; noWay: Future['noWay'] };
}

/** Takes in one customer after the other. `sample` limits each kind's sample and the list of failures. */
export function createImpact({ sample }: { sample: number }) {
  let customers = 0;
  let changed = 0;
  const contacts = new Map<string, ContactCount>();
  const kinds = new Map(IMPACT_KINDS.map((kind) => [kind, { kind, customers: 0, sample: [] as ImpactSample[] }]));
  const stages = new Map<string, Impact['stages'][number]>();
  const goes = new Map<string, Impact['goes'][number]>();
  const noWay = new Map<string, Impact['noWay'][number]>();
  const failed: Impact['failed'] = [];

  function count(list: Contact[], side: 'before' | 'after', today: LocalDate): void {
    const ids = new Set<string>();
    for (const { id, kind, what, on } of list) {
      if (ids.has(id)) continue;
      ids.add(id);
      const key = `${kind} ${what}`;
      const entry = contacts.get(key) ?? { kind, what, today: { before: 0, after: 0 }, week: { before: 0, after: 0 } };
      contacts.set(key, entry);
      entry.week[side] += 1;
      if (on <= today) entry.today[side] += 1;
    }
  }

  function countGoing({ elsewhere, externalId }: Pick<AddInput, 'elsewhere' | 'externalId'>): void {
    for (const side of ['before', 'after'] as const)
      for (const journey of new Set(elsewhere[side])) {
        const entry = goes.get(journey) ?? { journey, before: 0, after: 0, sample: [] };
        goes.set(journey, entry);
        entry[side] += 1;
        if (side === 'after' && entry.sample.length < sample) entry.sample.push(externalId);
      }
    for (const { journey, why } of elsewhere.noWay) {
      const entry = noWay.get(`${journey} ${why}`) ?? { journey, why, customers: 0, sample: [] };
      noWay.set(`${journey} ${why}`, entry);
      entry.customers += 1;
      if (entry.sample.length < sample) entry.sample.push(externalId);
    }
  }

  return {
    add({ impact, externalId, today, elsewhere }: AddInput): void {
      customers += 1;
      countGoing({ elsewhere, externalId });
      if (impact.changes.length > 0) changed += 1;
      count(impact.before, 'before', today);
      count(impact.after, 'after', today);
      for (const [kind, entry] of kinds) {
        const [first] = impact.changes.filter((change) => change.kind === kind);
        if (!first) continue;
        entry.customers += 1;
        if (entry.sample.length < sample) entry.sample.push({ customerId: impact.customerId, externalId, change: first });
      }
      for (const { rule, subjects } of impact.goesOn) {
        const key = `${rule.lane} ${rule.from} ${rule.to}`;
        const entry = stages.get(key) ?? { rule, customers: 0, subjects: 0 };
        stages.set(key, { ...entry, customers: entry.customers + 1, subjects: entry.subjects + subjects });
      }
    },
    fail({ customerId, problem }: Impact['failed'][number]): void {
      customers += 1;
      if (failed.length < sample) failed.push({ customerId, problem });
    },
    total(): Impact {
      return {
        customers,
        changed,
        contacts: [...contacts.values()].sort((a, b) => order(`${a.kind} ${a.what}`, `${b.kind} ${b.what}`)),
        kinds: [...kinds.values()].filter((entry) => entry.customers > 0),
        stages: [...stages.values()],
        goes: [...goes.values()].sort((a, b) => order(a.journey, b.journey)),
        noWay: [...noWay.values()],
        failed,
      };
    },
  };
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
