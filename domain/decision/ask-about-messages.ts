import { dateAt, type Instant } from '../calendar.js';
import { UNKNOWN_CODE } from '../effects/outcome.js';
import { type Ask, endOfDays } from '../journey/long-form.js';
import type { TaskRow } from '../rows.js';
import type { Work } from './work.js';

/** Who is asked, and who in his place when nobody decides in time. */
const ASK: Ask = { who: 'ar-desk', within: { days: 1 }, else: 'head-of-ar' };
const KINDS = ['fix-address', 'message-unknown'] as const;
type Kind = (typeof KINDS)[number];

/**
 * Messages that were refused for good, or of which nobody knows whether they arrived: a person is asked, of each kind once for the customer, until he
 * decides or, for an address, a contact changes. Their steps are taken: nothing waits for the answer. Returns when the open tasks' time is up, or null.
 * A message that brings an invoice is the delivery's own question.
 */
export function askAboutMessages(work: Work): Instant | null {
  const { rows, now, zone } = work;
  for (const fact of rows.facts) {
    if (fact.type === 'contact.changed') close(work, 'fix-address', 'contact changed');
    if (fact.type !== 'message.failed') continue;
    const kind = fact.data.code === UNKNOWN_CODE ? 'message-unknown' : 'fix-address';
    if (!asked(work, kind)) {
      const dueAt = endOfDays({ from: dateAt(now, zone), days: ASK.within.days, zone });
      const owner = (kind === 'fix-address' ? work.journey.contact.bounced?.ask : undefined) ?? ASK.who;
      open(work, { id: `task/${rows.customer.id}/${kind}-${fact.number}`, kind, owner, dueAt });
    }
  }
  let soonest: Instant | null = null;
  for (const kind of KINDS) {
    const late = asked(work, kind);
    if (late?.dueAt && late.dueAt <= now) {
      close(work, kind, ASK.else);
      open(work, { id: `${late.id}/${ASK.else}`, kind, owner: ASK.else, dueAt: null });
    }
    const limit = asked(work, kind)?.dueAt ?? null;
    if (limit !== null && (soonest === null || limit < soonest)) soonest = limit;
  }
  return soonest;
}

const asked = (work: Work, kind: Kind): TaskRow | undefined =>
  work.view().tasks.find((task) => task.kind === kind && task.status === 'open');

function open(
  { rows, now, change, reasons }: Work,
  { id, kind, owner, dueAt }: Pick<TaskRow, 'id' | 'owner' | 'dueAt'> & { kind: Kind },
): void {
  const customerId = rows.customer.id;
  const row: TaskRow = {
    id,
    customerId,
    subject: customerId,
    kind,
    owner,
    openedAt: now,
    dueAt,
    status: 'open',
    outcome: null,
    endedAt: null,
  };
  change([{ insert: 'task', row }]);
  reasons.push({ about: customerId, code: 'task-opened', params: { owner, kind } });
}

function close(work: Work, kind: Kind, outcome: string): void {
  const task = asked(work, kind);
  if (task) work.change([{ update: 'task', id: task.id, set: { status: 'closed', outcome, endedAt: work.now } }]);
}
