import { type Fact, type FactType, itemsTouchedBy, touchedBy } from '../facts.js';
import type { Journey, Lane, Stage } from '../journey/journey.js';
import type { TokenRow } from '../rows.js';
import { STAGE_TYPES } from '../stages/index.js';
import type { Work } from './work.js';

/** Facts that `whenever` takes for another: a cheque that the bank gets once more has arrived again. */
const AS: Readonly<Partial<Record<FactType, FactType>>> = { 'cheque.deposited': 'cheque.received' };

/** The customer agrees that we collect: a payment method comes with that. */
const AUTOPAY_ON = 'autopay.on';

/** Whether the fact is what `whenever` names. */
const isSaidBy = (said: string, fact: Fact): boolean =>
  said === (AS[fact.type] ?? fact.type) || (said === AUTOPAY_ON && fact.type === 'method.added' && fact.data.autopay);

/** Delivered, not drawn before, and without a cheque at the bank: what autopay may begin with. All else stays where it is. */
function mayBeCollected({ view }: Work, itemId: string): boolean {
  const item = view().item(itemId);
  if (item?.delivery !== 'delivered' || view().chargesOf(itemId).length > 0) return false;
  return !view()
    .chequesOf(itemId)
    .some(({ status }) => status === 'clearing');
}

/** New subjects get their tokens, reopened items return, and `whenever` takes tokens out of their stages. */
export function placeTokens(work: Work): void {
  const { journey, rows } = work;
  const customerId = rows.customer.id;
  for (const fact of rows.facts) {
    if (fact.type === 'customer.created') for (const lane of journey.lanes) if (lane.for === 'customer') place(work, lane, customerId);
    if (fact.type === 'invoice.issued') {
      placeItem(work, fact.data.itemId);
      for (const lane of journey.lanes) if (lane.for === 'account') place(work, lane, fact.data.accountId);
    }
    if (fact.type === 'journey.moved') placeAccounts(work);
    if (fact.type === 'plan.judged' && (fact.data.outcome === 'broken' || fact.data.outcome === 'cancelled'))
      goOnAfterPlan(work, fact.data.itemIds);
    for (const id of itemsTouchedBy(fact)) if ((work.view().item(id)?.open ?? 0) > 0) placeItem(work, id);
    follow(work, journey, fact);
    for (const walked of work.itemJourneys.values()) follow(work, walked, fact);
  }
}

/** What the journey's lanes say of whenever something like the fact happens, for those who walk them. */
function follow(work: Work, journey: Journey, fact: Fact): void {
  for (const lane of journey.lanes) {
    if (lane.whenever.length === 0) continue;
    const rule = lane.whenever.find(({ fact: said }) => isSaidBy(said, fact));
    if (!rule) continue;
    const { stage } = rule;
    const touched = touchedBy(fact);
    for (const token of work.tokens) {
      if (token.lane !== lane.name || token.stage === stage || work.journeyOf(token.subject) !== journey) continue;
      const concerns = lane.for === 'item' ? touched.itemIds.includes(token.subject) || touched.itemIds.length === 0 : touched.customer;
      if (!concerns) continue;
      if (rule.fact === AUTOPAY_ON && lane.for === 'item' && !mayBeCollected(work, token.subject)) continue;
      if (token.stage === null) reopen(work, token);
      if (token.stage !== null) take(work, token, { lane, stage });
    }
  }
}

/** The note of a token whose lane ended for a plan: the stage that it left. */
export const FOR_A_PLAN = 'leftForPlan';

/** Whose lane ended because a plan was to be made goes on where it stood when that plan is over before it was paid. */
function goOnAfterPlan(work: Work, itemIds: readonly string[]): void {
  for (const token of work.tokens) {
    const stage = token.data[FOR_A_PLAN];
    if (token.stage !== null || typeof stage !== 'string' || !itemIds.includes(token.subject)) continue;
    if ((work.view().item(token.subject)?.open ?? 0) <= 0) continue;
    Object.assign(token, { stage, enteredAt: work.now, wakeAt: null, leftStage: null, data: {} });
    work.reasons.push({ about: token.subject, code: 'reopened', params: { stage } });
  }
}

/** What an account owes, or will owe when money is taken back, is judged by the journey that the customer is moved to, whatever was before. */
function placeAccounts(work: Work): void {
  for (const lane of work.journey.lanes)
    if (lane.for === 'account') for (const account of work.rows.accounts) place(work, lane, account.id);
}

/** The item gets its tokens in the lanes that it walks. */
function placeItem(work: Work, id: string): void {
  for (const lane of work.journeyOf(id).lanes) if (lane.for === 'item') place(work, lane, id);
}

/** A subject that has no token in the lane yet gets one at the lane's start. */
function place({ tokens, rows, now }: Work, lane: Lane, subject: string): void {
  if (tokens.some((token) => token.subject === subject && token.lane === lane.name)) return;
  const { name: stage } = lane.stages[0] as Stage;
  tokens.push({
    customerId: rows.customer.id,
    lane: lane.name,
    subject,
    stage,
    enteredAt: now,
    wakeAt: null,
    leftStage: null,
    data: {},
  });
}

/** What left its lane because it was settled, and is open again, is in the stage that it left. */
export function reopen(work: Work, token: TokenRow): void {
  if (token.leftStage === null || (work.view().item(token.subject)?.open ?? 0) <= 0) return;
  work.reasons.push({ about: token.subject, code: 'reopened', params: { stage: token.leftStage } });
  Object.assign(token, { stage: token.leftStage, leftStage: null });
}

/** `whenever` takes the token out of its stage. One to which it may return is noted. */
function take(work: Work, token: TokenRow, { lane, stage }: { lane: Lane; stage: string }): void {
  const before = token.stage;
  enter(work, token, stage);
  const type = lane.stages.find(({ name }) => name === stage)?.type ?? '';
  if (Object.values(STAGE_TYPES[type]?.defaults ?? {}).includes('back')) token.data = { cameFrom: before };
}

/** The stage out of which `whenever` took the token. */
export const cameFrom = ({ data }: TokenRow): string | undefined => (typeof data.cameFrom === 'string' ? data.cameFrom : undefined);

/** The token enters a stage anew: what the stage before noted goes. */
export function enter(work: Work, token: TokenRow, stage: string): void {
  token.stage = stage;
  token.enteredAt = work.now;
  token.wakeAt = null;
  token.leftStage = null;
  token.data = {};
  work.reasons.push({ about: token.subject, code: 'entered-stage', params: { stage, lane: token.lane } });
}
