/** How customers pay, as a small file says it: their segments, what contacts do to them, and what our own work costs. Shares are percents. */
import { LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { isTimeZone } from '../calendar.js';
import { DulyError } from '../errors.js';
import { TOLD_PAID_BY } from '../facts.js';
import { readIssue } from '../journey/findings.js';
import { problemsOf, tooDeep, withoutStacks, YAML_OPTIONS } from '../language/bounded-yaml.js';
import { isCurrency, minorDigits } from '../money.js';

const percent = z.number().min(0).max(100);
/** Values at equal steps from the least to the most. */
const spread = z
  .array(z.number())
  .min(2)
  .max(101)
  .refine(
    (values) => values.every((value, at) => at === 0 || value >= (values[at - 1] as number)),
    'Expected values from the least to the most.',
  );
const currencySchema = z.string().refine(isCurrency, 'Expected an ISO 4217 currency code like EUR.');

/** What is the same for all customers unless a segment says otherwise. */
const habits = {
  /** Of the invoices, how many are paid in two parts: the first at their time, the rest so many days later. */
  partly: percent,
  /** Of the invoices, how many are disputed. */
  disputed: percent,
  /** Of the customers, how many have agreed that we collect. */
  autopay: percent,
  /** Of the collections, how many are declined for lack of funds. */
  declined: percent,
  /** The ways in which customers usually pay, each with its weight; none: nobody says. */
  paidBy: z.partialRecord(z.enum(TOLD_PAID_BY), z.number().positive()),
};

const segmentSchema = z.strictObject({
  /** Customers of this segment, in proportion to the other segments' shares. */
  share: z.number().positive(),
  currency: currencySchema.optional(),
  /** Invoices a year. */
  invoices: z.number().positive().max(366).default(12),
  /** Days from issue to due. */
  netDays: z.int().min(0).max(365).default(30),
  /** Of an invoice, in the currency's own unit. */
  amount: spread.refine((values) => (values[0] as number) > 0, 'Expected amounts above 0.'),
  /** Days after due on which an invoice is paid if nobody is contacted; before due they are negative. */
  daysLate: spread,
  /** Of the invoices, how many are never paid by themselves. */
  never: percent.default(0),
  partly: percent.optional(),
  disputed: percent.optional(),
  autopay: percent.optional(),
  declined: percent.optional(),
  paidBy: habits.paidBy.optional(),
});

const responseSchema = z.strictObject({
  /** The chance that a contact of this kind is heeded: what is left of the customer's delay is shortened. */
  reminder: percent.default(25),
  notice: percent.default(45),
  failure: percent.default(40),
  call: percent.default(40),
  /** The same for one who would never pay by himself, whatever the kind; he then pays within three weeks. */
  never: percent.default(5),
  /** What is left of the remaining delay after a contact that is heeded. */
  shortensTo: percent.default(35),
  /** What is left of the chance with each contact that the customer had in the thirty days before. */
  fatigue: percent.default(85),
});

const disputesSchema = z.strictObject({
  /** Days after issue on which it is opened, and how many it lasts. */
  opensAfter: z.int().min(0).max(365).default(12),
  lasts: z.int().min(1).max(365).default(14),
  /** The part of the invoice that is disputed. */
  part: spread.default([10, 40, 100]),
  /** Of the disputes, how many end for the customer, with a credit note. */
  credited: percent.default(40),
});

const costsSchema = z.strictObject({
  /** In the profile's currency. */
  message: z.number().min(0).default(0.05),
  task: z.number().min(0).default(12),
  charge: z.number().min(0).default(0.3),
});

export const profileSchema = z.strictObject({
  profile: z.string().min(1).max(80),
  for: z.string().max(200).optional(),
  currency: currencySchema.default('EUR'),
  /** Where customers live, as time zones with their weights. */
  zones: z
    .record(z.string(), z.number().positive())
    .refine(
      (zones) => Object.keys(zones).length > 0 && Object.keys(zones).every(isTimeZone),
      'Expected IANA time zones like Europe/Berlin, each with its weight.',
    )
    .default({ UTC: 1 }),
  partly: habits.partly.default(2),
  /** Of an invoice paid in two parts: the first part, and the days until the rest. */
  parts: z.strictObject({ first: spread.default([30, 50, 90]), restAfter: spread.default([5, 14, 40]) }).prefault({}),
  disputed: habits.disputed.default(2),
  disputes: disputesSchema.prefault({}),
  autopay: habits.autopay.default(0),
  declined: habits.declined.default(4),
  paidBy: habits.paidBy.default({}),
  /** Of the payments, how many come in a way that is drawn anew. */
  paidOtherwise: percent.default(10),
  response: responseSchema.prefault({}),
  costs: costsSchema.prefault({}),
  segments: z
    .record(z.string().min(1).max(80), segmentSchema)
    .refine((all) => Object.keys(all).length > 0, 'Expected at least one segment.'),
});
export type Profile = z.infer<typeof profileSchema>;
export type Response = Profile['response'];
export type Costs = Profile['costs'];

/** A longer file is no profile. */
const LONGEST = 100_000;

/** Reads a profile, YAML or JSON. Throws `file_invalid` with everything that is wrong. */
export function readProfile({ text, file }: { text: string; file: string }): Profile {
  const refuse = (why: string) => new DulyError({ code: 'file_invalid', message: `${file} is not readable as YAML: ${why}` });
  if (text.length > LONGEST) throw refuse(`it is longer than the ${LONGEST.toLocaleString('en')} characters of a profile.`);
  const deep = tooDeep(text);
  if (deep) throw refuse(deep.message);
  const lines = new LineCounter();
  const doc = withoutStacks(() => parseDocument(text, { lineCounter: lines, ...YAML_OPTIONS }));
  const [problem] = problemsOf({ doc, text });
  if (problem) throw refuse(`${problem.message} at line ${lines.linePos(problem.offset).line}.`);
  let given: unknown;
  try {
    given = doc.toJS({ maxAliasCount: 10 });
  } catch (error) {
    throw refuse((error as Error).message);
  }
  const read = profileSchema.safeParse(given);
  if (read.success) return read.data;
  const mistakes = read.error.issues.flatMap((issue) =>
    readIssue(issue, issue.path).map(
      ({ path, message }) => `${file}: ${path.length > 0 ? `${path.map(String).join('.')}: ` : ''}${message}`,
    ),
  );
  throw new DulyError({
    code: 'file_invalid',
    message: `${mistakes.join('\n')}\ndocs/reference/simulate.md has all settings of a profile.`,
  });
}

/** An amount of the currency's own unit as minor units. */
export const minorOf = (amount: number, currency: string): number => Math.round(amount * 10 ** minorDigits(currency));
