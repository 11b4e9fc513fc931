/** Pieces of the long form that several stage types use. */
import { z } from 'zod';
import { addDays, daysBetween, type Instant, instantAt, isDate, type LocalDate } from '../calendar.js';
import { isCurrency } from '../money.js';
import { limitSchema } from '../span.js';
import type { Contact } from './journey.js';

export const wallTimeSchema = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'Expected a time of day as "HH:MM", quoted, like "09:00".');
export const dateSchema = z.string().refine(isDate, 'Expected a date like 2026-12-24 that there is.');
export const daysSchema = z.int().min(-3650).max(3650);
export const nameSchema = z.string().min(1).max(80);
export const moneySchema = z.strictObject({
  amount: z.int().nonnegative(),
  currency: z.string().refine(isCurrency, 'Expected an ISO 4217 currency code like EUR.'),
});
/** Ranges of days, each from its first to its last day, at most a year long. */
export const closedSchema = z.array(
  z
    .strictObject({ from: dateSchema, to: dateSchema })
    .refine(({ from, to }) => !isDate(from) || !isDate(to) || to >= from, {
      error: 'These days end before they begin.',
      path: ['to'],
      params: { finding: 'contact-hours' },
    })
    .refine(({ from, to }) => !isDate(from) || !isDate(to) || daysBetween(from, to) < 366, {
      error: 'Closed days are at most a year long: nobody would be contacted for longer.',
      path: ['to'],
      params: { finding: 'contact-hours' },
    }),
);
/** How many contacts a customer gets at most in a day, and in seven days. */
export const capSchema = z
  .strictObject({ day: z.int().max(100).optional(), week: z.int().max(700).optional() })
  .refine(({ day, week }) => day !== undefined || week !== undefined, 'Expected at most so many a day, a week, or both.')
  .superRefine(({ day, week }, { addIssue }) => {
    const say = (key: 'day' | 'week', message: string) =>
      addIssue({ code: 'custom', path: [key], message, params: { finding: 'impossible-window' } });
    if (day !== undefined && day < 1) say('day', 'With no contact a day nobody is ever reminded: allow at least one.');
    if (week !== undefined && week < 1) say('week', 'With no contact a week nobody is ever reminded: allow at least one.');
    else if (week !== undefined && day !== undefined && week < day)
      say('week', `A week has room for fewer contacts (${week}) than a day (${day}): the cap of a day would never be reached.`);
  });
/** `{ who, within, else }`: a person is asked; without an answer in time `else` takes its place. */
export const askSchema = z.strictObject({ who: nameSchema, within: limitSchema, else: nameSchema });
export type Ask = z.infer<typeof askSchema>;

/** The journey's send time on a date of the customer. */
export const sendTime = ({ date, contact, zone }: { date: LocalDate; contact: Contact; zone: string }): Instant =>
  instantAt({ date, time: contact.at, zone });

/** The end of a time limit: the end of the last of so many days after `from`. */
export const endOfDays = ({ from, days, zone }: { from: LocalDate; days: number; zone: string }): Instant =>
  instantAt({ date: addDays(from, days + 1), time: '00:00', zone });
