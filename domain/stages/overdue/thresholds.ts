/** Which state of a ladder an account's standing reaches. */
import { addDays, daysBetween, type LocalDate } from '../../calendar.js';
import type { AccountStanding } from '../../ledger/account-standing.js';
import type { State, Threshold } from './config.js';

interface ReachedInput {
  states: readonly State[];
  standing: AccountStanding;
  today: LocalDate;
}

/** The highest state whose threshold is reached, at it or above; -1: none is. */
export const reached = ({ states, standing, today }: ReachedInput): number =>
  states.findLastIndex(({ from }) => isReached({ from, standing, today }));

function isReached({ from, standing, today }: { from: Threshold; standing: AccountStanding; today: LocalDate }): boolean {
  if (from.days !== undefined) {
    const day = dayOf(from, standing);
    return day !== undefined && day <= today;
  }
  if (from.invoices !== undefined) return standing.count >= from.invoices;
  const amount = from.balance?.find(({ currency }) => currency === standing.currency)?.amount;
  return amount !== undefined && standing.balance >= amount;
}

/** The day on which a threshold of age is reached if nothing is paid; undefined for others, and where nothing is owed. */
export function dayOf({ days, after }: Threshold, { oldest }: AccountStanding): LocalDate | undefined {
  const from = after === undefined ? null : oldest[after];
  return days === undefined || from === null ? undefined : addDays(from, days);
}

/** Days that a ladder puts between a state and the one before it: where both count days from the same date, else one. */
export function distanceOf({ state, before }: { state: State; before: State }): number {
  const [a, b] = [state.from, before.from];
  return a.days !== undefined && b.days !== undefined && a.after === b.after ? Math.max(1, a.days - b.days) : 1;
}

/** What made the account reach the state, as reasons tell it. */
export function becauseOf({ from, standing, today }: { from: Threshold; standing: AccountStanding; today: LocalDate }): string {
  if (from.days !== undefined) {
    const oldest = from.after === undefined ? null : standing.oldest[from.after];
    const days = oldest === null ? from.days : daysBetween(oldest, today);
    return `${days} days since the ${from.after === 'issue' ? 'issue' : 'due date'} of the oldest unpaid invoice`;
  }
  return from.invoices !== undefined ? `${standing.count} unpaid invoices` : 'the unpaid balance';
}
