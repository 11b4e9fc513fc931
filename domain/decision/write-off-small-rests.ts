import { dateAt } from '../calendar.js';
import { itemsTouchedBy } from '../facts.js';
import { toleranceOf } from '../journey/tolerance.js';
import type { Work } from './work.js';

/** What money left open of an item within the journey's tolerance is written off with its code, where it names one; not what is disputed or promised. */
export function writeOffSmallRests(work: Work): void {
  const code = work.journey.tolerance?.writeOff;
  if (code === undefined) return;
  for (const fact of work.rows.facts) {
    if (fact.type !== 'payment.received' && fact.type !== 'payment.applied') continue;
    for (const itemId of itemsTouchedBy(fact)) {
      const item = work.view().item(itemId);
      if (!item || item.open <= 0 || item.open > toleranceOf({ journey: work.journey, currency: item.currency })) continue;
      const writeOffId = `small/${itemId}/${fact.number}`;
      if (work.view().heldOf(item, 'reminders') > 0 || work.reports.some(({ externalId }) => externalId.startsWith(`small/${itemId}/`)))
        continue;
      work.reports.push({
        type: 'invoice.writtenOff',
        source: 'duly',
        externalId: writeOffId,
        effectiveOn: dateAt(work.now, work.zone),
        data: { writeOffId, itemId, amount: item.open, code },
      });
    }
  }
}
