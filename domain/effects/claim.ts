/**
 * The claim: asked under the customer's lock directly before an effect speaks to the world, with the records as they are then.
 * 1. What is settled, held, on its way or unapplied by now is not asked for: the effect is suppressed, or goes with what is left of it.
 *    Thanks for money ask for nothing: they go.
 * 2. A step is claimed once, whoever asks; an effect that finds all its steps claimed by others is suppressed.
 * 3. What finds no room under the caps by now is given back, and the decision says whether it waits or is left out.
 * 4. What was planned by a due date that is another one by now is given back; so is what a hold stopped that has ended since, and what a payment method
 *    that was added since may have taken to where it is collected, and what speaks of a state that the account has left.
 * 5. A charge that a dead attempt had claimed goes on under the same key: the provider knows whether it happened. A message is checked again.
 */
import { dateAt, type Instant } from '../calendar.js';
import { interestOn } from '../costs/interest.js';
import type { Report } from '../facts.js';
import { paidInTime } from '../holds/promise/judgement.js';
import type { Reason } from '../reasons.js';
import type { Change, ContactRow, DecisionRows, EffectRow, MoveRow, StepRow } from '../rows.js';
import { fullForClaim, isCounted } from '../steps/caps.js';
import { claimable } from '../steps/claimable.js';
import { isLetter } from '../steps/letters.js';
import { type View, type ViewRows, viewOf } from '../view.js';
import { type Effect, type MessageEffect, type StepRef, type SurveyEffect, severityOf } from './effect.js';

export interface ClaimInput {
  effect: EffectRow;
  rows: ViewRows;
  /** Steps that are over for the effect's subjects. */
  steps: StepRow[];
  /** What moved the balances of the items on which it claims interest and fees. */
  moves: MoveRow[];
  /** Open invoices that have had what the effect does not go with; only for a survey that has such steps. */
  noticed?: DecisionRows['noticed'];
  /** The state in which the account stands; only for an effect that speaks of one, and left out where it stands in none. */
  state?: string;
  /** The customer's contacts of the last days; only for an effect that has a cap. */
  contacts?: ContactRow[];
  now: Instant;
}

/** What is asked for on one item, minor units: what a message names and a charge draws. */
export interface Part {
  itemId: string;
  amount: number;
  /** What of it is interest and fees that this message claims. */
  costs?: { interest: number; fee: number };
}

export type Claim =
  | {
      did: 'claimed';
      steps: StepRow[];
      parts: Part[];
      changes: Change[];
      /** Facts that come with the claim: booked in its transaction. */
      reports: Report[];
      /** An earlier attempt had it: it may have reached the provider. */
      again: boolean;
      /** How often the provider was asked, this time included. */
      asked: number;
      asks?: Asked;
    }
  | {
      did: 'suppressed' | 'given-back';
      reason: Reason;
      changes: Change[];
      asks?: Asked;
    };

/** Whose tokens waited for what does not go now, and are asked again at once. */
export interface Asked {
  /**
   * Items of which a reminder says nothing after all, for what else may be said of them kept its distance to it, or a system is told nothing; the
   * customer, whom nobody questions beside a notice.
   */
  of: string[];
  /** There is room again under the caps: all but the account or the customer whose own it was, which would only plan the same again. */
  others?: { but: string | null };
}

export function claim(input: ClaimInput): Claim {
  const answer = judge(input);
  const asks = askedBy(input.effect, answer);
  return asks ? { ...answer, asks } : answer;
}

function askedBy({ customerId, effect }: EffectRow, answer: Claim): Asked | undefined {
  const isClaimed = answer.did === 'claimed';
  if (effect.kind === 'webhook') return isClaimed ? undefined : { of: effect.itemIds };
  if (effect.kind !== 'message' || effect.purpose !== 'reminder')
    return isClaimed || !hasRoom(effect) ? undefined : { of: [], others: { but: customerId } };
  const isSaid = (id: string) => isClaimed && answer.parts.some(({ itemId }) => itemId === id);
  const items = effect.accountId === undefined ? effect.itemIds.filter((id) => !isSaid(id)) : [];
  if (isClaimed) return items.length > 0 ? { of: items } : undefined;
  return { of: [...items, customerId], ...(hasRoom(effect) && { others: { but: effect.accountId ?? null } }) };
}

