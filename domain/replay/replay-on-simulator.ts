import { addDays } from '../calendar.js';
import type { Journey } from '../journey/journey.js';
import type { RuledJourneys } from '../simulation/live.js';
import { simulate } from '../simulator/simulate.js';
import { beginsIn } from './begins-in.js';
import type { ColumnMapping, ImportedInvoice } from './invoices.js';
import { type ReplayLine, sortLines } from './replay-line.js';
import { sentLines } from './sent-lines.js';
import { customerOf, midnight, reportsOfDay, type Story, storiesOf, WATCHED_DAYS } from './story.js';

/** Walks the customers with most invoices through the journey in memory. Lines in order of time. */
export function replayOnSimulator({
  invoices,
  customers,
  journey,
  ruled,
  mapping,
}: {
  invoices: ImportedInvoice[];
  customers: number;
  /** In which everybody begins, or which rules give him then. */
  journey: Journey;
  /** What gives customers other journeys; without it `journey` is everybody's. */
  ruled?: RuledJourneys | undefined;
  mapping: ColumnMapping;
}): ReplayLine[] {
  return sortLines(storiesOf({ invoices, customers }).flatMap((story) => walk({ story, journey, ruled, currency: mapping.currency })));
}

function walk({
  story,
  journey,
  ruled,
  currency,
}: {
  story: Story;
  journey: Journey;
  ruled: RuledJourneys | undefined;
  currency: string;
}): ReplayLine[] {
  const id = story.customer;
  const stranger = customerOf({ id, story, currency, journeyId: journey.name, legalEntityId: 'replay', shift: 0 });
  const first = beginsIn({ journey, ruled, customer: stranger });
  const customer = { ...stranger, journeyId: first.name };
  const firstDay = story.days[0]?.on ?? '';
  const run = simulate({
    journey: first,
    ...(ruled && { journeyOf: ruled.journeyOf, journeyNamed: ruled.journeyNamed, rulesAt: () => ruled.rules }),
    customer,
    start: midnight(firstDay),
  });
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
  const moves = run.book.facts.flatMap(({ type, data, recordedAt }) =>
    type === 'journey.moved' && ruled ? [{ at: recordedAt, journey: ruled.journeyOf(data.to) }] : [],
  );
  return [...lines, ...sentLines({ sent, moves, story, customerId: id, journey: first, shift: 0 })];
}

/** A fact of the story as a line. */
export function tellEvent({ event, story, at }: { event: Story['days'][number]['events'][number]; story: Story; at: string }): ReplayLine {
  if (event.what === 'paperless') return { customer: story.customer, invoice: null, at, did: 'changed' };
  return { customer: story.customer, invoice: event.invoice.invoice, at, did: event.what };
}
