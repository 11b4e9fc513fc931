import { chargebackDispute } from '../ledger/booking/chargebacks.js';
import type { Work } from './work.js';

/** What the bank took back is disputed when it is booked; a journey that says `chargebacks: unpaid` has it simply unpaid: its dispute goes as if it never was. */
export function followChargebacks(work: Work): void {
  if (work.journey.chargebacks !== 'unpaid') return;
  for (const { type, data } of work.rows.facts) {
    if (type !== 'payment.chargedBack') continue;
    for (const itemId of data.itemIds) {
      const id = chargebackDispute({ chargebackId: data.chargebackId, itemId });
      work.change([
        { remove: 'hold', id: `hold/${id}` },
        { remove: 'dispute', id },
        { remove: 'task', id: `task/${id}` },
      ]);
      work.reasons.push({ about: itemId, code: 'charged-back' });
    }
  }
}
