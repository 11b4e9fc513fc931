import { addDays } from '../calendar.js';
import type { Journey } from '../journey/journey.js';
import { simulate } from '../simulator/simulate.js';
import type { ColumnMapping, ImportedInvoice } from './invoices.js';
import { type ReplayLine, sortLines } from './replay-line.js';
import { sentLines } from './sent-lines.js';
import { customerOf, midnight, reportsOfDay, type Story, storiesOf, WATCHED_DAYS } from './story.js';

/** Walks the customers with most invoices through the journey in memory. Lines in order of time. */
export function replayOnSimulator({
  invoices,
  customers,
  journey,
  mapping,
}: {
  invoices: ImportedInvoice[];
  customers: number;
  journey: Journey;
  mapping: ColumnMapping;
}): ReplayLine[] {
  return sortLines(storiesOf({ invoices, customers }).flatMap((story) => walk({ story, journey, currency: mapping.currency })));
}

function walk({ story, journey, currency }: { story: Story; journey: Journey; currency: string }): ReplayLine[] {
  const id = story.customer;
  const customer = customerOf({ id, story, currency, journeyId: journey.name, legalEntityId: 'replay', shift: 0 });
  const firstDay = story.days[0]?.on ?? '';
  const run = simulate({ journey, customer, start: midnight(firstDay) });
  run.report({ type: 'customer.created', source: 'import', externalId: id, effectiveOn: firstDay, data: {} });
  const lines: ReplayLine[] = [];
  for (const day of story.days) {
    run.runTo(midnight(day.on) - 1);
    run.sleepTo(midnight(day.on));
    run.report(...reportsOfDay({ day, customerId: id, accountId: run.book.accountFor(currency), currency, shift: 0 }));
    for (const event of day.events) lines.push(tellEvent({ event, story, at: `${day.on}T00:00:00Z` }));
  }
  run.runTo(midnight(addDays(story.days.at(-1)?.on ?? firstDay, WATCHED_DAYS)));
  const sent = run.happened.flatMap(({ at, effect, outcome }) => (outcome === 'sent' ? [{ steps: effect.steps, at }] : []));
  return [...lines, ...sentLines({ sent, story, customerId: id, journey, shift: 0 })];
}

/** A fact of the story as a line. */
export function tellEvent({ event, story, at }: { event: Story['days'][number]['events'][number]; story: Story; at: string }): ReplayLine {
  if (event.what === 'paperless') return { customer: story.customer, invoice: null, at, did: 'changed' };
  return { customer: story.customer, invoice: event.invoice.invoice, at, did: event.what };
}
