/**
 * What an account owes as its ladder and its statement see it. What a hold stops for `escalation` (a dispute, a promise, a person's hold) and what money
 * covers that is not applied yet are left out. Exact for any number of open items, because the account's totals are kept by postings; the oldest are
 * looked for among those that a decision reads.
 */
import type { LocalDate } from '../calendar.js';
import type { ItemRow, Stoppable } from '../rows.js';
import type { View } from '../view.js';

export interface AccountStanding {
  currency: string;
  /** How many items are owed. */
  count: number;
  /** Minor units. */
  balance: number;
  /** The earliest dates among the items that are owed; null: none is. */
  oldest: { due: LocalDate | null; issue: LocalDate | null };
  /** Those that were read, oldest due date first, with what is owed on each. */
  items: { item: ItemRow; owed: number }[];
}

interface StandingInput {
  accountId: string;
  view: View;
  /** Minor units: a rest of an item up to this is not counted. */
  tolerance: number;
  /** Without it holds and unapplied money change nothing. */
  leaveOut?: boolean;
  /** What holds must stop to be left out. */
  stoppedFor?: Stoppable;
}

/** Undefined: the account's items were not read; ask again. */
export function accountStanding({
  accountId,
  view,
  tolerance,
  leaveOut = true,
  stoppedFor = 'escalation',
}: StandingInput): AccountStanding | undefined {
  const account = view.account(accountId);
  const read = view.openItemsOf(accountId);
  if (!account || !read) return undefined;
  const standing: AccountStanding = { currency: account.currency, count: 0, balance: 0, oldest: { due: null, issue: null }, items: [] };
  const held = leaveOut ? view.heldBySubject(stoppedFor) : NOTHING;
  if ((held.get(accountId) ?? 0) === Number.POSITIVE_INFINITY || (held.get(view.customer.id) ?? 0) === Number.POSITIVE_INFINITY)
    return standing;
  const cutOff = leaveOut ? view.cutOff() : undefined;
  let unread = account.balance;
  let unapplied = leaveOut ? account.unapplied : 0;
  for (const item of read) {
    unread -= item.open;
    const covered = Math.min(unapplied, item.open);
    unapplied -= covered;
    if (cutOff !== undefined && item.issuedOn < cutOff) continue;
    const owed = item.open - covered - (held.get(item.id) ?? 0);
    if (owed <= tolerance) continue;
    standing.count += 1;
    standing.balance += owed;
    standing.items.push({ item, owed });
    standing.oldest.due = earlier(standing.oldest.due, item.dueOn);
    standing.oldest.issue = earlier(standing.oldest.issue, item.issuedOn);
  }
  // Of what was not read nobody knows here whether it is from before the cut-off: it is left out, rather than chased.
  if (cutOff !== undefined) return standing;
  standing.count += account.openItems - read.length;
  standing.balance += Math.max(0, unread - unapplied);
  return standing;
}

const NOTHING: ReadonlyMap<string, number> = new Map();

const earlier = (a: LocalDate | null, b: LocalDate): LocalDate => (a === null || b < a ? b : a);
