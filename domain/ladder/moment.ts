/** When a step goes: a day counted from a date of its subject or, by its name, from the step right before. */
import { z } from 'zod';
import { addBusinessDays, type BusinessCalendar, lastBusinessDay } from '../business-days.js';
import { addDays, addMonths, dateAt, type Instant, type LocalDate, nextDayOfMonth } from '../calendar.js';
import { daysSchema, nameSchema } from '../journey/long-form.js';
import type { CustomerRow, ItemRow } from '../rows.js';

/** The dates of an item from which moments count. `expected`: its customer's payment run on or after the due date; without one the due date itself. */
export const ITEM_DATES = ['due', 'issue', 'delivery', 'expected'] as const;
export type ItemDate = (typeof ITEM_DATES)[number];
export const isItemDate = (from: string): from is ItemDate => (ITEM_DATES as readonly string[]).includes(from);

/** The dates of an item, in the zone in which its customer's days are counted; what has no delivery yet counts from when it entered its stage. */
export type ItemDates = Readonly<Record<ItemDate, LocalDate>>;
export const datesOf = ({
  item,
  customer: { paymentRun },
  enteredAt,
  zone,
}: {
  item: ItemRow;
  customer: Pick<CustomerRow, 'paymentRun'>;
  enteredAt: Instant;
  zone: string;
}): ItemDates => ({
  due: item.dueOn,
  issue: item.issuedOn,
  delivery: dateAt(item.deliveredAt ?? enteredAt, zone),
  expected: paymentRun === null ? item.dueOn : nextDayOfMonth(item.dueOn, paymentRun),
});

/** So many days, business days or months after (before, when negative) a date of the item or, by its name, a step before; then the end of that month, or the next day of a month that has this number. */
export const momentSchema = z
  .strictObject({
    days: daysSchema.optional(),
    businessDays: z.int().min(-365).max(365).optional(),
    months: z.int().min(-120).max(120).optional(),
    /** `business`: the last business day of that month, or of the next one where that is over. */
    endOfMonth: z.literal([true, 'business']).optional(),
    /** The first such day of a month on or after the day counted to; the last day of a month that is shorter. */
    dayOfMonth: z.int().min(1).max(31).optional(),
    from: nameSchema,
  })
  .refine(
    ({ days, businessDays, months }) => [days, businessDays, months].filter((count) => count !== undefined).length === 1,
    'Expected either days, businessDays or months.',
  )
  .refine(
    ({ endOfMonth, dayOfMonth }) => endOfMonth === undefined || dayOfMonth === undefined,
    'Expected either endOfMonth or dayOfMonth.',
  );
export type Moment = z.infer<typeof momentSchema>;

/** How far it lies from what it counts from, in its own unit: before it when negative. */
export const countOf = ({ days, businessDays, months }: Moment): number => days ?? businessDays ?? months ?? 0;

/** Whether its day depends on where months end or begin. */
export const isMonthly = ({ endOfMonth, dayOfMonth }: Moment): boolean => endOfMonth !== undefined || dayOfMonth !== undefined;

/** Counted from the due date, and before it: it may lapse. */
export const isBeforeDue = (at: Moment): boolean => at.from === 'due' && countOf(at) < 0;

/** The day of the moment when what it counts from is on `anchor`, by the calendar of the customer's country. */
export function dayOfMoment({ at, anchor, calendar }: { at: Moment; anchor: LocalDate; calendar: BusinessCalendar }): LocalDate {
  const { days, businessDays, months, endOfMonth, dayOfMonth } = at;
  const date =
    days !== undefined
      ? addDays(anchor, days)
      : businessDays !== undefined
        ? addBusinessDays({ date: anchor, days: businessDays, ...calendar })
        : addMonths(anchor, months ?? 0);
  if (endOfMonth === 'business') return lastBusinessDay({ date, ...calendar });
  const dayInMonth = endOfMonth ? 31 : dayOfMonth;
  return dayInMonth === undefined ? date : nextDayOfMonth(date, dayInMonth);
}

/** The fewest and the most calendar days that lie between what a moment counts from and its day; undefined: that depends on the month. */
export function reachOf(at: Moment): { fewest: number; most: number } | undefined {
  if (isMonthly(at) || at.months !== undefined) return undefined;
  const { days, businessDays = 0 } = at;
  if (days !== undefined) return { fewest: days, most: days };
  const most = Math.abs(businessDays) + DAYS_OF_REST * Math.ceil(Math.abs(businessDays) / DAYS_OF_WORK) + HOLIDAYS;
  return businessDays < 0 ? { fewest: -most, most: businessDays } : { fewest: businessDays, most };
}
const DAYS_OF_WORK = 5;
const DAYS_OF_REST = 2;
/** So many holidays in a row are counted with. */
const HOLIDAYS = 4;

interface RepeatsInput {
  first: LocalDate;
  every: number;
  today: LocalDate;
  /** Whether the repeat, counted from 0, is over: those may lie before their days by now. */
  isOver(occurrence: number): boolean;
}

/** All repeats up to the one after today: those overtaken lapse, the last, which is not over, is what is waited for. */
export function repeats({ first, every, today, isOver }: RepeatsInput): LocalDate[] {
  const dates = [first];
  for (let date = first; date <= today || dates.length < 2 || isOver(dates.length - 1); ) {
    date = addDays(date, every);
    dates.push(date);
  }
  return dates;
}
