/** What goes out for a step: the effect with all that its claim and its performance need. */
import { addDays, dateAt, type LocalDate } from '../calendar.js';
import { costsOfStep } from '../costs/costs-of-step.js';
import type { CostTerms } from '../costs/terms.js';
import { type Effect, effectId, type MessageEffect, WEBHOOK_PATIENCE } from '../effects/effect.js';
import { toleranceOf } from '../journey/tolerance.js';
import type { TokenRow } from '../rows.js';
import { firmerTemplate } from '../segments/audience.js';
import { isNoTime, type Span } from '../span.js';
import type { Act, ProposedStep } from '../stages/stage-type.js';
import type { Earliest } from '../steps/earliest.js';
import { isLetter, printEnds } from '../steps/letters.js';
import { arrivalOf } from '../steps/post.js';
import { closesAt } from '../steps/windows.js';
import { addressTo } from './address-to.js';
import type { OwnAct } from './do-at-once.js';
import { isFirmer, isIn } from './segments.js';
import type { Work } from './work.js';

/** Minor units up to which nothing is asked for on the item. */
export function toleranceFor(work: Work, itemId: string): number {
  if (work.journey.tolerance === undefined) return 0;
  return toleranceOf({ journey: work.journey, currency: work.view().item(itemId)?.currency ?? '' });
}

/** What speaks to the world. */
type Outgoing = Exclude<Act, OwnAct>;

/** Else the token is the customer's own or one of his accounts'. */
export const isItem = ({ rows }: Work, { subject }: TokenRow): boolean =>
  subject !== rows.customer.id && !rows.accounts.some((account) => account.id === subject);

export function effectOf(
  work: Work,
  token: TokenRow,
  { step: proposed, act, planned: { at: due, because } }: { step: ProposedStep; act: Outgoing; planned: Earliest },
): Effect {
  const { subject, step, occurrence, stoppedBy, despite, lapsesAt, paced, severe, to } = proposed;
  const customerId = work.rows.customer.id;
  const itemIds = isItem(work, token) ? [token.subject] : [];
  const { contact } = work.journey;
  const closes = paced || act.do === 'survey' ? closesAt({ at: work.now, contact, zone: work.zone }) : null;
  const printed = contact.letters && isLetter(act) ? printEnds({ at: work.now, letters: contact.letters, zone: work.zone }) : null;
  const hoursEnd = closes !== null && printed !== null ? Math.min(closes, printed) : (closes ?? printed);
  const notAfter = hoursEnd !== null && lapsesAt !== undefined ? Math.min(hoursEnd, lapsesAt) : (hoursEnd ?? lapsesAt ?? null);
  const zone = hoursEnd !== null && work.journey.contact.zone === 'customer' ? work.zone : undefined;
  const id = effectId({ customerId, subject, step, occurrence });
  const steps = [{ subject, step, occurrence }];
  const tolerance = toleranceFor(work, token.subject);
  switch (act.do) {
    case 'send': {
      const { template, purpose, chargeId = null, promiseId, plan, nextTryOn, by, enclosed, to: meant, copy } = act;
      const { chequeId } = act;
      const charged = chargeId === null ? undefined : work.view().charge(chargeId)?.itemIds;
      const chequed = chequeId === undefined ? undefined : work.view().cheques.find(({ id: known }) => known === chequeId)?.itemIds;
      const message: MessageEffect = {
        id,
        kind: 'message',
        steps,
        due,
        notAfter,
        stoppedBy,
        template: isFirmer(work, to, subject) ? firmerTemplate(template) : template,
        purpose,
        itemIds: act.itemIds ?? charged ?? chequed ?? itemIds,
        chargeId,
      };
      if (act.itemIds) message.accountId = token.subject;
      if (act.state !== undefined) message.state = { lane: token.lane, name: act.state };
      if (promiseId) message.promiseId = promiseId;
      if (despite) message.despite = despite;
      if (chequeId) message.chequeId = chequeId;
      if (plan) message.plan = { id: plan.id, endsOn: addDays(dateAt(work.now, work.zone), plan.days) };
      if (nextTryOn) message.nextTryOn = nextTryOn;
      if (zone !== undefined) message.zone = zone;
      if (severe) message.alone = true;
      if (by) message.by = by;
      const { post } = work.journey.contact;
      if (post && purpose === 'invoice' && isLetter(act)) message.arrivesOn = arrivesOn(work, post);
      if (enclosed) message.enclosed = enclosed;
      if (work.journey.writing) message.writing = work.journey.writing;
      if (purpose === 'reminder' && changesWithMethod(work, token)) message.unlessMethod = true;
      if (meant) addressTo(work, message, { meant, step });
      if (copy) message.copy = copy;
      if (work.journey.contact.bounced && purpose !== 'invoice') message.orLetter = true;
      if (stoppedBy !== null && (paced || severe) && !proposed.afterHold && !isNoTime(work.journey.peace)) message.peace = true;
      const costs = purpose === 'reminder' ? costsOf(work, { step, itemIds }) : [];
      if (costs.length > 0) message.costs = costs;
      // A formal notice counts for no cap: the decision found the day with room, and what else goes on that day does not take it.
      if (purpose === 'reminder' && !severe) withCap(work, message);
      if (stoppedBy !== null && tolerance > 0) message.tolerance = tolerance;
      return message;
    }
    case 'collect': {
      const { chargeId, methodId } = act;
      const known = work.view().charge(chargeId);
      if (!known) openCharge(work, { chargeId, methodId, itemIds });
      const collect: Effect = {
        id,
        kind: 'collect',
        steps,
        due,
        notAfter,
        stoppedBy,
        chargeId,
        itemIds: known?.itemIds ?? itemIds,
        methodId,
      };
      return tolerance > 0 ? { ...collect, tolerance } : collect;
    }
    case 'notify':
      return {
        id,
        kind: 'webhook',
        steps,
        due,
        notAfter,
        stoppedBy,
        hook: act.hook,
        itemIds,
        because,
        giveUpAt: work.now + WEBHOOK_PATIENCE,
        ...(tolerance > 0 && { tolerance }),
      };
    case 'survey':
      return withCap(work, {
        id,
        kind: 'survey',
        steps,
        due,
        notAfter,
        ...(zone !== undefined && { zone }),
        ...(work.journey.writing && { writing: work.journey.writing }),
        stoppedBy,
        survey: act.survey,
        subject,
        template: act.template,
        ...(act.never && { never: act.never }),
        ...(act.by && { by: act.by }),
        ...(act.enclosed && { enclosed: act.enclosed }),
      });
  }
}

