import { decimalText, minorDigits } from '../domain/money.js';
import type { Timeline } from '../domain/timeline.js';

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

const money = (amount: number, currency: string): string => `${decimalText(amount, minorDigits(currency))} ${currency}`;
