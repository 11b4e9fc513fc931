import { dateAt } from '../calendar.js';
import type { AboutInvoice } from '../conditions/customer-words.js';
import type { Reason } from '../reasons.js';
import { type Audience, isSelective } from '../segments/audience.js';
import { type CompiledSegment, compiledSegments } from '../segments/compiled.js';
import { membersOf, valuesText } from '../segments/membership.js';
import type { ProposedStep } from '../stages/stage-type.js';
import type { Work } from './work.js';

/**
 * Whether the customer, or for a segment of invoices the item, is in the segment. What is kept with the customer is judged when a step first asks on a day, and
 * stands for that day; a change is told with the values that made it. A segment that the journey does not have holds nobody.
 */
export function isIn(work: Work, name: string, itemId?: string): boolean {
  const journey = itemId === undefined ? work.journey : work.journeyOf(itemId);
  const segment = compiledSegments(journey).byName.get(name);
  if (!segment) return false;
  if (segment.ofInvoice) return segment.joins.evaluate(aboutOf(work, itemId)) === true;
  return membersToday(work).includes(journey === work.journey ? name : `${journey.name}: ${name}`);
}

function membersToday(work: Work): readonly string[] {
  const { customer } = work.view();
  const today = dateAt(work.now, work.zone);
  if (customer.segments.on === today) return customer.segments.in;
  const segments = segmentsOf(work);
  const about = aboutOf(work);
  const before = customer.segments.in;
  const now = membersOf({ segments, before, about });
  for (const segment of segments) {
    const { name } = segment;
    if (before.includes(name) === now.includes(name)) continue;
    const params = { segment: name, values: valuesText({ segment, about }) };
    work.reasons.push({ about: customer.id, code: now.includes(name) ? 'segment-joined' : 'segment-left', params });
  }
  work.change([{ update: 'customer', id: customer.id, set: { segments: { on: today, in: now } } }]);
  return now;
}

/** Those of his own journey, and those of the journeys that items of his walk, by the names of both. */
function segmentsOf({ journey, itemJourneys }: Work): readonly CompiledSegment[] {
  const own = compiledSegments(journey).ofCustomer;
  if (itemJourneys.size === 0) return own;
  const others = [...new Map([...itemJourneys.values()].map((other) => [other.name, other])).values()];
  return [
    ...own,
    ...others.flatMap((other) => compiledSegments(other).ofCustomer.map((one) => ({ ...one, name: `${other.name}: ${one.name}` }))),
  ];
}

/** What conditions may ask of the customer, and of one of his items. */
export function aboutOf(work: Work, itemId?: string): AboutInvoice {
  const view = work.view();
  return {
    customer: view.customer,
    accounts: view.accounts,
    hasAutopay: view.autopayMethod() !== undefined,
    today: dateAt(work.now, work.zone),
    totals: work.rows.totals,
    item: itemId === undefined ? undefined : view.item(itemId),
  };
}

/** Why the step is not for this one; undefined: it is. */
export function leftOut(work: Work, { to, subject, step }: Pick<ProposedStep, 'to' | 'subject' | 'step'>): Reason | undefined {
  if (!to || !isSelective(to)) return undefined;
  const { not, only } = to;
  if (not !== undefined && isIn(work, not, subject)) return { about: subject, code: 'not-for', params: { step, segment: not } };
  if (only !== undefined && !isIn(work, only, subject)) return { about: subject, code: 'only-for', params: { step, segment: only } };
  return undefined;
}

/** Whether the step speaks to this one in firmer words. */
export const isFirmer = (work: Work, to: Audience | undefined, subject: string): boolean =>
  to?.firmer !== undefined && isIn(work, to.firmer, subject);