/** Whether others wait for the room that it has: under the caps of all contacts, where its journey has some, or under those of letters. */
const hasRoom = (effect: Effect): boolean => effect.cap !== undefined || (isCounted(effect) && isLetter(effect));

function judge({ effect: row, rows, steps, moves, contacts = [], noticed = [], state, now }: ClaimInput): Claim {
  const { effect } = row;
  const isOwn = rows.attempts.length > 0 && rows.attempts.some((attempt) => attempt.id === effect.id);
  const view = viewOf({ rows: isOwn ? { ...rows, attempts: rows.attempts.filter((attempt) => attempt.id !== effect.id) } : rows, now });
  const again = row.status === 'claimed';
  const asked = row.asked + 1;
  const mine = freeSteps(effect, steps);
  const about = effect.steps[0]?.subject ?? effect.id;
  const stepName = effect.steps[0]?.step ?? effect.kind;

  const isLate = effect.notAfter !== null && now >= effect.notAfter;
  const hasMoved = effect.zone !== undefined && effect.zone !== view.customer.timeZone;
  if ((isLate || hasMoved) && !again)
    return {
      did: 'given-back',
      reason: { about, code: 'step-waits', params: { step: stepName, until: 'it is planned again', because: 'contact hours' } },
      changes: [],
    };
  if (!again && isRetimed({ row, view }))
    return { did: 'given-back', reason: { about, code: 'due-changed', params: { step: stepName } }, changes: [] };
  if (!again && isInPeace({ row, view }))
    return { did: 'given-back', reason: { about, code: 'hold-ended', params: { step: stepName } }, changes: [] };
  if (!again && effect.unlessMethod && (view.methods()[0]?.addedAt ?? 0) > row.at)
    return { did: 'given-back', reason: { about, code: 'method-added', params: { step: stepName } }, changes: [] };
  if (!again && effect.kind === 'message' && effect.state && effect.state.name !== state)
    return { did: 'given-back', reason: { about, code: 'state-changed', params: { step: stepName } }, changes: [] };
  if (mine.length === 0) return suppressed({ about, code: 'step-under-way', params: { step: stepName } });
  const full = again ? null : fullForClaim({ effect, contacts, now });
  if (full)
    return {
      did: 'given-back',
      reason: { about, code: 'no-room', params: { step: stepName, span: full.span, count: full.count } },
      changes: [],
    };

  switch (effect.kind) {
    case 'survey': {
      const hold = effect.stoppedBy ? view.activeHolds(row.customerId, effect.stoppedBy)[0] : undefined;
      if (hold) return suppressed({ about, code: 'held', params: { step: stepName, kind: hold.kind } });
      if (view.openDisputes().length > 0) return suppressed({ about, code: 'survey-dropped' });
      const notice = noticed.find(({ step }) => effect.never?.includes(step));
      if (notice) return suppressed({ about, code: 'survey-dropped-notice', params: { step: notice.step } });
      return {
        did: 'claimed',
        steps: taken({ steps: mine, row, now }),
        parts: [],
        reports: [],
        again,
        asked,
        changes: again
          ? []
          : [
              {
                insert: 'survey',
                row: {
                  id: effect.id,
                  customerId: row.customerId,
                  kind: effect.survey,
                  subject: effect.subject,
                  askedAt: now,
                  answeredAt: null,
                  score: null,
                },
              },
            ],
      };
    }
    case 'webhook': {
      const { parts, refused } = askedFor({ effect, step: stepName, view });
      if (parts.length === 0) return suppressed(refused ?? { about, code: 'settled', params: { stage: stepName } });
      return { did: 'claimed', steps: taken({ steps: mine, row, now }), parts, changes: [], reports: [], again, asked };
    }
    case 'collect': {
      const { parts, refused } = askedFor({ effect, step: stepName, view });
      if (again) return { did: 'claimed', steps: [], parts, changes: [], reports: [], again, asked };
      if (parts.length === 0) return suppressed(refused ?? { about, code: 'settled', params: { stage: stepName } });
      const amount = parts.reduce((sum, part) => sum + part.amount, 0);
      const attempt = {
        id: effect.id,
        customerId: row.customerId,
        chargeId: effect.chargeId,
        methodId: effect.methodId,
        at: now,
        outcome: 'under way' as const,
        code: null,
        reasonClass: null,
        reference: null,
      };
      return {
        did: 'claimed',
        steps: taken({ steps: mine, row, now }),
        parts,
        reports: [],
        again,
        asked,
        changes: [
          { update: 'charge', id: effect.chargeId, set: { amount, methodId: effect.methodId } },
          { insert: 'attempt', row: attempt },
        ],
      };
    }
    case 'message': {
      if (effect.purpose === 'thanks')
        return {
          did: 'claimed',
          steps: taken({ steps: mine, row, now }),
          parts: effect.itemIds.map((itemId) => ({ itemId, amount: 0 })),
          changes: [],
          reports: [],
          again,
          asked,
        };
      if (isKept(effect, view)) return suppressed({ about, code: 'settled', params: { stage: stepName } });
      if (effect.purpose === 'statement') return claimStatement({ effect, row, mine, view, again, asked, now });
      const { parts, refused } = askedFor({ effect, step: stepName, view });
      const kept = mine.filter((step) => !effect.itemIds.includes(step.subject) || parts.some((part) => part.itemId === step.subject));
      const named = parts.filter(
        (part) =>
          effect.chargeId !== null ||
          effect.chequeId !== undefined ||
          effect.accountId !== undefined ||
          kept.some((step) => step.subject === part.itemId),
      );
      // What an account is told when it leaves a state goes though nothing is owed any more.
      const tells = effect.accountId !== undefined && effect.purpose === 'notice' && !isHeld(effect, view);
      if (named.length === 0 && !tells) return suppressed(refused ?? { about, code: 'settled', params: { stage: stepName } });
      const costs = claimCosts({ row, parts: named, view, moves, now });
      return {
        did: 'claimed',
        steps: taken({ steps: kept, row, now }),
        parts: costs.parts,
        reports: costs.reports,
        changes: [],
        again,
        asked,
      };
    }
  }
}

