/** When a step goes: a day counted from a date of its subject or, by its name, from the step right before. */
import { z } from 'zod';
import { addDays, addMonths, type LocalDate, nextDayOfMonth } from '../calendar.js';
import { daysSchema, nameSchema } from '../journey/long-form.js';

/** The dates of an item from which moments count. */
export const ITEM_DATES = ['due', 'issue', 'delivery'] as const;
export type ItemDate = (typeof ITEM_DATES)[number];
export const isItemDate = (from: string): from is ItemDate => (ITEM_DATES as readonly string[]).includes(from);

/** So many days or months after (before, when negative) a date of the item or, by its name, the step right before; then the end of that month. */
export const momentSchema = z
  .strictObject({
    days: daysSchema.optional(),
    months: z.int().min(-120).max(120).optional(),
    endOfMonth: z.literal(true).optional(),
    from: nameSchema,
  })
  .refine(({ days, months }) => (days === undefined) !== (months === undefined), 'Expected either days or months.');
export type Moment = z.infer<typeof momentSchema>;

/** Counted from the due date, and before it: it may lapse. */
export const isBeforeDue = (at: Moment): boolean => at.from === 'due' && (at.days ?? at.months ?? 0) < 0;

/** The day of the moment when what it counts from is on `anchor`. */
export function dayOfMoment({ at: { days, months, endOfMonth }, anchor }: { at: Moment; anchor: LocalDate }): LocalDate {
  const date = days === undefined ? addMonths(anchor, months ?? 0) : addDays(anchor, days);
  return endOfMonth ? nextDayOfMonth(date, 31) : date;
}

/** All repeats up to the one after today: those overtaken lapse, the last is what is waited for. At least two: the first may have been taken before its day. */
export function repeats({ first, every, today }: { first: LocalDate; every: number; today: LocalDate }): LocalDate[] {
  const dates = [first];
  for (let date = first; date <= today || dates.length < 2; ) {
    date = addDays(date, every);
    dates.push(date);
  }
  return dates;
}
