/** The story of one customer in order of time: facts, decisions with their reasons, effects with what became of them. Pure. */
import { type Instant, isoInstant, type LocalDate } from './calendar.js';
import type { Effect } from './effects/effect.js';
import type { Fact, FactData } from './facts.js';
import type { Headline } from './headline.js';
import { currencyOfAccount } from './ledger/account-id.js';
import { decimalText, minorDigits } from './money.js';
import { type Reason, reasonSentence } from './reasons.js';

/** What the books hold of one customer; no personal data. */
export interface CustomerHistory {
  id: string;
  externalId: string;
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
    /** What became of the mail, or of the message where it goes by one way only; null: it is not handed over. */
    delivery: string | null;
    /** Of the letter that went beside a mail, or in place of one that came back. */
    letter: string | null;
    /** Of the mail, where one went. */
    messageId: string | null;
    /** What the contacts are for that got it, where it was meant for certain ones, and the roles of ours that got a copy. */
    reached: readonly string[];
    copied: readonly string[];
  }[];
  /** The numbers on the papers, by item id. */
  numbers: Map<string, string>;
}

/** One line of the story, as `duly timeline --json` prints it and the API answers it. */
export type TimelineEntry =
  | { at: string; kind: 'fact'; number: number; type: string; effectiveOn: LocalDate; text: string }
  | { at: string; kind: 'decision'; seq: number; about: string; code: string; text: string }
  | {
      at: string;
      kind: 'effect';
      id: string;
      what: string;
      status: string;
      delivery: string | null;
      letter: string | null;
      messageId: string | null;
      reached: readonly string[];
      copied: readonly string[];
      outcome: string | null;
      text: string;
    };

export interface Timeline {
  customer: { id: string; externalId: string };
  stage: string | null;
  balance: { amount: number; currency: string }[];
  next: Headline['next'];
  entries: TimelineEntry[];
}

