import { dateAt, type Instant } from '../calendar.js';
import { closeTask, openTask } from '../holds/ask.js';
import { stepTaskId } from '../ladder/own-records.js';
import { chequeTaskId } from '../ledger/booking/cheques.js';
import { CHEQUE_REASONS, type ChequeReason, type ChequeRow } from '../rows.js';
import { endOfLimit } from '../span.js';
import type { Work } from './work.js';

/** How long the bank has for a cheque where no stage says so, and who is asked then. */
const WAIT = { businessDays: 10 } as const;
const ASKS = 'cash-desk';

/**
 * Cheques of which the bank has said nothing: a person is asked when the time is up, and what he found out is booked. He is never overruled: until he
 * answers, the money counts as on its way. Returns when the time of the next one is up, or null. Asked after the stages, which may have set the time.
 */
export function followCheques(work: Work): Instant | null {
  if (work.view().cheques.length === 0) return null;
  for (const { type, data } of work.rows.facts) if (type === 'task.decided') followAnswer(work, data);
  let soonest: Instant | null = null;
  for (const cheque of work.view().cheques) {
    if (cheque.status === 'returned') closeDeposit(work, cheque);
    if (cheque.status !== 'clearing' || work.view().task(chequeTaskId(cheque))) continue;
    const askAt = cheque.askAt ?? setTime(work, cheque);
    if (askAt <= work.now)
      openTask(work, {
        id: chequeTaskId(cheque),
        subject: cheque.id,
        kind: 'cheque-clearing',
        owner: cheque.asks ?? ASKS,
        dueAt: null,
      });
    else if (soonest === null || askAt < soonest) soonest = askAt;
  }
  return soonest;
}

/** Nobody is to give a cheque to the bank once more for what was paid otherwise. */
function closeDeposit(work: Work, { id: subject, itemIds, deposits }: ChequeRow): void {
  const { id: customerId } = work.rows.customer;
  const task = work.view().task(stepTaskId({ customerId, subject, step: 'deposit', occurrence: deposits - 1 }));
  if (task?.status === 'open' && itemIds.every((itemId) => (work.view().item(itemId)?.open ?? 0) <= 0)) closeTask(work, task.id, 'settled');
}

function setTime(work: Work, { id, depositedAt }: ChequeRow): Instant {
  const { country } = work.rows.customer;
  const askAt = endOfLimit({ now: depositedAt, within: WAIT, zone: work.zone, country, closed: work.journey.contact.closed });
  work.change([{ update: 'cheque', id, set: { askAt, asks: ASKS } }]);
  return askAt;
}

/** The person has asked the bank. */
function followAnswer(work: Work, { taskId, outcome }: { taskId: string; outcome: string }): void {
  const cheque = work.view().cheques.find((one) => chequeTaskId(one) === taskId);
  if (cheque?.status !== 'clearing') return;
  const common = { source: 'duly', externalId: `${taskId}/answered`, effectiveOn: dateAt(work.now, work.zone) } as const;
  work.reports.push(
    outcome === 'cleared'
      ? {
          ...common,
          type: 'cheque.cleared',
          data: { chequeId: cheque.id, paymentId: `pay/${cheque.id}/${cheque.deposits}`, itemIds: [], shares: [] },
        }
      : { ...common, type: 'cheque.returned', data: { chequeId: cheque.id, reason: reasonOf(outcome), paymentId: null, itemIds: [] } },
  );
}

const reasonOf = (outcome: string): ChequeReason => CHEQUE_REASONS.find((reason) => reason === outcome.replaceAll(' ', '-')) ?? 'no-funds';