/**
 * A statement lists what is open by now, and asks for what of it nothing stops. It goes unless nothing is open, or the account or the customer is held; where
 * a plan whose instalments it lists is over, or all that it lists is paid and something else is open, it is planned again.
 */
function claimStatement({
  effect,
  row,
  mine,
  view,
  again,
  asked,
  now,
}: {
  effect: MessageEffect;
  row: EffectRow;
  mine: StepRef[];
  view: View;
  again: boolean;
  asked: number;
  now: Instant;
}): Claim {
  const { accountId: about = effect.id, stoppedBy } = effect;
  const step = effect.steps[0]?.step ?? 'statement';
  const hold = stoppedBy ? view.activeHolds(about, stoppedBy)[0] : undefined;
  if (hold) return suppressed({ about, code: 'held', params: { step, kind: hold.kind } });
  const parts = effect.itemIds.flatMap((itemId): Part[] => {
    const item = view.item(itemId);
    if (!item || item.open <= 0 || view.isOutOfOurHands(item)) return [];
    return [{ itemId, amount: Math.max(0, item.open - view.heldOf(item, 'reminders') - view.pendingOf(itemId) - view.shieldOf(itemId)) }];
  });
  const isOpen = (view.account(about)?.openItems ?? 0) > 0;
  if (!again && isOpen && (parts.length === 0 || effect.itemIds.some((itemId) => (view.planOf(itemId)?.status ?? 'running') !== 'running')))
    return { did: 'given-back', reason: { about, code: 'list-changed', params: { step } }, changes: [] };
  if (parts.length === 0) return suppressed({ about, code: 'nothing-open', params: { step } });
  return { did: 'claimed', steps: taken({ steps: mine, row, now }), parts, changes: [], reports: [], again, asked };
}

