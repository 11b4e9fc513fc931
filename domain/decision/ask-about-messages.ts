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
  const customerId = rows.customer.id;
  const asked = (kind: Kind): TaskRow | undefined => work.view().tasks.find((task) => task.kind === kind && task.status === 'open');

  for (const fact of rows.facts) {
    if (fact.type === 'contact.changed') close('fix-address', 'contact changed');
    if (fact.type !== 'message.failed') continue;
    const kind = fact.data.code === UNKNOWN_CODE ? 'message-unknown' : 'fix-address';
    if (!asked(kind)) {
      const dueAt = endOfDays({ from: dateAt(now, zone), days: ASK.within.days, zone });
      open({ id: `task/${customerId}/${kind}-${fact.number}`, kind, owner: ASK.who, dueAt });
    }
  }
  for (const kind of KINDS) {
    const late = asked(kind);
    if (!late?.dueAt || late.dueAt > now) continue;
    close(kind, ASK.else);
    open({ id: `${late.id}/${ASK.else}`, kind, owner: ASK.else, dueAt: null });
  }
  const limits = KINDS.map((kind) => asked(kind)?.dueAt ?? null).filter((dueAt) => dueAt !== null);
  return limits.length > 0 ? Math.min(...limits) : null;

  function open({ id, kind, owner, dueAt }: Pick<TaskRow, 'id' | 'owner' | 'dueAt'> & { kind: Kind }): void {
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
    work.change([{ insert: 'task', row }]);
    work.reasons.push({ about: customerId, code: 'task-opened', params: { owner, kind } });
  }
  function close(kind: Kind, outcome: string): void {
    const task = asked(kind);
    if (task) work.change([{ update: 'task', id: task.id, set: { status: 'closed', outcome, endedAt: now } }]);
  }
}
