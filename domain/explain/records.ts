/** What an explanation rests on, and what of it was known at the end of a day. */
import { addDays, type Instant, instantAt, type LocalDate } from '../calendar.js';
import type { Fact, FactData } from '../facts.js';
import type { Lane } from '../journey/journey.js';
import { openAt } from '../plans/instalments.js';
import type { Reason } from '../reasons.js';
import type { HoldRow, PostingRow, StepRow, TokenRow } from '../rows.js';
import type { CustomerHistory } from '../timeline.js';

/** A customer's history with the records that tell where he stood. No personal data. */
export interface ExplainRecords {
  history: CustomerHistory;
  /** The zone in which his days are counted. */
  zone: string;
  postings: Pick<PostingRow, 'factNumber' | 'itemId' | 'book' | 'amount'>[];
  holds: HoldRow[];
  /** Which steps an effect really took: a claim leaves out what was paid or held by then. */
  steps: Pick<StepRow, 'subject' | 'effectId'>[];
  /** As they stand now. */
  tokens: Pick<TokenRow, 'lane' | 'subject' | 'stage'>[];
  /** Of the journey that he is pinned to now. */
  lanes: Pick<Lane, 'name' | 'stages'>[];
  /** Versions of journeys as people name them, by their ids: those between which he, or an invoice of his, was moved. */
  journeys: ReadonlyMap<string, string>;
}

/** One reason with its moment. */
export interface DatedReason {
  at: Instant;
  seq: number;
  reason: Reason;
}

/** The records as they were known when the day ended where the customer is. */
export interface Known extends Omit<ExplainRecords, 'history'> {
  customerId: string;
  until: Instant;
  on: LocalDate;
  facts: Fact[];
  /** In order of time. */
  reasons: DatedReason[];
  /** Those that came later; they tell where a token stood before. */
  laterReasons: DatedReason[];
  effects: CustomerHistory['effects'];
  items: Map<string, FactData['invoice.issued']>;
  nameOf(itemId: string): string;
  /** When it was due as it stood at that moment; undefined: nobody knew the item. */
  dueOn(itemId: string, at: Instant): LocalDate | undefined;
  /** Of no item, a day after all others. */
  issuedOn(itemId: string): LocalDate;
  /** The items that a subject is about: itself, or those of a charge or a cheque; none for the customer and his orders. */
  itemsOf(subject: string): string[];
  /** Whether the effect took a step of the subject. */
  took(effectId: string, subject: string): boolean;
  /** An instalment is asked for in place of its invoices: it is owed beside nothing. */
  isInstalment(itemId: string): boolean;
  /** What was open on an item, in minor units. */
  openOf(itemId: string): number;
}

/** Cuts the records at the end of a day: facts, decisions and effects that came later are not in them. */
export function knownOn({ records, on }: { records: ExplainRecords; on: LocalDate }): Known {
  const { history, zone, postings } = records;
  const until = instantAt({ date: addDays(on, 1), time: '00:00', zone });
  const facts = history.facts.filter((fact) => fact.recordedAt < until).sort((a, b) => a.number - b.number);
  const dated = history.decisions
    .flatMap(({ seq, at, reasons }) => reasons.map((reason): DatedReason => ({ at, seq, reason })))
    .sort((a, b) => a.seq - b.seq);
  const items = new Map<string, FactData['invoice.issued']>();
  const instalments = new Map<string, { plan: FactData['plan.made']; index: number }>();
  const over = new Set<string>();
  for (const { type, data } of facts) {
    if (type === 'invoice.issued') items.set(data.itemId, data);
    const issued = type === 'invoice.dueChanged' && items.get(data.itemId);
    if (issued) items.set(data.itemId, { ...issued, dueOn: data.dueOn });
    if (type === 'plan.judged' && data.outcome !== 'missed' && data.outcome !== 'mended') over.add(data.planId);
    if (type === 'plan.made')
      data.instalments.forEach(({ itemId, dueOn, amount }, index) => {
        const first = items.get(data.itemIds[0] ?? '');
        if (!first) return;
        const more = data.itemIds.length > 1 ? ` + ${data.itemIds.length - 1}` : '';
        const number = `${first.number}${more} (${index + 1}/${data.instalments.length})`;
        instalments.set(itemId, { plan: data, index });
        items.set(itemId, { ...first, itemId, number, dueOn, amount, delivery: 'delivered', orderIds: [] });
      });
  }
  const charges = chargesOf(history);
  const taken = new Set(records.steps.map(({ effectId, subject }) => `${effectId} ${subject}`));
  const open = openAmounts({ postings, upTo: facts.at(-1)?.number ?? 0 });
  return {
    ...records,
    customerId: history.id,
    until,
    on,
    facts,
    reasons: dated.filter(({ at }) => at < until),
    laterReasons: dated.filter(({ at }) => at >= until),
    effects: history.effects.filter(({ at }) => at < until).map((effect) => asOf(effect, until)),
    items,
    issuedOn: (itemId) => facts.find((fact) => fact.type === 'invoice.issued' && fact.data.itemId === itemId)?.effectiveOn ?? NEVER,
    dueOn(itemId, at) {
      const changes = facts.filter((fact) => fact.type === 'invoice.dueChanged').filter(({ data }) => data.itemId === itemId);
      const last = changes.findLast(({ recordedAt }) => recordedAt <= at);
      return last?.data.dueOn ?? changes[0]?.data.before ?? items.get(itemId)?.dueOn;
    },
    nameOf: (itemId) => history.numbers.get(itemId) || items.get(itemId)?.number || itemId,
    itemsOf: (subject) => (items.has(subject) ? [subject] : (charges.get(subject) ?? [])),
    took: (effectId, subject) => taken.has(`${effectId} ${subject}`),
    isInstalment: (itemId) => instalments.has(itemId),
    openOf(itemId) {
      const found = instalments.get(itemId);
      if (!found) return open.get(itemId) ?? 0;
      const rest = found.plan.itemIds.reduce((sum, id) => sum + (open.get(id) ?? 0), 0);
      return over.has(found.plan.planId) ? 0 : openAt({ plan: found.plan, index: found.index, rest });
    },
  };
}

