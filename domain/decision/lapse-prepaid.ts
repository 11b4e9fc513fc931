import { dateAt } from '../calendar.js';
import { endOfDays } from '../journey/long-form.js';
import { prepaidHoldId } from '../ledger/booking/prepaid.js';
import { openedTask } from '../opened-task.js';
import type { ItemRow, TokenRow } from '../rows.js';
import { type Work, wakeNoLaterThan } from './work.js';

/**
 * An invoice that is to be paid before delivery lapses when its due date is over. Not while anything else holds it, and not where money for it is recorded in
 * whatever state: where a part is paid, a person is asked once for all.
 */
export function lapsePrepaid(work: Work, token: TokenRow): void {
  const view = work.view();
  const item = view.item(token.subject);
  if (item?.kind !== 'prepaid' || item.open <= 0) return;
  const hold = view.hold(prepaidHoldId(item.id));
  if (!hold || hold.endedAt !== null) return;
  const lapsesAt = endOfDays({ from: item.dueOn, days: 0, zone: work.zone });
  if (work.now < lapsesAt) {
    wakeNoLaterThan(token, lapsesAt);
    return;
  }
  const others = view.activeHolds(item.id, 'reminders').filter(({ id }) => id !== hold.id);
  for (const { endsAt } of others) wakeNoLaterThan(token, endsAt ?? undefined);
  if (others.length > 0 || view.pendingOf(item.id) > 0 || view.shieldOf(item.id) > 0) return;
  if (item.open < item.amount) askAboutPart(work, item);
  else lapse(work, item);
}

function lapse(work: Work, item: ItemRow): void {
  const externalId = `${item.id}/lapsed`;
  if (work.reports.some((report) => report.externalId === externalId)) return;
  work.reports.push({
    type: 'invoice.lapsed',
    source: 'duly',
    externalId,
    effectiveOn: dateAt(work.now, work.zone),
    data: { itemId: item.id },
  });
  work.reasons.push({ about: item.id, code: 'prepaid-lapsed', params: { on: item.dueOn } });
}

/** Another due date gives him another time; a credit note with a refund ends it. */
function askAboutPart(work: Work, { id: subject }: ItemRow): void {
  const id = `task/${subject}/prepaid-in-part`;
  if (work.view().task(id)) return;
  const row = openedTask({
    id,
    customerId: work.rows.customer.id,
    subject,
    kind: 'prepaid-in-part',
    owner: 'ar-desk',
    openedAt: work.now,
    dueAt: null,
  });
  work.change([{ insert: 'task', row }]);
  work.reasons.push({ about: subject, code: 'task-opened', params: { owner: row.owner, kind: row.kind } });
}