/** Interest and fees of the items that the message names, added to what is asked for; an effect claims them once, however often it is tried. */
function claimCosts({ row, parts, view, moves, now }: { row: EffectRow; parts: Part[]; view: View; moves: MoveRow[]; now: Instant }): {
  parts: Part[];
  reports: Report[];
} {
  const terms = row.effect.kind === 'message' ? (row.effect.costs ?? []) : [];
  if (terms.length === 0) return { parts, reports: [] };
  const to = dateAt(now, view.customer.timeZone);
  const reports: Report[] = [];
  const withCosts = parts.map((part): Part => {
    const item = view.item(part.itemId);
    const term = terms.find(({ itemId }) => itemId === part.itemId);
    if (!item || !term) return part;
    const own = moves.filter(({ itemId }) => itemId === item.id);
    const before = own.find(({ costs }) => costs?.effectId === row.id)?.costs;
    if (before) return { ...part, costs: { interest: before.interest, fee: before.fee } };
    const interest = interestOn({ item, moves: own, terms: term, held: view.heldOf(item, 'interest'), today: to });
    const costs = { interest, fee: term.fee };
    if (interest + term.fee === 0) return part;
    reports.push({
      type: 'costs.claimed',
      source: 'duly',
      externalId: `${row.id}/costs/${item.id}`,
      effectiveOn: to,
      data: { itemId: item.id, effectId: row.id, ...costs, to },
    });
    return { ...part, amount: part.amount + interest + term.fee, costs };
  });
  return { parts: withCosts, reports };
}

/** The word before a promise has nothing to say once all that was promised is paid, or the promise is over. */
function isKept({ promiseId, despite }: MessageEffect, { promises }: View): boolean {
  const promise = despite === 'promise' ? promises.find(({ id }) => id === promiseId) : undefined;
  return promise !== undefined && (promise.status !== 'open' || paidInTime(promise) >= promise.amount);
}

/** What asks for an invoice was planned by another due date than that of now. What asks for nothing goes all the same. */
const isRetimed = ({ row: { seq, effect }, view }: { row: EffectRow; view: View }): boolean =>
  'itemIds' in effect && effect.stoppedBy !== null && effect.itemIds.some((id) => (view.item(id)?.dueChangedAfter ?? 0) >= seq);

/** A hold that came and went, or only ended, since it was decided: the decision knew of no peace after that. */
function isInPeace({ row: { at, effect }, view }: { row: EffectRow; view: View }): boolean {
  const { peace, stoppedBy, steps } = effect;
  return peace === true && stoppedBy !== null && steps.some(({ subject }) => (view.lastHoldEnd(subject, stoppedBy) ?? 0) >= at);
}

const isHeld = ({ accountId, stoppedBy }: MessageEffect, view: View): boolean =>
  accountId !== undefined && stoppedBy !== null && view.activeHolds(accountId, stoppedBy).length > 0;

const taken = ({ steps, row: { customerId, effect }, now }: { steps: StepRef[]; row: EffectRow; now: Instant }): StepRow[] =>
  steps.map(({ subject, step, occurrence }) => ({
    customerId,
    subject,
    step,
    occurrence,
    at: now,
    how: 'taken',
    effectId: effect.id,
    severe: severityOf(effect),
  }));

const suppressed = (reason: Reason): Claim => ({ did: 'suppressed', reason, changes: [] });

/** What may be asked for by now on each of the effect's items, and why the first that may not be is refused. */
function askedFor({ effect, step, view }: { effect: Exclude<Effect, SurveyEffect>; step: string; view: View }): {
  parts: Part[];
  refused?: Reason;
} {
  const parts: Part[] = [];
  let refused: Reason | undefined;
  for (const itemId of effect.itemIds) {
    const answer = claimable({ itemId, step, stoppedBy: effect.stoppedBy, despite: effect.despite, tolerance: effect.tolerance, view });
    if (answer.ok) parts.push({ itemId, amount: answer.amount });
    else refused ??= answer.reason;
  }
  return refused ? { parts, refused } : { parts };
}

/** The effect's steps that nobody else has taken: mostly all of them. */
function freeSteps({ id, steps }: Effect, over: readonly StepRow[]): StepRef[] {
  for (const step of steps) if (isTaken(step, over, id)) return steps.filter((one) => !isTaken(one, over, id));
  return steps;
}

function isTaken(step: StepRef, over: readonly StepRow[], by: string): boolean {
  for (let place = over.length - 1; place >= 0; place -= 1) {
    const known = over[place] as StepRow;
    if (isSameStep(known, step)) return known.effectId !== by;
  }
  return false;
}

const isSameStep = (a: StepRef, b: StepRef): boolean => a.step === b.step && a.subject === b.subject && a.occurrence === b.occurrence;
