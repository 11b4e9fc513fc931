/** The story of one customer in order of time: facts, decisions with their reasons, effects with what became of them. Pure. */
import { type Instant, isoInstant, type LocalDate } from '../domain/calendar.js';
import type { Effect } from '../domain/effects/effect.js';
import type { Fact } from '../domain/facts.js';
import type { Headline } from '../domain/headline.js';
import { decimalText, minorDigits } from '../domain/money.js';
import { type Reason, reasonSentence } from '../domain/reasons.js';

/** What the books hold of one customer. */
export interface CustomerHistory {
  id: string;
  externalId: string;
  /** Personal data: for the text only. */
  name: string;
  headline: Headline | null;
  facts: Fact[];
  decisions: { seq: number; at: Instant; reasons: Reason[] }[];
  effects: {
    id: string;
    effect: Effect;
    status: string;
    outcome: string | null;
    at: Instant;
    endedAt: Instant | null;
    delivery: string | null;
  }[];
  /** The numbers on the papers, by item id. */
  numbers: Map<string, string>;
}

/** One line of the story, as `duly timeline --json` prints it. */
export type TimelineEntry =
  | { at: string; kind: 'fact'; number: number; type: string; effectiveOn: LocalDate; text: string }
  | { at: string; kind: 'decision'; seq: number; about: string; code: string; text: string }
  | { at: string; kind: 'effect'; id: string; what: string; status: string; delivery: string | null; outcome: string | null; text: string };

export interface Timeline {
  customer: { id: string; externalId: string };
  stage: string | null;
  balance: { amount: number; currency: string }[];
  next: Headline['next'];
  entries: TimelineEntry[];
}

/** No personal data: ids, numbers, codes and amounts only. */
export function timelineOf({ id, externalId, headline, facts, decisions, effects, numbers }: CustomerHistory): Timeline {
  const nameOf = (subject: string): string => (subject === id ? 'the customer' : (numbers.get(subject) ?? subject));
  const entries: (TimelineEntry & { rank: number })[] = [
    ...facts.map((fact) => ({
      rank: 0,
      at: isoInstant(fact.recordedAt),
      kind: 'fact' as const,
      number: fact.number,
      type: fact.type,
      effectiveOn: fact.effectiveOn,
      text: factText({ fact, nameOf }),
    })),
    ...decisions.flatMap(({ seq, at, reasons }) =>
      reasons.map((reason) => ({
        rank: 1,
        at: isoInstant(at),
        kind: 'decision' as const,
        seq,
        about: reason.about,
        code: reason.code,
        text: `${nameOf(reason.about)}: ${reasonSentence(reason)}`,
      })),
    ),
    ...effects.map(({ id: effectId, effect, status, outcome, at, endedAt, delivery }) => ({
      rank: 2,
      at: isoInstant(endedAt ?? at),
      kind: 'effect' as const,
      id: effectId,
      what: whatOf(effect),
      status,
      delivery,
      outcome,
      text: effectText({ effect, status, outcome, delivery, nameOf }),
    })),
  ];
  const sorted = entries.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.rank - b.rank));
  return {
    customer: { id, externalId },
    stage: headline?.stage ?? null,
    balance: headline?.balance ?? [],
    next: headline?.next ?? null,
    entries: sorted.map(({ rank: _rank, ...entry }) => entry),
  };
}

/** The timeline for a person. */
export function timelineText({ timeline, name }: { timeline: Timeline; name: string }): string {
  const { customer, stage, balance, next, entries } = timeline;
  const owed = balance.length > 0 ? balance.map(({ amount, currency }) => money(amount, currency)).join(', ') : 'nothing';
  return [
    `${name} (${customer.id}, ${customer.externalId})`,
    `Open: ${owed}${stage ? `; stage ${stage}` : ''}. Times are UTC.`,
    ...entries.map(({ at, kind, text }) => `${at.slice(0, 16).replace('T', ' ')}  ${kind.padEnd(8)}  ${text}`),
    next ? `Next: ${next.what}, at ${next.at}: ${next.why}.` : 'Next: nothing until something happens.',
  ].join('\n');
}

type NameOf = (subject: string) => string;
const money = (amount: number, currency: string): string => `${decimalText(amount, minorDigits(currency))} ${currency}`;

function factText({ fact, nameOf }: { fact: Fact; nameOf: NameOf }): string {
  const said = sentenceOf(fact, nameOf);
  return `${fact.type}${said ? `: ${said}` : ''} (${fact.effectiveOn})`;
}

function sentenceOf({ type, data }: Fact, nameOf: NameOf): string {
  switch (type) {
    case 'invoice.issued':
      return `${data.number}, ${money(data.amount, data.currency)}, due ${data.dueOn}`;
    case 'payment.received':
      return `${money(data.amount, data.currency)}${data.shares.length > 0 ? ` for ${data.shares.map((share) => nameOf(share.itemId)).join(', ')}` : ', unapplied'}`;
    case 'payment.failed':
      return `${data.code} (${data.reasonClass}) for ${data.itemIds.map(nameOf).join(', ')}`;
    case 'order.placed':
      return `${money(data.amount, data.currency)}${data.credit ? `, credit check ${data.credit}` : ''}`;
    case 'customer.changed':
      return Object.entries(data.set)
        .map(([column, value]) => `${column} ${String(value)}`)
        .join(', ');
    case 'hold.placed':
      return `${data.kind} on ${nameOf(data.subject)}, stops ${data.stops.join(', ')}`;
    case 'hold.released':
      return data.holdId;
    case 'steps.taken':
      return `${nameOf(data.itemId)}, ${data.steps.join(', ')} on ${data.on}, before Duly`;
    case 'dispute.opened':
      return `${nameOf(data.itemId)}, ${data.reasonCode}`;
    case 'dispute.resolved':
      return `${nameOf(data.itemId)}, ${data.outcome}`;
    case 'task.decided':
      return data.outcome;
    case 'survey.answered':
      return `score ${data.score}`;
    default:
      return 'itemId' in data ? nameOf(data.itemId) : '';
  }
}

const whatOf = (effect: Effect): string => (effect.kind === 'collect' ? 'collect' : `${effect.kind} ${effect.template}`);

function effectText({
  effect,
  status,
  outcome,
  delivery,
  nameOf,
}: {
  effect: Effect;
  status: string;
  outcome: string | null;
  delivery: string | null;
  nameOf: NameOf;
}): string {
  const items = effect.kind === 'survey' ? [effect.subject] : effect.itemIds;
  const became = [delivery ?? status, ...(outcome && outcome !== (delivery ?? status) ? [outcome] : [])].join(', ');
  return `${whatOf(effect)} for ${items.map(nameOf).join(', ')}: ${became}`;
}
