/**
 * A short payment: a payment that names an invoice and leaves a small part of it open, without a word why. What is missing is a deduction, disputed as
 * unexplained: it is in peace, the customer is asked once, a person too. The reason, once it is known, has an owner; refused, the rest is chased again.
 * What is promised, disputed already or within tolerance is not missing.
 */
import { DAY, dateAt } from '../../calendar.js';
import type { Work } from '../../decision/work.js';
import { toleranceOf } from '../../journey/tolerance.js';
import type { ItemRow, TokenRow } from '../../rows.js';
import type { ProposedStep } from '../../stages/stage-type.js';
import type { HoldKind } from '../hold-kind.js';
import { QUESTION_STEP, type ShortPaymentConfig, shortPaymentSchema, UNEXPLAINED } from './config.js';
import { tellShortPayment } from './tell.js';
import { shortPaymentWords } from './words.js';

/** So long is the question still worth asking. */
const STALE = 14 * DAY;

export const shortPayment: HoldKind<ShortPaymentConfig> = {
  schema: shortPaymentSchema,
  words: shortPaymentWords,
  ownSteps: [QUESTION_STEP],
  decide: ({ work, config }) => {
    noticeShortPayments(work, config);
    return null;
  },
  steps: ({ work, token, config }) => question(work, token, config),
  tell: tellShortPayment,
};

function noticeShortPayments(work: Work, { upToPercent }: ShortPaymentConfig): void {
  const { facts } = work.rows;
  const noticed = new Set<string>();
  for (const { type, data } of facts.length > 1 ? facts.toReversed() : facts) {
    if (type !== 'payment.received' || data.chargeId !== null || data.apply !== 'named') continue;
    for (const { itemId } of data.shares) {
      if (noticed.has(itemId)) continue;
      noticed.add(itemId);
      const item = work.view().item(itemId);
      const missing = item ? missingOf(work, item) : 0;
      if (!item || missing <= 0 || missing * 100 > upToPercent * item.amount) continue;
      const disputeId = `short/${data.paymentId}/${itemId}`;
      work.reports.push({
        type: 'dispute.opened',
        source: 'duly',
        externalId: disputeId,
        effectiveOn: dateAt(work.now, work.zone),
        data: { disputeId, itemId, amount: missing, reasonCode: UNEXPLAINED },
      });
    }
  }
  for (const dispute of work.rows.disputes) {
    if (dispute.status !== 'open' || dispute.reasonCode !== UNEXPLAINED) continue;
    const item = work.view().item(dispute.itemId);
    if (!item || item.open > 0) continue;
    const { id: disputeId, itemId } = dispute;
    work.reports.push({
      type: 'dispute.resolved',
      source: 'duly',
      externalId: `${disputeId}/settled`,
      effectiveOn: dateAt(work.now, work.zone),
      data: { disputeId, itemId, outcome: 'against-customer' },
    });
  }
}

/** What is open of the item without a word, minor units; 0 within tolerance. */
function missingOf(work: Work, item: ItemRow): number {
  if (item.open <= 0 || work.view().promiseOf(item.id)) return 0;
  const rest = item.open - work.view().heldOf(item, 'reminders');
  return rest > toleranceOf({ journey: work.journey, currency: item.currency }) ? rest : 0;
}

/** One friendly question about the item's last short payment. */
function question(work: Work, { subject }: TokenRow, config: ShortPaymentConfig): ProposedStep[] {
  if (!config.question || work.rows.disputes.length === 0) return NONE;
  const own = work.rows.disputes
    .filter(({ itemId, id }) => itemId === subject && id.startsWith('short/'))
    .sort((a, b) => a.openedAt - b.openedAt);
  const last = own.at(-1);
  if (last?.status !== 'open' || last.reasonCode !== UNEXPLAINED || work.now >= last.openedAt + STALE) return NONE;
  return [
    {
      subject,
      step: QUESTION_STEP,
      occurrence: own.length - 1,
      at: last.openedAt,
      paced: true,
      afterHold: true,
      stoppedBy: null,
      act: { do: 'send', template: config.question.send, purpose: 'notice' },
    },
  ];
}
const NONE: ProposedStep[] = [];
