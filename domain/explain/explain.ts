/**
 * Why each thing happened to a customer or did not, and what comes next: by invoice and by day, in sentences that can be read to him on the telephone.
 * Pure: everything comes from recorded facts, decisions and effects. No personal data.
 */
import { type Instant, isoInstant, type LocalDate, MINUTE } from '../calendar.js';
import type { FactData } from '../facts.js';
import { tellEffect } from './effect-sentences.js';
import { tellFact } from './fact-sentences.js';
import { type Next, nextOf } from './next.js';
import { dayOf, tellMoves, tellReason } from './reason-sentences.js';
import { type DatedReason, type ExplainRecords, type Known, knownOn, stagesOf } from './records.js';

/** `happened`: told to us. `done`: by us. `held-back`: not done, and why. `decided`: what the rules made of it. */
export interface ExplainedEntry {
  kind: 'happened' | 'done' | 'held-back' | 'decided';
  at: string;
  /** The step that was taken or held back. */
  step?: string;
  text: string;
}

export interface ExplainedDay {
  on: LocalDate;
  entries: ExplainedEntry[];
}

export interface ExplainedInvoice {
  itemId: string;
  number: string;
  amount: number;
  open: number;
  currency: string;
  dueOn: LocalDate;
  /** Where it stands, a stage for each lane that still has it. */
  stages: string[];
  days: ExplainedDay[];
  next: Next;
}

export interface Explanation {
  customer: { id: string; externalId: string };
  /** The state is that at the end of this day, where the customer is. */
  on: LocalDate;
  /** Open amounts of all invoices, minor units. */
  owed: { amount: number; currency: string }[];
  /** Oldest due date first. */
  invoices: ExplainedInvoice[];
  /** What is about the customer himself: credit, orders, surveys, ways to pay, money without an invoice. */
  own: { stages: string[]; days: ExplainedDay[]; next: Next };
}

/** `on`: the day at whose end the story is to be known; what was recorded later is not in it. */
export function explain({ records, on }: { records: ExplainRecords; on: LocalDate }): Explanation {
  const known = knownOn({ records, on });
  const days = daysBySubject(known);
  const invoices = [...known.items.values()].map((item) => explainInvoice({ item, known, days: days.get(item.itemId) ?? [] }));
  const byDue = (a: ExplainedInvoice, b: ExplainedInvoice) => compare(a.dueOn, b.dueOn) || compare(a.itemId, b.itemId);
  return {
    customer: { id: records.history.id, externalId: records.history.externalId },
    on,
    owed: totals(invoices.filter(({ itemId }) => !known.isInstalment(itemId))),
    invoices: invoices.sort(byDue),
    own: {
      stages: stagesOf(known, known.customerId),
      days: days.get(known.customerId) ?? [],
      next: nextOf({ subject: known.customerId, known }),
    },
  };
}

function explainInvoice({ item, known, days }: { item: FactData['invoice.issued']; known: Known; days: ExplainedDay[] }): ExplainedInvoice {
  const { itemId, amount, currency, dueOn } = item;
  return {
    itemId,
    number: known.nameOf(itemId),
    amount,
    open: known.openOf(itemId),
    currency,
    dueOn,
    stages: stagesOf(known, itemId),
    days,
    next: nextOf({ subject: itemId, known }),
  };
}

function totals(invoices: ExplainedInvoice[]): { amount: number; currency: string }[] {
  const sums = new Map<string, number>();
  for (const { currency, open } of invoices) if (open !== 0) sums.set(currency, (sums.get(currency) ?? 0) + open);
  return [...sums].map(([currency, amount]) => ({ amount, currency }));
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const RANK = { told: 0, decided: 1, done: 2, after: 3 };
interface Draft extends Omit<ExplainedEntry, 'at'> {
  subject: string;
  at: Instant;
  rank: number;
}

/**
 * Every subject's story by day, in order of time; within a minute what was told first, then what was done, then what waits. What is said again and
 * again, as long as nothing changes, is said once.
 */
function daysBySubject(known: Known): Map<string, ExplainedDay[]> {
  const drafts = [...factDrafts(known), ...reasonDrafts(known), ...effectDrafts(known)];
  const minute = (at: Instant) => Math.floor(at / MINUTE);
  drafts.sort((a, b) => minute(a.at) - minute(b.at) || a.rank - b.rank || a.at - b.at);
  const days = new Map<string, ExplainedDay[]>();
  const said = new Map<string, string>();
  for (const { subject, rank: _rank, at, ...entry } of drafts) {
    const topic = `${subject} ${entry.step ?? entry.text}`;
    if (entry.kind !== 'happened' && said.get(topic) === entry.text) continue;
    if (entry.kind !== 'happened') said.set(topic, entry.text);
    const own = days.get(subject) ?? [];
    days.set(subject, own);
    const on = dayOf(at, known);
    if (own.at(-1)?.on !== on) own.push({ on, entries: [] });
    own.at(-1)?.entries.push({ ...entry, at: isoInstant(at) });
  }
  return days;
}

const factDrafts = (known: Known): Draft[] =>
  known.facts.flatMap((fact) =>
    tellFact({ fact, known }).map((told) => ({ ...told, kind: 'happened' as const, at: fact.recordedAt, rank: RANK.told })),
  );

const effectDrafts = (known: Known): Draft[] =>
  known.effects.flatMap((entry) =>
    tellEffect({ entry, known }).map(({ done, ...told }) => ({
      ...told,
      kind: done ? ('done' as const) : ('held-back' as const),
      at: entry.endedAt ?? entry.at,
      rank: RANK.done,
    })),
  );

/** The reasons of each decision, its moves through stages told as one. */
function reasonDrafts(known: Known): Draft[] {
  const bySubject = new Map<string, DatedReason[]>();
  const drafts: Draft[] = [];
  for (const dated of known.reasons) {
    for (const subject of subjectsOf(dated, known)) {
      const told = tellReason({ dated, subject, known });
      if (told)
        drafts.push({
          ...told,
          subject,
          at: dated.at,
          rank: told.kind === 'held-back' || dated.reason.code === 'lane-ended' ? RANK.after : RANK.decided,
        });
    }
    const key = `${dated.seq} ${dated.reason.about}`;
    bySubject.set(key, [...(bySubject.get(key) ?? []), dated]);
  }
  for (const moves of bySubject.values()) {
    const text = tellMoves(moves);
    const [first] = moves;
    if (text && first)
      for (const subject of subjectsOf(first, known)) drafts.push({ subject, at: first.at, kind: 'decided', text, rank: RANK.decided });
  }
  return drafts;
}

function subjectsOf({ reason }: DatedReason, known: Known): string[] {
  const items = known.itemsOf(reason.about);
  return items.length > 0 ? items : [known.customerId];
}