/** Whether the token's lane goes elsewhere when a payment method comes. */
const changesWithMethod = ({ journeyOf }: Work, { lane, subject }: TokenRow): boolean =>
  journeyOf(subject)
    .lanes.find(({ name }) => name === lane)
    ?.whenever.some(({ fact }) => fact === 'autopay.on' || fact === 'method.added') === true;

/** When a letter of today arrives. */
const arrivesOn = ({ journey: { contact }, now: at, zone, rows }: Work, post: Span): LocalDate =>
  dateAt(arrivalOf({ at, post, contact, zone, country: rows.customer.country }), zone);

/** Its claim keeps to the journey's caps, too. */
function withCap<E extends Effect>({ journey, zone }: Work, effect: E): E {
  const { atMost } = journey.contact;
  if (!atMost) return effect;
  const { day, week } = atMost;
  effect.cap = { zone };
  if (day !== undefined) effect.cap.day = day;
  if (week !== undefined) effect.cap.week = week;
  return effect;
}

/** What the step may claim beside what is owed. */
function costsOf(work: Work, { step, itemIds }: { step: string; itemIds: string[] }): CostTerms[] {
  if (work.journey.costs === undefined && work.itemJourneys.size === 0) return [];
  return itemIds.flatMap((itemId) => {
    const journey = work.journeyOf(itemId);
    if (journey.costs === undefined) return [];
    const item = work.view().item(itemId);
    const waived = (segment: string, what: 'interest' | 'fee') => waives(work, { segment, what, step, itemId });
    if (item?.kind === 'instalment') return [];
    return (item && costsOfStep({ journey, step, itemId, currency: item.currency, waived })) ?? [];
  });
}

/** Who is in the segment is not asked for it, and it is said. */
function waives(
  work: Work,
  { segment, what, step, itemId }: { segment: string; what: 'interest' | 'fee'; step: string; itemId: string },
): boolean {
  if (!isIn(work, segment, itemId)) return false;
  work.reasons.push({ about: itemId, code: 'costs-waived', params: { step, what, segment } });
  return true;
}

function openCharge(work: Work, { chargeId, methodId, itemIds }: { chargeId: string; methodId: string; itemIds: string[] }): void {
  const items = itemIds.map((id) => work.view().item(id)).filter((item) => item !== undefined);
  const row = {
    id: chargeId,
    customerId: work.rows.customer.id,
    itemIds,
    methodId,
    amount: items.reduce((sum, item) => sum + item.open, 0),
    currency: items[0]?.currency ?? work.rows.customer.currency,
    status: 'open' as const,
    startedAt: work.now,
  };
  work.change([{ insert: 'charge', row }]);
}