const NEVER: LocalDate = '9999-12-31';

/** An effect that ended later was still under way. */
function asOf(effect: CustomerHistory['effects'][number], until: Instant): CustomerHistory['effects'][number] {
  return effect.endedAt !== null && effect.endedAt >= until
    ? { ...effect, status: 'planned', outcome: null, endedAt: null, delivery: null, letter: null }
    : effect;
}

function chargesOf({ facts, effects }: CustomerHistory): Map<string, string[]> {
  const charges = new Map<string, string[]>();
  for (const { type, data } of facts) {
    if (type === 'payment.failed') charges.set(data.chargeId, data.itemIds);
    if (type === 'cheque.received')
      charges.set(
        data.chequeId,
        data.shares.map(({ itemId }) => itemId),
      );
  }
  for (const { effect } of effects) if (effect.kind === 'collect') charges.set(effect.chargeId, effect.itemIds);
  return charges;
}

function openAmounts({ postings, upTo }: { postings: ExplainRecords['postings']; upTo: number }): Map<string, number> {
  const open = new Map<string, number>();
  for (const { book, itemId, factNumber, amount } of postings)
    if (book === 'receivable' && itemId !== null && factNumber <= upTo) open.set(itemId, (open.get(itemId) ?? 0) + amount);
  return open;
}

/** The stages in which a subject stood when the day ended, in the order of the lanes. A settled subject stands in none. */
export function stagesOf(known: Known, subject: string): string[] {
  const lanes = known.tokens.filter((token) => token.subject === subject);
  return lanes.map((token) => stageOf(known, token)).filter((stage) => stage !== null);
}

/**
 * From the recorded moves of the lane: the last one that was known tells where the token went, else the first one that came later tells from where,
 * else it has never moved.
 */
function stageOf({ reasons, laterReasons, lanes }: Known, { lane, subject, stage }: Known['tokens'][number]): string | null {
  const own = new Set(lanes.find((candidate) => candidate.name === lane)?.stages.map(({ name }) => name));
  const others = new Set(lanes.filter((candidate) => candidate.name !== lane).flatMap(({ stages }) => stages.map(({ name }) => name)));
  const moves = (list: DatedReason[]) =>
    list.map(({ reason }) => reason).filter((reason) => reason.about === subject && MOVES.has(reason.code) && isOfLane(reason));
  const isOfLane = ({ params }: Reason): boolean =>
    params?.lane !== undefined ? params.lane === lane : own.has(String(params?.stage)) || !others.has(String(params?.stage));
  if (laterReasons.length === 0) return stage;
  const last = moves(reasons).at(-1);
  if (last) return wentTo(last);
  const first = moves(laterReasons)[0];
  if (!first) return stage;
  return first.code === 'entered-stage' || first.code === 'reopened' ? null : String(first.params?.stage ?? '');
}

const MOVES: ReadonlySet<string> = new Set(['entered-stage', 'left-stage', 'lane-ended', 'settled', 'reopened']);

function wentTo({ code, params }: Reason): string | null {
  if (code === 'entered-stage' || code === 'reopened') return String(params?.stage ?? '');
  return code === 'left-stage' ? String(params?.next ?? '') : null;
}