/** No personal data: ids, numbers, codes and amounts only. */
export function timelineOf({ id, externalId, headline, facts, decisions, effects, numbers }: CustomerHistory): Timeline {
  const parts = subjectsOfItems({ facts, effects });
  const nameOf = (subject: string): string => {
    const part = parts.get(subject);
    if (part) return `${part.kind} for ${part.itemIds.map(nameOf).join(', ')}`;
    const currency = currencyOfAccount({ customerId: id, subject });
    if (currency !== undefined) return `the account in ${currency}`;
    return subject === id ? 'the customer' : (numbers.get(subject) ?? subject);
  };
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
    ...effects.map(({ id: effectId, effect, status, outcome, at, endedAt, delivery, letter, messageId, reached, copied }) => ({
      rank: 2,
      at: isoInstant(endedAt ?? at),
      kind: 'effect' as const,
      id: effectId,
      what: whatOf(effect),
      status,
      delivery,
      letter,
      messageId,
      reached,
      copied,
      outcome,
      text: effectText({ effect, status, outcome, delivery, letter, reached, copied, nameOf }),
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

/** Charges and disputes: known by the invoices that they are about. */
function subjectsOfItems({ facts, effects }: Pick<CustomerHistory, 'facts' | 'effects'>): Map<string, { kind: string; itemIds: string[] }> {
  const parts = new Map<string, { kind: string; itemIds: string[] }>();
  for (const { type, data } of facts) {
    if (type === 'payment.failed') parts.set(data.chargeId, { kind: 'charge', itemIds: data.itemIds });
    if (type === 'cheque.received') parts.set(data.chequeId, { kind: 'cheque', itemIds: data.shares.map(({ itemId }) => itemId) });
    if (type === 'dispute.opened') parts.set(data.disputeId, { kind: 'dispute', itemIds: [data.itemId] });
  }
  for (const { effect } of effects) if (effect.kind === 'collect') parts.set(effect.chargeId, { kind: 'charge', itemIds: effect.itemIds });
  return parts;
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
      return `${data.number}, ${money(data.amount, data.currency)}, due ${data.dueOn}${takenText(data)}`;
    case 'payment.received':
      return `${money(data.amount, data.currency)}${data.shares.length > 0 ? ` for ${data.shares.map((share) => nameOf(share.itemId)).join(', ')}` : ', unapplied'}`;
    case 'payment.failed':
      return `${data.code} (${data.reasonClass}) for ${data.itemIds.map(nameOf).join(', ')}`;
    case 'payment.chargedBack':
      return `${data.paymentId}, ${data.code}${data.itemIds.length > 0 ? `, for ${data.itemIds.map(nameOf).join(', ')}` : ''}`;
    case 'chargeback.resolved':
      return `${data.outcome}${data.itemIds.length > 0 ? `, for ${data.itemIds.map(nameOf).join(', ')}` : ''}`;
    case 'cheque.received':
      return `${data.number}, ${money(data.amount, data.currency)}${data.shares.length > 0 ? ` for ${data.shares.map((share) => nameOf(share.itemId)).join(', ')}` : ''}`;
    case 'cheque.returned':
      return `${data.reason}${data.itemIds.length > 0 ? `, for ${data.itemIds.map(nameOf).join(', ')}` : ''}`;
    case 'cheque.cleared':
    case 'cheque.deposited':
      return data.itemIds.length > 0 ? `for ${data.itemIds.map(nameOf).join(', ')}` : '';
    case 'invoice.dueChanged':
      return `${nameOf(data.itemId)}, due ${data.dueOn}${data.before === undefined ? '' : ` instead of ${data.before}`}`;
    case 'invoice.moved':
      return `${nameOf(data.itemId)}, ${data.from ?? "the customer's journey"} to ${data.to ?? "the customer's journey"}, by ${data.by}`;
    case 'invoice.writtenOff':
      return `${nameOf(data.itemId)}, ${data.code}`;
    case 'order.placed':
      return `${money(data.amount, data.currency)}${data.credit ? `, credit check ${data.credit}` : ''}`;
    case 'customer.changed':
      return Object.entries(data.set)
        .map(([column, value]) => `${column} ${String(value)}`)
        .join(', ');
    case 'journey.moved':
      return `${data.from} to ${data.to}, by ${data.by}`;
    case 'promise.made':
      return `${nameOf(data.itemId)}, by ${data.by}`;
    case 'promise.judged':
      return `${nameOf(data.itemId)}, ${data.outcome}`;
    case 'hold.placed':
      return `${data.kind} on ${nameOf(data.subject)}, stops ${data.stops.join(', ')}`;
    case 'hold.released':
      return data.holdId;
    case 'steps.taken':
      return `${nameOf(data.itemId)}, ${data.steps.join(', ')} on ${data.on}, before Duly`;
    case 'dispute.opened':
      return `${nameOf(data.itemId)}, ${data.reasonCode}`;
    case 'dispute.explained':
      return `${nameOf(data.itemId)}, ${data.reasonCode}`;
    case 'dispute.resolved':
      return `${nameOf(data.itemId)}, ${data.outcome}`;
    case 'task.decided':
      return data.outcome;
    case 'webhook.failed':
      return `${data.hook}, ${data.code}`;
    case 'survey.answered':
      return `score ${data.score}`;
    default:
      return 'itemId' in data ? nameOf(data.itemId) : '';
  }
}

/** What of an invoice was paid before it came. */
function takenText({ taken = [], currency }: FactData['invoice.issued']): string {
  const amount = taken.reduce((sum, part) => sum + part.amount, 0);
  return amount > 0 ? `, ${money(amount, currency)} of it by money that waited for it` : '';
}

const whatOf = (effect: Effect): string =>
  effect.kind === 'collect' ? 'collect' : `${effect.kind} ${effect.kind === 'webhook' ? effect.hook : effect.template}`;

function effectText({
  effect,
  status,
  outcome,
  delivery,
  letter,
  reached,
  copied,
  nameOf,
}: {
  effect: Effect;
  status: string;
  outcome: string | null;
  delivery: string | null;
  letter: string | null;
  reached: readonly string[];
  copied: readonly string[];
  nameOf: NameOf;
}): string {
  const items = effect.kind === 'survey' ? [effect.subject] : effect.itemIds;
  const states = letter === null ? [delivery ?? status] : [...(delivery === null ? [] : [delivery]), `letter ${letter}`];
  const became = [...states, ...(outcome && outcome !== (delivery ?? status) && outcome !== letter ? [outcome] : [])].join(', ');
  const whom = reached.length > 0 ? `, to ${reached.join(', ')}` : '';
  const copies = copied.length > 0 ? `, copy to ${copied.join(', ')}` : '';
  return `${whatOf(effect)} for ${items.map(nameOf).join(', ')}${whom}${copies}: ${became}`;
}
