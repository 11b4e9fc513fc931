/** What all customers of a simulation come to, month by month and each by himself. Money in minor units, exact; a total that is not exact any more throws. */
import { addMonths, dateOfEpochDay, epochDay, type LocalDate } from '../calendar.js';
import type { Lived, LivedInvoice } from './live.js';
import { type Costs, minorOf } from './profile.js';

/** Days overdue, by their upper bounds; the last has none. */
export const AGES = ['1 to 30', '31 to 60', '61 to 90', 'over 90'] as const;

export interface MonthTally {
  /** Its last day. */
  to: LocalDate;
  days: number;
  invoiced: number;
  received: number;
  credited: number;
  /** Open at the end of the last day: not overdue, and overdue by `AGES`. */
  current: number;
  overdue: number[];
}

export interface MoneyTally {
  currency: string;
  months: MonthTally[];
}

/** One customer's year or years. */
export interface CustomerTally {
  currency: string;
  invoiced: number;
  received: number;
  /** Minor units × days for which they were open, and for which they were overdue. */
  openDays: number;
  overdueDays: number;
  messages: number;
  tasks: number;
  /** Minor units of the profile's currency. */
  cost: number;
}

export interface Tally {
  money: MoneyTally[];
  customers: CustomerTally[];
  /** How many customers each journey has in the end, by name. */
  endsIn: Record<string, number>;
  messages: Record<string, number>;
  surveys: number;
  tasks: Record<string, number>;
  charges: { tried: number; collected: number };
  decisions: number;
  cost: number;
}

interface TallyInput {
  start: LocalDate;
  years: number;
  costs: Costs;
  /** Of the costs. */
  currency: string;
}

export function createTally({ start, years, costs, currency }: TallyInput) {
  const bounds = Array.from({ length: 12 * years + 1 }, (_, month) => epochDay(addMonths(start, month)));
  const end = bounds.at(-1) as number;
  const prices = {
    message: minorOf(costs.message, currency),
    task: minorOf(costs.task, currency),
    charge: minorOf(costs.charge, currency),
  };
  const tally: Tally = {
    money: [],
    customers: [],
    endsIn: {},
    messages: {},
    surveys: 0,
    tasks: {},
    charges: { tried: 0, collected: 0 },
    decisions: 0,
    cost: 0,
  };

  function moneyIn(code: string): MoneyTally {
    const known = tally.money.find((candidate) => candidate.currency === code);
    if (known) return known;
    const months = bounds.slice(1).map((bound, month) => ({
      to: dateOfEpochDay(bound - 1),
      days: bound - (bounds[month] as number),
      invoiced: 0,
      received: 0,
      credited: 0,
      current: 0,
      overdue: AGES.map(() => 0),
    }));
    const money = { currency: code, months };
    tally.money.push(money);
    return money;
  }

  const monthOf = (day: number): number => {
    let month = bounds.findIndex((bound) => bound > day) - 1;
    if (month < 0) month = day < (bounds[0] as number) ? 0 : bounds.length - 2;
    return month;
  };

  function addInvoice(months: MonthTally[], invoice: LivedInvoice, own: CustomerTally): void {
    const { issued, due, amount, paid } = invoice;
    const from = months[monthOf(issued)] as MonthTally;
    from.invoiced = exact(from.invoiced + amount);
    own.invoiced = exact(own.invoiced + amount);
    for (const { day, amount: part, by } of paid) {
      const month = months[monthOf(day)] as MonthTally;
      if (by === 'payment') {
        month.received = exact(month.received + part);
        own.received = exact(own.received + part);
      } else month.credited = exact(month.credited + part);
    }
    own.openDays += openDays({ invoice, from: issued, end });
    own.overdueDays += openDays({ invoice, from: Math.max(issued, due + 1), end });
    for (let at = monthOf(issued); at < months.length; at += 1) {
      const last = (bounds[at + 1] as number) - 1;
      let open = amount;
      for (const { day, amount: part } of paid) if (day <= last) open -= part;
      if (open <= 0) return;
      const month = months[at] as MonthTally;
      const late = last - due;
      if (late <= 0) month.current = exact(month.current + open);
      else {
        const age = Math.min(AGES.length - 1, Math.floor((late - 1) / 30));
        month.overdue[age] = exact((month.overdue[age] as number) + open);
      }
    }
  }

  return {
    tally,
    add(lived: Lived): void {
      const { currency: code, endsIn, invoices, messages, surveys, tasks, charges, decisions } = lived;
      const { months } = moneyIn(code);
      const sent = sum(messages) + surveys;
      const opened = sum(tasks);
      const cost = sent * prices.message + opened * prices.task + charges.tried * prices.charge;
      const own: CustomerTally = {
        currency: code,
        invoiced: 0,
        received: 0,
        openDays: 0,
        overdueDays: 0,
        messages: sent,
        tasks: opened,
        cost,
      };
      for (const invoice of invoices) addInvoice(months, invoice, own);
      tally.customers.push(own);
      addCounts(tally.endsIn, { [endsIn]: 1 });
      addCounts(tally.messages, messages);
      addCounts(tally.tasks, tasks);
      tally.surveys += surveys;
      tally.charges.tried += charges.tried;
      tally.charges.collected += charges.collected;
      tally.decisions += decisions;
      tally.cost = exact(tally.cost + cost);
    },
  };
}

/** Minor units × days for which an invoice was open, from one day up to another that is not counted. */
function openDays({ invoice: { amount, paid }, from, end }: { invoice: LivedInvoice; from: number; end: number }): number {
  if (from >= end) return 0;
  let days = amount * (end - from);
  for (const { day, amount: part } of paid) if (day < end) days -= part * (end - Math.max(from, day));
  return days;
}

function addCounts(to: Record<string, number>, counts: Record<string, number>): void {
  for (const [kind, count] of Object.entries(counts)) to[kind] = (to[kind] ?? 0) + count;
}

const sum = (counts: Record<string, number>): number => Object.values(counts).reduce((total, count) => total + count, 0);

function exact(amount: number): number {
  if (!Number.isSafeInteger(amount))
    throw new RangeError('The amounts of this simulation are too large to be added exactly: take fewer customers.');
  return amount;
}
