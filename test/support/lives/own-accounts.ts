/** The judges' own reckoning of what lanes of accounts say: which state an account has reached, and when a month's statement is due. */
import type { OverdueForm, StateForm, StatementForm } from './draw-account-lanes.js';
import type { JourneyForm } from './draw-journey.js';
import { apart, endOfMonth, later, rests } from './own-calendar.js';
import type { OwnItem, OwnLedger } from './own-ledger.js';

export interface AccountForms {
  overdue: OverdueForm | undefined;
  statement: StatementForm | undefined;
  /** By the names of their messages on entering. */
  states: ReadonlyMap<string, StateForm>;
}

/** The lanes of accounts of a journey, as its file says them. */
export function accountFormsOf({ lanes }: JourneyForm): AccountForms {
  const stages = Object.values(lanes).flatMap((lane) => (lane.for === 'account' ? [lane.stages] : []));
  const overdue = stages.find((one) => one.overdue)?.overdue as OverdueForm | undefined;
  const statement = stages.find((one) => one.statement)?.statement as StatementForm | undefined;
  const states = new Map((overdue?.states ?? []).flatMap((state) => state.send.map(({ name }) => [name, state] as const)));
  return { overdue, statement, states };
}

/** The names of all messages of those lanes. */
export function accountStepsOf(form: JourneyForm): ReadonlySet<string> {
  const { overdue, statement, states } = accountFormsOf(form);
  const parting = Object.values(overdue?.leaving ?? {}).flatMap((sends) => sends.map(({ name }) => name));
  return new Set([...states.keys(), ...parting, ...(statement ? [statement.statement.send] : [])]);
}

interface ReachedInput {
  form: OverdueForm;
  ledger: OwnLedger;
  account: string;
  at: number;
  today: string;
  /** Without it holds and money that is not applied change nothing. */
  leaveOut: boolean;
  /** Without these. */
  but?: ReadonlySet<string>;
}

/** The highest state that the account has reached, by its place; -1: none. */
export function reachedState({ form, ledger, account, at, today, leaveOut, but }: ReachedInput): number {
  const tolerance = form.tolerance?.[0]?.amount ?? 0;
  const owed = ledger
    .items()
    .filter((item) => item.account === account && !but?.has(item.id))
    .map((item) => ({ item, amount: leaveOut ? ledger.askable({ itemId: item.id, what: 'escalation', at }) : item.open }))
    .filter(({ amount }) => amount > tolerance);
  const balance = owed.reduce((sum, { amount }) => sum + amount, 0);
  const oldest = (of: (item: OwnItem) => string) => owed.map(({ item }) => of(item)).sort()[0];
  return form.states.findLastIndex(({ from }) => {
    if (from.invoices !== undefined) return owed.length >= from.invoices;
    if (from.balance !== undefined) return balance >= (from.balance[0]?.amount ?? 0);
    const first = oldest((item) => (from.after === 'due' ? item.dueOn : item.issuedOn));
    return first !== undefined && later(first, from.days ?? 0) <= today;
  });
}

/** Days that the ladder puts between a severe state and the one before it. */
export function daysBetween({ from }: StateForm, { from: before }: StateForm): number {
  const sameClock = from.days !== undefined && before.days !== undefined && from.after === before.after;
  return sameClock ? Math.max(1, (from.days ?? 0) - (before.days ?? 0)) : 1;
}

/** The day of the statement in the month of a date. */
export function statementDay({ form, date, isClosed }: { form: StatementForm; date: string; isClosed(day: string): boolean }): string {
  const last = endOfMonth(date);
  if ('dayOfMonth' in form.at) {
    const day = later(`${date.slice(0, 8)}01`, form.at.dayOfMonth - 1);
    return apart(day, last) < 0 ? last : day;
  }
  let day = last;
  while (rests(day) || isClosed(day)) day = later(day, -1);
  return day;
}
