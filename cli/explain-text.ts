import type { ExplainedDay, ExplainedInvoice, Explanation } from '../domain/explain/explain.js';
import { spokenDate, spokenMoney } from '../domain/explain/words.js';

/** The explanation for a person: invoice by invoice, day by day. */
export function explainText({
  explanation,
  name,
  all,
}: {
  explanation: Explanation;
  name: string /** Also what is settled. */;
  all: boolean;
}): string {
  const { customer, on, owed, invoices, own } = explanation;
  const settled = invoices.filter(({ open }) => open === 0);
  const shown = all ? invoices : invoices.filter(({ open }) => open !== 0);
  const sums = owed.length > 0 ? owed.map(({ amount, currency }) => spokenMoney(amount, currency)).join(', ') : 'nothing';
  return [
    `${name} (${customer.id}, ${customer.externalId}) at the end of ${spokenDate(on)}: owes ${sums}.`,
    ...shown.flatMap((invoice) => ['', ...invoiceLines({ invoice, on })]),
    ...(settled.length > 0 && !all
      ? ['', `Settled: ${settled.length === 1 ? '1 invoice' : `${settled.length} invoices`}; their stories with --all.`]
      : []),
    '',
    `The customer${stagesText(own.stages)}`,
    ...dayLines(own.days),
    ...(own.next.step === null && own.next.on === null ? [] : [`  Next: ${own.next.text}`]),
  ].join('\n');
}

function invoiceLines({ invoice, on }: { invoice: ExplainedInvoice; on: string }): string[] {
  const { number, amount, open, currency, dueOn, stages, days, next } = invoice;
  const owed = open === 0 ? 'settled' : open === amount ? 'all of it open' : `${spokenMoney(open, currency)} open`;
  const due = open !== 0 && dueOn < on ? 'was due' : 'due';
  return [
    `Invoice ${number} over ${spokenMoney(amount, currency)}, ${due} ${spokenDate(dueOn)}: ${owed}${stagesText(stages)}`,
    ...dayLines(days),
    `  Next: ${next.text}`,
  ];
}

const stagesText = (stages: string[]): string => (stages.length > 0 ? `; stage ${stages.join(', ')}` : '');

/** A day's lines; the day stands before the first. */
const dayLines = (days: ExplainedDay[]): string[] =>
  days.flatMap(({ on, entries }) => entries.map(({ text }, index) => `  ${(index === 0 ? spokenDate(on) : '').padEnd(18)}${text}`));
