import { UNKNOWN_CODE } from '../effects/outcome.js';
import type { Fact } from '../facts.js';
import { closeTask, openTask } from '../holds/ask.js';
import type { Ask } from '../journey/long-form.js';
import type { TaskRow } from '../rows.js';
import { endOfLimit } from '../span.js';
import type { Work } from './work.js';

/** Who is asked, and who in his place when nobody decides in time. */
export const ASK: Ask = { who: 'ar-desk', within: { days: 1 }, else: 'head-of-ar' };
type Kind = 'fix-address' | 'message-unknown' | 'copy-failed';

/**
 * Messages that were refused for good, or of which nobody knows whether they arrived: a person is asked, of each kind once for the customer, until he
 * decides or, for an address, a contact changes. Their steps are taken: nothing waits for the answer.
 * A message that brings an invoice is the delivery's own question. So it is of copies that somebody did not get. What another system refuses to be told, operators are asked about.
 */
export function askAboutMessages(work: Work): void {
  const { rows, now, zone } = work;
  for (const fact of rows.facts) {
    if (fact.type === 'contact.changed' && fact.data.by?.length !== 0) close(work, 'fix-address', 'contact changed');
    if (fact.type === 'webhook.failed') askAboutSystem(work, fact);
    if (fact.type !== 'message.failed' && fact.type !== 'copy.failed') continue;
    const kind = fact.type === 'copy.failed' ? 'copy-failed' : fact.data.code === UNKNOWN_CODE ? 'message-unknown' : 'fix-address';
    if (!asked(work, kind)) {
      const dueAt = endOfLimit({ now, within: ASK.within, zone, country: rows.customer.country });
      const owner = (kind === 'fix-address' ? work.journey.contact.bounced?.ask : undefined) ?? ASK.who;
      const { id: subject } = rows.customer;
      openTask(work, { id: `task/${subject}/${kind}-${fact.number}`, subject, kind, owner, superior: ASK.else, dueAt });
    }
  }
}

/** One question for each system that refuses, until it is answered. */
function askAboutSystem(work: Work, { number, data: { hook } }: Extract<Fact, { type: 'webhook.failed' }>): void {
  const { id: subject } = work.rows.customer;
  const begins = `task/${subject}/webhook-${hook}-`;
  if (work.view().tasks.some(({ id, status }) => status === 'open' && id.startsWith(begins))) return;
  openTask(work, { id: `${begins}${number}`, subject, kind: 'webhook-failed', owner: 'operators', dueAt: null });
}

const asked = (work: Work, kind: Kind): TaskRow | undefined =>
  work.view().tasks.find((task) => task.kind === kind && task.status === 'open');

function close(work: Work, kind: Kind, outcome: string): void {
  const task = asked(work, kind);
  if (task) closeTask(work, task.id, outcome);
}
