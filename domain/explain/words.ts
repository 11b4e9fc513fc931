/** Words for people who explain a customer's story to him: dates, amounts, steps, holds and the causes that rules name. No personal data. */
import { dateAt, daysBetween, type Instant, type LocalDate } from '../calendar.js';
import { decimalText, minorDigits } from '../money.js';
import type { HoldRow } from '../rows.js';

const MONTHS = 'January February March April May June July August September October November December'.split(' ');

/** `2026-03-31` as `31 March 2026`. */
export const spokenDate = (date: LocalDate): string =>
  `${Number(date.slice(8, 10))} ${MONTHS[Number(date.slice(5, 7)) - 1] ?? ''} ${date.slice(0, 4)}`;

/** Minor units as `249.95 EUR`. */
export const spokenMoney = (amount: number, currency: string): string => `${decimalText(amount, minorDigits(currency))} ${currency}`;

/** `a`, `a and b`, `a, b and c`. */
export const spokenList = (parts: string[]): string =>
  parts.length < 2 ? (parts[0] ?? '') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;

/** A step's name as it is read aloud: `second-reminder` as `"second reminder"`. */
export const spokenStep = (step: string): string => `"${step.replaceAll('-', ' ')}"`;

/** Where a day lies to the due date: `3 days before the due date`. */
export function sinceDue({ day, dueOn }: { day: LocalDate; dueOn: LocalDate }): string {
  const days = daysBetween(dueOn, day);
  if (days === 0) return 'on the due date';
  const count = Math.abs(days) === 1 ? '1 day' : `${Math.abs(days)} days`;
  return `${count} ${days < 0 ? 'before' : 'after'} the due date`;
}

const HOLDS: Readonly<Record<string, string>> = {
  dispute: 'a dispute',
  promise: 'a promise to pay',
  plan: 'a payment plan',
  'said-to-be-paid': 'what the customer says: that it is paid',
  'reply-waiting': 'a reply of the customer that waits for an answer',
  'cheque-in-the-post': 'a cheque that is said to be in the post',
  'money-on-its-way': 'money that is on its way',
  incomplete: 'an invoice that is not in order yet',
  prepaid: 'the customer, who is to pay it before delivery, or not at all',
  legal: 'the insolvency of the customer',
  overdue: 'an invoice that is overdue, for which new orders are held',
  agency: 'a collection agency that has taken it over',
  manual: 'a hold that a person placed',
  imported: 'a hold: it was taken over from another system and nobody has released it',
  restored: 'a hold: the database was restored from a backup and nobody has released it',
};

/** The kind of a hold in words. */
export const holdKind = (kind: string): string => HOLDS[kind] ?? `a hold (${kind})`;

/** Which hold it is, with its part, its beginning and its last day. */
export function holdText({ hold, currency, zone }: { hold: HoldRow; currency: string; zone: string }): string {
  const part = hold.amount === null ? '' : ` over ${spokenMoney(hold.amount, currency)}`;
  const end = hold.endsAt === null ? '' : ` until ${spokenDate(dateAt(hold.endsAt - 1, zone))}`;
  return `${holdKind(hold.kind)}${part}, since ${spokenDate(dateAt(hold.startedAt, zone))}${end}`;
}

/** Whether the hold was in force at the moment. */
export const isInForce = (hold: HoldRow, at: Instant): boolean =>
  hold.startedAt <= at && (hold.endedAt === null || hold.endedAt > at) && (hold.endsAt === null || hold.endsAt > at);
