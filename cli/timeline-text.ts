import { decimalText, minorDigits } from '../domain/money.js';
import { becauseText } from '../domain/reasons.js';
import type { Timeline, TimelineEntry } from '../domain/timeline.js';

/** The timeline for a person. */
export function timelineText({ timeline, name }: { timeline: Timeline; name: string }): string {
  const { customer, stage, balance, next, entries } = timeline;
  const owed = balance.length > 0 ? balance.map(({ amount, currency }) => money(amount, currency)).join(', ') : 'nothing';
  return [
    `${name} (${customer.id}, ${customer.externalId})`,
    `Open: ${owed}${stage ? `; stage ${stage}` : ''}. Times are UTC.`,
    ...entries.map(entryText),
    nextText(next),
  ].join('\n');
}

/** One line of it. */
export const entryText = ({ at, kind, text }: Pick<TimelineEntry, 'at' | 'kind' | 'text'>): string =>
  `${at.slice(0, 16).replace('T', ' ')}  ${kind.padEnd(8)}  ${text}`;

/** What comes next. */
export const nextText = (next: Timeline['next']): string =>
  next
    ? `Next: ${next.what}, at ${next.at}: ${becauseText({ because: next.why, when: 'waits' })}.`
    : 'Next: nothing until something happens.';

const money = (amount: number, currency: string): string => `${decimalText(amount, minorDigits(currency))} ${currency}`;
